"""Work grows with the policies of isolated tenants, not with the square of their pods."""

from __future__ import annotations

from itertools import pairwise

from tests.analysis.reachability.cases import Body, app, engine, namespace, pod, policy


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
