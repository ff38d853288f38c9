"""The rule about tenants misses no path that the engine finds, and shows who allows it."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from dotmac_manifests.analysis.load import parse
from dotmac_manifests.analysis.reachability.connections import NONE
from dotmac_manifests.analysis.reachability.engine import Reachability
from dotmac_manifests.analysis.rules.network.n11_tenant_walls import RULE
from dotmac_manifests.analysis.site import Site
from dotmac_manifests.analysis.verify import clusters, verify
from tests.analysis.reachability.cases import cluster, namespace, pod, policy, text
from tests.analysis.reachability.test_against_oracle import NAMESPACES, pods, policies
from tests.analysis.rules.judge import judge

EVERYONE = Site(tenant_namespace_prefix="")
"""A place where every namespace is a tenant's own."""


@settings(max_examples=100, deadline=None)
@given(pods, policies)
def test_every_flow_of_the_engine_between_tenants_is_a_finding(
    given_pods: list[tuple[str, str, str | None, tuple[str, int] | None]],
    given_policies: list[tuple[str, dict[str, Any]]],
) -> None:
    bodies = [namespace(name, **labels) for name, labels in NAMESPACES.items()]
    for number, (home, app, tier, port) in enumerate(given_pods):
        body = pod(f"{home}/p{number}", app=app)
        if tier:
            body["metadata"]["labels"]["tier"] = tier
        if port:
            listed = {"name": "http", "containerPort": port[1], "protocol": port[0]}
            body["spec"]["containers"][0]["ports"] = [listed]
        bodies.append(body)
    bodies += [policy(f"{home}/n{n}", **spec) for n, (home, spec) in enumerate(given_policies)]
    flows = {
        (flow.source.namespace.name, flow.destination.namespace.name)
        for flow in Reachability(cluster(*bodies)).flows()
        if flow.connections != NONE
    }
    paths = {(one, other) for one, other in flows if one != other}
    findings = verify(clusters(parse(text(bodies)), EVERYONE), [RULE])
    messages = [found.message for found in findings]
    for one, other in paths:
        assert any(
            f"of tenant {one} can" in said and f"of tenant {other}:" in said for said in messages
        )


def test_both_sides_are_named_with_their_lines() -> None:
    found = judge(
        RULE,
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: out, namespace: tenant-a}
        spec:
          podSelector: {}
          policyTypes: [Ingress, Egress]
          egress:
            - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: tenant-b}}}]
              ports: [{port: 80}]
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: in, namespace: tenant-b}
        spec:
          podSelector: {matchLabels: {app: web}}
          ingress:
            - from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: spy}}}]
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: deny, namespace: tenant-b}
        spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
        """,
    )
    named = [one for one in found if "tenant a can" in one.message]
    assert "a pod of tenant-a labelled app=spy" in named[0].message
    assert "a pod of tenant-b labelled app=web" in named[0].message
    assert "TCP 80" in named[0].message
    assert named[0].evidence == (
        "Egress: NetworkPolicy tenant-a/out, spec.egress[0], standard input:9",
        "Ingress: NetworkPolicy tenant-b/in, spec.ingress[0], standard input:18",
    )


def test_selectors_that_no_pod_can_meet_are_no_path() -> None:
    assert not judge(
        RULE,
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: deny, namespace: tenant-a}
        spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: deny, namespace: tenant-b}
        spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: out, namespace: tenant-a}
        spec:
          podSelector: {matchLabels: {app: web}}
          policyTypes: [Egress]
          egress: [{to: [{namespaceSelector: {}}]}]
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: in, namespace: tenant-b}
        spec:
          podSelector: {}
          policyTypes: [Ingress]
          ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: spy}}}]}]
        """,
    )
