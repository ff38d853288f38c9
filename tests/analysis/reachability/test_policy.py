"""What the API server would refuse is refused with file and line, never guessed."""

from __future__ import annotations

from typing import Any

import pytest

from dotmac_manifests.analysis.cluster import build_clusters
from dotmac_manifests.analysis.load import parse
from dotmac_manifests.analysis.reachability.engine import Reachability
from dotmac_manifests.errors import InputError
from tests.analysis.reachability.cases import policy, refusal

MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    "bad CIDR": (
        {"ingress": [{"from": [{"ipBlock": {"cidr": "10.0.0.0/33"}}]}]},
        "spec.ingress[0].from[0].ipBlock.cidr: '10.0.0.0/33' is not a CIDR",
    ),
    "except outside": (
        {"egress": [{"to": [{"ipBlock": {"cidr": "10.0.0.0/8", "except": ["11.0.0.0/16"]}}]}]},
        "spec.egress[0].to[0].ipBlock.except[0]: 11.0.0.0/16 is not strictly inside 10.0.0.0/8",
    ),
    "endPort below port": (
        {"ingress": [{"ports": [{"port": 80, "endPort": 79}]}]},
        "spec.ingress[0].ports[0].endPort: 79 is below port, 80",
    ),
    "endPort with a name": (
        {"ingress": [{"ports": [{"port": "http", "endPort": 90}]}]},
        "spec.ingress[0].ports[0].endPort: cannot follow a port that has a name",
    ),
    "unknown operator": (
        {"podSelector": {"matchExpressions": [{"key": "a", "operator": "Is"}]}},
        "spec.podSelector.matchExpressions[0].operator: 'Is' is no operator",
    ),
    "unknown operator in a peer": (
        {
            "ingress": [
                {
                    "from": [
                        {
                            "namespaceSelector": {
                                "matchExpressions": [
                                    {"key": "a", "operator": "Gt", "values": ["1"]}
                                ]
                            }
                        }
                    ]
                }
            ]
        },
        "namespaceSelector.matchExpressions[0].operator: 'Gt' is no operator",
    ),
    "unknown protocol": (
        {"ingress": [{"ports": [{"protocol": "HTTP"}]}]},
        "spec.ingress[0].ports[0].protocol: 'HTTP' is no protocol",
    ),
    "unknown direction": (
        {"policyTypes": ["Ingress", "egress"]},
        "spec.policyTypes[1]: 'egress' is no direction",
    ),
    "too many directions": (
        {"policyTypes": ["Ingress", "Egress", "Ingress"]},
        "spec.policyTypes: has more than two items",
    ),
    "empty peer": ({"ingress": [{"from": [{}]}]}, "spec.ingress[0].from[0]: names nobody"),
    "ipBlock beside a selector": (
        {"ingress": [{"from": [{"ipBlock": {"cidr": "10.0.0.0/8"}, "podSelector": {}}]}]},
        "spec.ingress[0].from[0]: has ipBlock beside a selector",
    ),
    "peers of the other direction": (
        {"ingress": [{"to": [{"podSelector": {}}]}]},
        "spec.ingress[0].to: is not a field of a rule of ingress",
    ),
    "unknown field": ({"ingres": []}, "spec.ingres: is not a field of a NetworkPolicy"),
    "unknown field of a peer": (
        {"ingress": [{"from": [{"podSelector": {}, "namespace": "a"}]}]},
        "spec.ingress[0].from[0].namespace: is not a field of a peer",
    ),
    "rules that are no list": ({"ingress": {}}, "spec.ingress: must be a list of rules"),
    "peers that are no list": ({"ingress": [{"from": {}}]}, "from: must be a list of peers"),
    "rule that is no mapping": ({"ingress": ["a"]}, "spec.ingress[0]: must be a mapping"),
    "ports that are no list": ({"ingress": [{"ports": 80}]}, "ports: must be a list"),
}


@pytest.mark.parametrize(("spec", "message"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes_are_refused(spec: dict[str, Any], message: str) -> None:
    found = refusal(policy("a/p", **spec))
    assert message in found
    assert len(found.splitlines()) == 1


def test_every_mistake_of_every_policy_comes_at_once() -> None:
    found = refusal(
        *(policy(f"a/p{number}", **spec) for number, (spec, _) in enumerate(MISTAKES.values()))
    )
    assert len(found.splitlines()) == len(MISTAKES)


def test_mistakes_have_file_and_line() -> None:
    text = (
        "# head\n"
        "apiVersion: networking.k8s.io/v1\n"
        "kind: NetworkPolicy\n"
        "metadata:\n"
        "  name: a\n"
        "spec:\n"
        "  podSelector: {}\n"
        "  ingress:\n"
        "    - ports:\n"
        "        - port: 80\n"
        "          endPort: 79\n"
    )
    (cluster,) = build_clusters(parse(text, "some.yaml"))
    with pytest.raises(InputError, match=r"^some\.yaml:11:11: spec\.ingress"):
        Reachability(cluster)


def test_a_version_that_is_no_longer_served_is_refused() -> None:
    old = {**policy("a/p"), "apiVersion": "extensions/v1beta1"}
    assert "apiVersion: is no longer served" in refusal(old)
