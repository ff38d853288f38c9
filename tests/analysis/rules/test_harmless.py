"""What changes nothing raises nothing: a proof that cries wolf is soon switched off."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from dotmac_manifests.analysis.load import parse
from dotmac_manifests.analysis.rules.network import RULES
from dotmac_manifests.analysis.site import Site
from dotmac_manifests.analysis.verify import clusters, verify
from dotmac_manifests.kube.refs import ref_of
from tests.analysis.rules.judge import Weakened
from tests.analysis.rules.mutations.edits import cut, on, put
from tests.analysis.rules.mutations.network_words import (
    NAME,
    new_policy,
    peers,
    pods,
    policy,
    port,
    ports,
)
from tests.analysis.rules.mutations.places import CITY, US


def _rename(old: str, new: str) -> Callable[[Weakened], None]:
    """A workload, its labels, and whatever selects them, all over a tenant and beyond."""

    def change(weakened: Weakened) -> None:
        for index, found in enumerate(weakened.manifests):
            text = json.dumps(found.body)
            if found.cluster.endswith(f"/{US}") and f'"{old}"' in text:
                body = json.loads(text.replace(f'"{old}"', f'"{new}"'))
                weakened.manifests[index] = replace(
                    found, body=body, ref=ref_of(body), is_json=False
                )

    return change


def _shuffle(weakened: Weakened) -> None:
    Random(7).shuffle(weakened.manifests)


def _reorder(weakened: Weakened) -> None:
    for index, found in enumerate(weakened.manifests):
        body = dict(reversed(found.body.items()))
        weakened.manifests[index] = replace(found, body=body, is_json=False)


HARMLESS: dict[str, Callable[[Weakened], None]] = {
    "nothing": lambda weakened: None,
    "other-order-of-objects": _shuffle,
    "other-order-of-fields": _reorder,
    "renamed-consistently": _rename("smoke-test", "first-test"),
    "another-deny": new_policy(US, CITY, "", "policyTypes: [Ingress, Egress]"),
    "deny-for-one-workload": new_policy(US, CITY, "netbox", "policyTypes: [Ingress]"),
    "policy-that-nobody-answers": new_policy(
        US,
        CITY,
        "grafana",
        "policyTypes: [Egress], egress: [{ports: [{port: 80}],"
        f" to: [{{podSelector: {{matchLabels: {{{NAME}: gone}}}}}}]}}]",
    ),
    "half-a-path-that-the-other-side-denies": new_policy(
        US,
        CITY,
        "grafana",
        "policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchLabels:"
        " {kubernetes.io/metadata.name: tenant-fast-fiber}}, podSelector: {matchLabels:"
        f" {{{NAME}: grafana}}}}}}], ports: [{{port: 3001}}]}}]",
    ),
    "a-client-less": policy("to-redis-ingress", peers(pods("isp-backend"))),
    "one-port-in-two-words": policy("to-redis-ingress", ports(port(6379, end=6379))),
    "policy-by-another-name": policy("to-redis-ingress", put("metadata.name", "redis-clients")),
    "types-that-go-without-saying": policy("to-redis-ingress", cut("spec.policyTypes")),
    "pods-annotated": on(
        f"{US} Deployment {CITY}/netbox",
        put(("spec", "template", "metadata", "annotations"), {"note": "seen"}),
    ),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_a_harmless_change_raises_nothing(name: str) -> None:
    weakened = Weakened()
    HARMLESS[name](weakened)
    findings = verify(clusters(weakened.manifests, Site()), RULES)
    assert [f"{found.rule} {found.message}" for found in findings] == []


def test_comments_and_quotes_raise_nothing() -> None:
    text = """
    # all traffic is denied
    apiVersion: networking.k8s.io/v1
    kind: "NetworkPolicy"
    metadata: {name: 'default-deny', namespace: tenant-a} # by default
    spec: {podSelector: {}, policyTypes: ["Egress", "Ingress"]}
    """
    assert verify(clusters(parse(text), Site()), RULES) == ()
