"""The engine agrees with a slow evaluator that takes one pair of pods at a time."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from dotmac_manifests.analysis.cluster import NAME_LABEL
from dotmac_manifests.analysis.reachability.connections import Connections, of, union_of
from dotmac_manifests.analysis.reachability.engine import Reachability
from dotmac_manifests.analysis.reachability.outside import addresses
from tests.analysis.reachability.cases import cluster, find, namespace, pod, policy
from tests.support.reachability import Address, Network, Pod

NAMESPACES = {"x": {"team": "one"}, "y": {"team": "two"}, "z": {}}
OUTSIDE = ("192.0.2.9", "198.51.100.7", "10.0.0.200", "2001:db8::9")

names = st.sampled_from(["a", "b", "c"])
expressions = st.one_of(
    st.builds(
        lambda key, operator, values: {"key": key, "operator": operator, "values": values},
        st.sampled_from(["app", "tier", "team", NAME_LABEL]),
        st.sampled_from(["In", "NotIn"]),
        st.lists(st.sampled_from(["a", "b", "one", "two", "x", "y"]), min_size=1, max_size=2),
    ),
    st.builds(
        lambda key, operator: {"key": key, "operator": operator},
        st.sampled_from(["app", "tier", "team"]),
        st.sampled_from(["Exists", "DoesNotExist"]),
    ),
)
selectors = st.one_of(
    st.just({}),
    names.map(lambda name: {"matchLabels": {"app": name}}),
    st.lists(expressions, min_size=1, max_size=2).map(lambda found: {"matchExpressions": found}),
)
namespace_selectors = st.one_of(
    st.just({}),
    st.sampled_from(list("xyz")).map(lambda name: {"matchLabels": {NAME_LABEL: name}}),
    st.sampled_from(["one", "two"]).map(lambda team: {"matchLabels": {"team": team}}),
    st.lists(expressions, min_size=1, max_size=1).map(lambda found: {"matchExpressions": found}),
)
blocks = st.sampled_from(
    [
        {"cidr": "0.0.0.0/0"},
        {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8", "192.0.2.8/31"]},
        {"cidr": "10.0.0.0/24", "except": ["10.0.0.2/32", "10.0.0.4/30"]},
        {"cidr": "10.0.0.0/29"},
        {"cidr": "::/0", "except": ["fd00::/64"]},
        {"cidr": "2001:db8::/32"},
    ]
)
peers = st.one_of(
    st.builds(lambda pods: {"podSelector": pods}, selectors),
    st.builds(lambda where: {"namespaceSelector": where}, namespace_selectors),
    st.builds(
        lambda pods, where: {"podSelector": pods, "namespaceSelector": where},
        selectors,
        namespace_selectors,
    ),
    st.builds(lambda block: {"ipBlock": block}, blocks),
)
ports = st.sampled_from(
    [
        {"port": 80},
        {"port": 79, "endPort": 81},
        {"port": "http"},
        {"port": "http", "protocol": "UDP"},
        {"protocol": "UDP"},
        {"port": 53, "protocol": "UDP"},
        {"port": 1, "endPort": 65535, "protocol": "SCTP"},
        {},
    ]
)


def rules(direction: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    one = st.fixed_dictionaries(
        {}, optional={direction: st.lists(peers, max_size=2), "ports": st.lists(ports, max_size=2)}
    )
    return st.lists(one, max_size=2)


specs = st.fixed_dictionaries(
    {"podSelector": selectors},
    optional={
        "policyTypes": st.sampled_from([["Ingress"], ["Egress"], ["Ingress", "Egress"], []]),
        "ingress": rules("from"),
        "egress": rules("to"),
    },
)
policies = st.lists(st.tuples(st.sampled_from(list("xyz")), specs), max_size=5)
pods = st.lists(
    st.tuples(
        st.sampled_from(list("xyz")),
        names,
        st.sampled_from([None, "a", "b"]),
        st.sampled_from([None, ("TCP", 80), ("TCP", 8080), ("UDP", 53)]),
    ),
    min_size=1,
    max_size=5,
)


def normal(found: Any) -> Connections:
    return union_of(of(one.protocol, one.first, one.last) for one in found)


@settings(max_examples=100)
@given(pods, policies, st.sampled_from([0, 1, 64]))
def test_the_engine_agrees(
    given_pods: list[tuple[str, str, str | None, tuple[str, int] | None]],
    given_policies: list[tuple[str, dict[str, Any]]],
    wide: int,
) -> None:
    bodies, slow = [], {}
    for number, (home, app, tier, port) in enumerate(given_pods):
        name = f"p{number}"
        labels = {"app": app, **({"tier": tier} if tier else {})}
        ips = (f"10.0.0.{number + 1}", f"fd00::{number + 1}")
        body = pod(f"{home}/{name}", **labels)
        named = {}
        if port:
            named[port[0], "http"] = port[1]
            listed = {"name": "http", "containerPort": port[1], "protocol": port[0]}
            body["spec"]["containers"][0]["ports"] = [listed]
        body["status"] = {"podIPs": [{"ip": ip} for ip in ips]}
        bodies.append(body)
        slow[f"{home}/{name}"] = Pod(home, name, labels, named, ips)
    written = [policy(f"{home}/n{n}", **spec) for n, (home, spec) in enumerate(given_policies)]
    homes = [namespace(name, **labels) for name, labels in NAMESPACES.items()]
    labelled = {name: {**labels, NAME_LABEL: name} for name, labels in NAMESPACES.items()}
    oracle = Network(tuple(written), labelled)
    with patch("dotmac_manifests.analysis.reachability.engine._WIDE", wide):
        engine = Reachability(cluster(*bodies, *homes, *written))
        flows = {(flow.source, flow.destination): flow.connections for flow in engine.flows()}
    for source, slow_source in slow.items():
        for destination, slow_destination in slow.items():
            if source != destination:
                pair = find(engine, source), find(engine, destination)
                expected = normal(oracle.allowed(slow_source, slow_destination))
                assert engine.connections(*pair) == expected
                assert flows.get(pair, Connections()) == expected
    for name, one in slow.items():
        for ip in OUTSIDE:
            for direction in ("Ingress", "Egress"):
                ends = (Address(ip), one) if direction == "Ingress" else (one, Address(ip))
                found = addresses(engine, direction, find(engine, name))
                assert at(found, ip) == normal(oracle.allowed(*ends))


def at(found: Any, ip: str) -> Connections:
    """What is open at one address."""
    from ipaddress import ip_address

    wanted = ip_address(ip)
    return union_of(
        opened
        for reach, opened in found
        if reach.version == wanted.version and reach.first <= int(wanted) <= reach.last
    )
