from __future__ import annotations

from dotmac_manifests.components.freeradius import FreeRadius
from dotmac_manifests.components.pods import Body
from dotmac_manifests.plan.model import TenantPlan
from tests.components.rendering import find, pod, render
from tests.fleet import seed_plan

TENANTS = seed_plan().tenants
COA, PLAIN = TENANTS["fast-fiber"], TENANTS["citynet"]


def bodies(plan: TenantPlan) -> list[Body]:
    return render(lambda file: FreeRadius(file, plan))


def test_who_has_no_radius_gets_none() -> None:
    assert bodies(TENANTS["metro-fiber"]) == []


def test_without_nas_there_is_no_door_to_the_outside() -> None:
    services = [body for body in bodies(TENANTS["harbor-link"]) if body["kind"] == "Service"]
    assert [body["spec"]["type"] for body in services] == ["ClusterIP"]


def test_nas_reach_authentication_and_accounting_only() -> None:
    outside = find(bodies(COA), "Service", "freeradius-nas")["spec"]
    assert [(port["port"], port["protocol"]) for port in outside["ports"]] == [
        (1812, "UDP"),
        (1813, "UDP"),
    ]
    assert outside["loadBalancerSourceRanges"] == list(COA.spec.network.nas_cidrs)


def test_coa_is_for_the_backend_of_those_who_want_it() -> None:
    for plan, ports in ((COA, [1812, 1813, 3799]), (PLAIN, [1812, 1813])):
        inside = find(bodies(plan), "Service", "freeradius")["spec"]
        assert [port["port"] for port in inside["ports"]] == ports


def test_the_public_name_lies_below_the_tenants_host() -> None:
    metadata = find(bodies(COA), "Service", "freeradius-nas")["metadata"]
    host = metadata["annotations"]["external-dns.alpha.kubernetes.io/hostname"]
    assert host == f"radius.{COA.host}"


def test_ready_asks_the_port_that_nas_use_and_alive_the_status_port() -> None:
    (server,) = pod(find(bodies(COA), "Deployment", "freeradius"))["containers"]
    asked = {
        name: server[name]["exec"]["command"][-2] for name in ("readinessProbe", "livenessProbe")
    }
    assert asked == {"readinessProbe": "127.0.0.1:1812", "livenessProbe": "127.0.0.1:18121"}


def test_no_secret_stands_in_the_environment_or_the_configuration() -> None:
    found = bodies(COA)
    (server,) = pod(find(found, "Deployment", "freeradius"))["containers"]
    assert [variable["name"] for variable in server["env"]] == ["PGSSLMODE"]
    data = find(found, "ConfigMap", "freeradius-config")["data"]
    for text in data.values():
        for line in text.splitlines():
            key, _, value = line.strip().partition(" = ")
            if key in ("secret", "password"):
                assert value.startswith('"$ENV{')


def test_the_backends_secret_is_the_one_that_the_backend_has() -> None:
    (entry,) = find(bodies(COA), "ExternalSecret", "freeradius-backend")["spec"]["data"]
    assert entry["remoteRef"] == {
        "key": COA.secret_path("isp-backend"),
        "property": "radius-secret",
    }
