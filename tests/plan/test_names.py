"""Names must be injective: two tenants never share one."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from dotmac_manifests.kube.names import dns_label_error, hostname_error
from dotmac_manifests.plan import names

slugs = st.from_regex(r"[a-z]([a-z0-9-]{0,38}[a-z0-9])?", fullmatch=True).filter(
    lambda slug: "--" not in slug and not slug.endswith(names.VPN_SUFFIX)
)


@given(slugs, slugs)
def test_two_slugs_never_share_a_name(one: str, other: str) -> None:
    assume(one != other)

    def everything(slug: str) -> set[str]:
        host = names.tenant_host(slug, "isp.example.com")
        return {
            names.tenant_namespace(slug),
            names.vpn_namespace(slug),
            names.tenant_database(slug),
            names.tenant_role(slug, "netbox"),
            names.tenant_role(slug, "isp-backend"),
            names.tenant_secret_path(slug, "netbox"),
            host,
            names.control_plane_host(host),
        }

    assert not everything(one) & everything(other)


@given(slugs)
def test_every_name_fits_where_it_is_used(slug: str) -> None:
    assert dns_label_error(names.vpn_namespace(slug)) is None
    assert len(names.tenant_role(slug, "isp-backend")) <= 63
    assert len(names.tenant_database(slug)) <= 63
    assert hostname_error(names.tenant_host(slug, "isp.dotmac.com")) is None


def test_the_database_of_the_specification() -> None:
    assert names.tenant_database("fast-fiber") == "tenant_fast_fiber_db"
