"""Whom a peer means: operators, names of namespaces, the host's network, blocks and pods."""

from __future__ import annotations

import pytest

from dotmac_manifests.analysis.reachability.addresses import parse_network
from dotmac_manifests.analysis.reachability.options import Options
from tests.analysis.reachability.cases import app, engine, namespace, opened, pod, policy

ALL = "All Connections"
NONE = "No Connections"
A, B, C = pod("x/a"), pod("x/b"), pod("y/c")
X, Y = namespace("x", team="one"), namespace("y", team="two")
BASE = (A, B, C, X, Y)


@pytest.mark.parametrize(
    ("operator", "values", "sources"),
    [
        ("In", ["two"], ["y"]),
        ("In", ["one", "two"], ["x", "y"]),
        ("NotIn", ["two"], ["x", "z"]),
        ("Exists", [], ["x", "y"]),
        ("DoesNotExist", [], ["z"]),
    ],
)
def test_operators_on_namespaces(operator: str, values: list[str], sources: list[str]) -> None:
    requirement = {"key": "team", "operator": operator, "values": values}
    peer = {"namespaceSelector": {"matchExpressions": [requirement]}}
    pods = [pod(f"{name}/source") for name in "xyz"]
    judge = engine(
        *pods,
        A,
        X,
        Y,
        namespace("z"),
        policy("x/p", podSelector=app("a"), ingress=[{"from": [peer]}]),
    )
    assert [name for name in "xyz" if opened(judge, f"{name}/source", "x/a") == ALL] == sources


@pytest.mark.parametrize(
    ("operator", "values", "sources"),
    [
        ("In", ["db"], ["db"]),
        ("NotIn", ["db"], ["none", "web"]),
        ("Exists", [], ["db", "web"]),
        ("DoesNotExist", [], ["none"]),
    ],
)
def test_operators_on_pods(operator: str, values: list[str], sources: list[str]) -> None:
    requirement = {"key": "tier", "operator": operator, "values": values}
    pods = [pod("x/db", tier="db"), pod("x/none"), pod("x/web", tier="web")]
    peer = {"podSelector": {"matchExpressions": [requirement]}}
    judge = engine(*pods, A, policy("x/p", podSelector=app("a"), ingress=[{"from": [peer]}]))
    assert [
        one for one in ("db", "none", "web") if opened(judge, f"x/{one}", "x/a") == ALL
    ] == sources


def test_the_name_of_a_namespace_is_a_label_without_its_object() -> None:
    peer = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "y"}}}
    judge = engine(A, B, C, policy("x/p", ingress=[{"from": [peer]}]))
    assert opened(judge, "y/c", "x/a") == ALL
    assert opened(judge, "x/b", "x/a") == NONE


def test_the_label_with_the_name_cannot_be_forged() -> None:
    forged = namespace("y")
    forged["metadata"]["labels"]["kubernetes.io/metadata.name"] = "x"
    peer = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "x"}}}
    judge = engine(A, B, C, forged, policy("x/p", ingress=[{"from": [peer]}]))
    assert opened(judge, "y/c", "x/a") == NONE


HOST = pod("x/host", host_network=True)


class TestHostNetwork:
    def test_it_is_not_isolated(self) -> None:
        judge = engine(*BASE, HOST, policy("x/p", policyTypes=["Ingress", "Egress"]))
        assert opened(judge, "y/c", "x/host") == ALL
        assert opened(judge, "x/host", "y/c") == ALL

    def test_the_other_side_still_is(self) -> None:
        judge = engine(*BASE, HOST, policy("y/p"))
        assert opened(judge, "x/host", "y/c") == NONE


EVERYWHERE = {"from": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]}
PUBLIC = {
    "from": [
        {
            "ipBlock": {
                "cidr": "0.0.0.0/0",
                "except": ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"],
            }
        }
    ]
}


class TestBlocksAndPods:
    def seen(self, rule: object, options: Options | None = None, source: str = "x/b") -> str:
        return opened(engine(*BASE, policy("x/p", ingress=[rule]), options=options), source, "x/a")

    def test_a_block_may_select_pods(self) -> None:
        assert self.seen(EVERYWHERE) == ALL
        assert self.seen({"from": [{"ipBlock": {"cidr": "10.3.0.0/24"}}]}) == ALL

    def test_a_block_outside_of_the_cluster_selects_none(self) -> None:
        assert self.seen({"from": [{"ipBlock": {"cidr": "192.0.2.0/24"}}]}) == NONE

    def test_excepts_that_cover_the_cluster_leave_none(self) -> None:
        assert self.seen(PUBLIC) == NONE
        leaky = {"from": [{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8"]}}]}
        assert self.seen(leaky) == ALL
        ten = Options(cluster_ranges=(parse_network("10.4.0.0/14"),))
        assert self.seen(leaky, ten) == NONE

    def test_plugins_may_not_let_blocks_select_pods(self) -> None:
        assert self.seen(EVERYWHERE, Options(ipblock_selects_pods=False)) == NONE

    def test_pods_with_known_addresses_are_matched_exactly(self) -> None:
        known = pod("x/known")
        known["status"] = {"podIP": "10.0.0.5", "podIPs": [{"ip": "10.0.0.5"}, {"ip": "fd00::5"}]}
        for cidr, found in (("10.0.0.4/31", ALL), ("10.0.0.0/30", NONE), ("fd00::/64", ALL)):
            rule = {"from": [{"ipBlock": {"cidr": cidr}}]}
            judge = engine(*BASE, known, policy("x/p", ingress=[rule]))
            assert opened(judge, "x/known", "x/a") == found

    def test_pods_on_the_hosts_network_are_matched_by_every_plugin(self) -> None:
        host = pod("x/host", host_network=True)
        no = Options(ipblock_selects_pods=False)
        judge = engine(*BASE, host, policy("x/p", ingress=[EVERYWHERE]), options=no)
        assert opened(judge, "x/host", "x/a") == ALL
