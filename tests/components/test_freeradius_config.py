from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_network

from dotmac_manifests.components.freeradius_config import configuration
from dotmac_manifests.plan.model import TenantPlan
from tests.fleet import seed_plan

TENANTS = seed_plan().tenants
COA, PLAIN = TENANTS["fast-fiber"], TENANTS["citynet"]


def with_nas(plan: TenantPlan, *cidrs: str) -> TenantPlan:
    network = plan.spec.network.model_copy(update={"nas_cidrs": cidrs})
    return replace(plan, spec=plan.spec.model_copy(update={"network": network}))


def test_every_brace_is_closed() -> None:
    for plan in TENANTS.values():
        for name, text in configuration(plan).items():
            assert text.count("{") == text.count("}"), name


def test_every_included_file_is_there() -> None:
    files = configuration(COA)
    for text in files.values():
        for line in text.splitlines():
            if line.strip().startswith("$INCLUDE"):
                assert line.rpartition("/")[2] in files


def test_clients_are_the_nas_the_backend_and_the_probes() -> None:
    text = configuration(with_nas(PLAIN, "198.51.100.0/28", "2001:db8::/64"))["clients.conf"]
    assert 'client nas-0 {\n  ipv4addr = 198.51.100.0/28\n  secret = "$ENV{NAS_SECRET}"' in text
    assert "client nas-1 {\n  ipv6addr = 2001:db8::/64" in text
    for cidr in PLAIN.region.spec.network.pod_cidrs:
        assert f'addr = {cidr}\n  secret = "$ENV{{BACKEND_SECRET}}"' in text
    assert "ipv4addr = 127.0.0.1" in text


def test_every_nas_is_a_known_target_of_coa() -> None:
    text = configuration(COA)["sites.conf"]
    (cidr,) = COA.spec.network.nas_cidrs
    hosts = list(ip_network(cidr).hosts())
    assert hosts
    assert text.count("home_server ") == len(hosts)
    assert all(f"ipaddr = {host}\n" in text for host in hosts)


def test_without_coa_nothing_is_sent_on() -> None:
    files = configuration(PLAIN)
    assert "home_server" not in files["sites.conf"]
    assert "type = coa" not in files["sites.conf"]
    assert "proxy_requests = no" in files["radiusd.conf"]


def test_the_database_is_the_backends_with_a_role_of_its_own() -> None:
    text = configuration(COA)["sql.conf"]
    assert f'radius_db = "{COA.database.name}"' in text
    assert f'login = "{COA.database.roles["freeradius"]}"' in text
