"""Every value names who decided it, and the line says what is claimed."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from dotmac_manifests.plan.build import build_plan
from dotmac_manifests.plan.provenance import Origin, provenance
from dotmac_manifests.spec.load import load_fleet
from tests.fleet import ROOT, seed_plan


def origins(slug: str, files: Mapping[str, bytes] | None = None) -> dict[str, Origin]:
    fleet = load_fleet(ROOT, files)
    found = provenance(fleet, build_plan(fleet), slug)
    assert len({one.name for one in found}) == len(found)
    return {one.name: one for one in found}


@pytest.mark.parametrize("slug", seed_plan().tenants)
def test_every_place_is_a_line_that_exists_and_holds_the_value(slug: str) -> None:
    for one in origins(slug).values():
        if not one.place:
            assert one.decided_by == "default"
            continue
        file, number = one.place.split(":")
        line = (ROOT / file).read_text().splitlines()[int(number) - 1]
        assert line.strip()
        leaf = one.name.rpartition(".")[2].partition("[")[0]
        if one.decided_by == "tenant" and "\n" not in one.value and "{" not in line:
            field = "subdomain" if leaf == "host" else leaf
            assert field in line or one.value in line, one


@pytest.mark.parametrize(
    ("slug", "name", "value", "decided_by"),
    [
        ("citynet", "ring", "early", "selector of the ring"),
        ("demo-isp", "ring", "staging", "selector of the ring"),
        ("fast-fiber", "ring", "general", "default ring"),
        ("harbor-link", "release", "v1.2.4", "tenant"),
        ("fast-fiber", "release", "v1.2.3", "ring"),
        ("citynet", "region", "us-east-1", "tenant"),
        ("metro-fiber", "region", "us-east-1", "default of its location"),
        ("demo-isp", "sizes.isp-backend.replicas", "1", "cap of the region"),
        ("harbor-link", "database.mode", "external", "tenant"),
        ("lion-net", "database.mode", "external", "region"),
        ("nordlicht", "host", "nordlicht-netz.isp.dotmac.com", "tenant"),
        ("citynet", "host", "citynet.isp.dotmac.com", "slug and platform"),
        ("citynet", "state", "active", "default"),
        ("nordlicht", "backup.retentionDays", "60", "tenant"),
        ("citynet", "quota.storage", "4Ti", "tenant"),
    ],
)
def test_a_value_is_told_with_who_decided_it(
    slug: str, name: str, value: str, decided_by: str
) -> None:
    found = origins(slug)[name]
    assert (found.value, found.decided_by) == (value, decided_by)


def test_a_frozen_tenant_is_held_by_its_lifecycle_and_a_suspended_one_stopped() -> None:
    def lifecycle(slug: str, text: str) -> dict[str, bytes]:
        file = f"tenants/{slug}.yaml"
        return {file: f"{(ROOT / file).read_text()}  lifecycle: {text}\n".encode()}

    frozen = "{state: frozen, reason: x, until: 2026-12-01, release: v1.2.3}"
    found = origins("harbor-link", lifecycle("harbor-link", frozen))
    file = lifecycle("harbor-link", frozen)["tenants/harbor-link.yaml"].decode()
    last = len(file.splitlines())
    assert (found["release"].value, found["release"].place) == (
        "v1.2.3",
        f"tenants/harbor-link.yaml:{last}",
    )
    assert found["state"].value == "frozen"
    stopped = origins("citynet", lifecycle("citynet", "{state: suspended, reason: x}"))
    assert (stopped["sizes.isp-backend.replicas"].value) == "0"
    assert stopped["sizes.isp-backend.replicas"].decided_by == "lifecycle"


def test_a_default_ring_that_also_selects_names_its_selector() -> None:
    text = (ROOT / "platform.yaml").read_text()
    chosen = "    - name: general\n      release: v1.2.3\n"
    assert chosen in text
    selecting = chosen + "      selector: {plans: [starter], environments: [production]}\n"
    found = origins("metro-fiber", {"platform.yaml": text.replace(chosen, selecting).encode()})
    assert found["ring"].decided_by == "selector of the ring"
