from __future__ import annotations

from dotmac_manifests.components.pods import Body
from dotmac_manifests.components.wireguard import WireGuard
from dotmac_manifests.plan.model import TenantPlan
from tests.components.rendering import find, kinds, pod, render
from tests.fleet import seed_plan

TENANTS = seed_plan().tenants
PLAN = TENANTS["fast-fiber"]


def bodies(plan: TenantPlan = PLAN) -> list[Body]:
    return render(lambda file: WireGuard(file, plan))


def test_who_has_no_vpn_gets_none() -> None:
    assert bodies(TENANTS["citynet"]) == []


def test_all_of_it_lives_in_the_namespace_of_the_vpn() -> None:
    assert {body["metadata"]["namespace"] for body in bodies()} == {PLAN.vpn_namespace}


def test_it_fits_into_the_quota_of_its_namespace() -> None:
    found, quota = bodies(), PLAN.vpn_quota
    assert quota is not None
    counts = {kind: sum(body["kind"] == kind for body in found) for kind in kinds(found)}
    assert counts["Service"] == int(quota.hard["services"])
    assert counts["PersistentVolumeClaim"] == int(quota.hard["persistentvolumeclaims"])
    assert find(found, "Deployment", "wireguard")["spec"]["replicas"] == int(quota.hard["pods"])


def test_root_is_nobody_on_the_node_and_may_configure_the_network_only() -> None:
    spec = pod(find(bodies(), "Deployment", "wireguard"))
    assert spec["hostUsers"] is False
    assert "sysctls" not in spec["securityContext"]
    (body,) = spec["containers"]
    security = body["securityContext"]
    assert security["capabilities"] == {"drop": ["ALL"], "add": ["NET_ADMIN"]}
    assert security["allowPrivilegeEscalation"] is False
    assert security["readOnlyRootFilesystem"] is True
    assert "privileged" not in security


def test_two_never_run_on_the_same_keys() -> None:
    assert find(bodies(), "Deployment", "wireguard")["spec"]["strategy"] == {"type": "Recreate"}
    claim = find(bodies(), "PersistentVolumeClaim", "wireguard-data")
    assert claim["spec"]["accessModes"] == ["ReadWriteOncePod"]
    options = claim["metadata"]["annotations"]["argocd.argoproj.io/sync-options"]
    assert options == "Prune=false,Delete=false"


def test_peers_reach_wireguard_and_nobody_its_web_page() -> None:
    (service,) = [body["spec"] for body in bodies() if body["kind"] == "Service"]
    assert [(port["port"], port["protocol"]) for port in service["ports"]] == [(51820, "UDP")]
    vpn = PLAN.spec.network.vpn
    assert vpn is not None
    assert service["loadBalancerSourceRanges"] == list(vpn.source_cidrs)
    (body,) = pod(find(bodies(), "Deployment", "wireguard"))["containers"]
    assert {"name": "HOST", "value": "127.0.0.1"} in body["env"]


def test_firewall_tools_are_those_that_need_no_more_capability() -> None:
    tools = find(bodies(), "ConfigMap", "wireguard-config")["data"]
    assert {name: "-nft" in text for name, text in tools.items()} == {
        "iptables": True,
        "ip6tables": True,
    }
