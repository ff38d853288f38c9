"""Work grows with the policies of isolated tenants, not with the square of their pods."""

from __future__ import annotations

from itertools import pairwise

import pytest

from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.reachability.addresses import parse_network
from dotmac_manifests.analysis.reachability.options import Options
from dotmac_manifests.analysis.reachability.policy import Policy, parse_policy
from dotmac_manifests.errors import Problem
from tests.analysis.reachability.cases import Body, app, engine, find, namespace, pod, policy


def tenant(number: int) -> list[Body]:
    home = f"t{number}"
    bodies = [namespace(home), policy(f"{home}/deny", policyTypes=["Ingress", "Egress"])]
    apps = [f"a{index}" for index in range(6)]
    bodies += [pod(f"{home}/{name}") for name in apps]
    for one, other in pairwise(apps):
        bodies += [
            policy(
                f"{home}/{one}-out",
                podSelector=app(one),
                policyTypes=["Egress"],
                egress=[{"to": [{"podSelector": app(other)}]}],
            ),
            policy(
                f"{home}/{other}-in",
                podSelector=app(other),
                ingress=[{"from": [{"podSelector": app(one)}]}],
            ),
        ]
    return bodies


def evaluated(tenants: int, *more: Body) -> tuple[int, int]:
    """Pairs looked at, and flows found."""
    judge = engine(*(body for number in range(tenants) for body in tenant(number)), *more)
    flows = sum(1 for _ in judge.flows())
    return judge.evaluated, flows


def test_isolated_tenants_cost_the_same_each() -> None:
    assert evaluated(8) == (8 * 5, 8 * 5)
    assert evaluated(64) == (64 * 5, 64 * 5)


def shared() -> list[Body]:
    """A namespace that everybody is let into, and that everybody may call."""
    return [
        namespace("shared"),
        pod("shared/dns"),
        policy("shared/p", ingress=[{"from": [{"namespaceSelector": {}}]}]),
    ]


def test_a_shared_service_costs_one_pair_each() -> None:
    def open_to_shared(tenants: int) -> list[Body]:
        to_all = [{"to": [{"namespaceSelector": {}}], "ports": [{"port": 53}]}]
        return [
            *shared(),
            *(policy(f"t{n}/dns", policyTypes=["Egress"], egress=to_all) for n in range(tenants)),
        ]

    few, _ = evaluated(16, *open_to_shared(16))
    many, flows = evaluated(128, *open_to_shared(128))
    assert flows >= 128 * 6
    assert many <= few * 8 + 128 * 6


def test_an_open_fleet_is_only_looked_at_as_far_as_somebody_asks() -> None:
    judge = engine(*(pod(f"t{number}/a") for number in range(200)))
    for source in judge.cluster.classes:
        next(judge.flows_from(source))
    assert judge.evaluated == 200


def test_like_policies_are_read_once_and_like_peers_looked_for_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Wide peers as of the Internet, in narrow ranges of a cluster that they do not leave out."""
    read: list[str] = []

    def counted(manifest: Manifest, home: str, problems: list[Problem]) -> Policy:
        read.append(manifest.ref.name)
        return parse_policy(manifest, home, problems)

    monkeypatch.setattr("dotmac_manifests.analysis.reachability.policy.parse_policy", counted)
    internet = [
        {"ipBlock": {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8"]}},
        {"ipBlock": {"cidr": "64:ff9b::/96"}},
    ]
    out = {"policyTypes": ["Egress"], "egress": [{"to": internet}]}
    judge = engine(
        *(body for number in range(8) for body in tenant(number)),
        *(policy(f"t{number}/internet", podSelector=app("a0"), **out) for number in range(8)),
        options=Options(cluster_ranges=(parse_network("203.0.113.0/24"),)),
    )
    assert len(read) == len(set(read)) == 12
    grants = [judge.grants("Egress", find(judge, f"t{number}/a0")) for number in range(8)]
    (members,) = {
        id(grant.members): grant.members for found in grants for grant in found if grant.blocks
    }.values()
    assert members == frozenset(pods.number for pods in judge.cluster.classes)
