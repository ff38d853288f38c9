"""Peers in other namespaces are named by the label that nobody can forge, and by their pods.

Why: whoever may label a namespace can give it the very label that a policy trusts. One label they
cannot give: the API server itself keeps `kubernetes.io/metadata.name` equal to the name. And a
namespace is more than the one workload that is meant: the pods have to be named as well, in the
same peer.

Reads: peers with `namespaceSelector` of every `NetworkPolicy`: that label with its value, and a
`podSelector` beside it that asks for a label.

Violating:

    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: web, namespace: tenant-a}
    spec:
      podSelector: {matchLabels: {app.kubernetes.io/name: web}}
      policyTypes: [Ingress]
      ingress:
        - from:
            - namespaceSelector: {matchLabels: {team: edge}}
              podSelector: {matchLabels: {app.kubernetes.io/name: proxy}}
          ports: [{port: 8080, protocol: TCP}]

Clean:

    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: web, namespace: tenant-a}
    spec:
      podSelector: {matchLabels: {app.kubernetes.io/name: web}}
      policyTypes: [Ingress]
      ingress:
        - from:
            - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: edge}}
              podSelector: {matchLabels: {app.kubernetes.io/name: proxy}}
          ports: [{port: 8080, protocol: TCP}]

Source: K8S-MT;
https://kubernetes.io/docs/concepts/services-networking/network-policies/#targeting-a-namespace-by-its-name
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.cluster import NAME_LABEL
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.reachability.policy import PodPeer
from dotmac_manifests.analysis.rules.network._links import positive, spaces
from dotmac_manifests.analysis.rules.network._openings import openings
from dotmac_manifests.analysis.rules.rule import Broken, Rule


def check(facts: Facts) -> Iterator[Broken]:
    """Yield peers whose namespace or pods are not named."""
    for one in openings(facts):
        if not isinstance(one.peer, PodPeer) or one.peer.namespaces is None:
            continue
        if spaces(one.peer.namespaces) is None:
            yield Broken(
                one.policy.manifest,
                f"{one.policy}: a peer means namespaces by {one.peer.namespaces},"
                " which somebody else can come to match",
                f"select the namespace by {NAME_LABEL}",
                one.path,
            )
        if not positive(one.peer.pods):
            yield Broken(
                one.policy.manifest,
                f"{one.policy}: a peer means every pod of {one.peer.namespaces}",
                "add a podSelector to the same peer",
                one.path,
            )


RULE = Rule("N04", "named-namespaces", Severity.CRITICAL, check)
