"""What a tenant's Namespace says of where its tenant stands: nothing while it is served there."""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.load import Manifest

LABEL = "dotmac.io/lifecycle"
SERVED = ("", "paused")
"""Served, or with a maintenance page in its place."""
REMOVABLE = "removable"
LEFT = ("data-only", "remains", REMOVABLE)
"""Data and walls are left, and nothing answers for the tenant."""
_OUTWARD = ("HTTPRoute", "Ingress", "ListenerSet", "VirtualServer")


def lifecycle(namespace: Manifest | None) -> str:
    """The label of a Namespace; empty without one."""
    labels = mapping(namespace.body, "metadata", "labels") if namespace else {}
    return str(labels.get(LABEL) or "")


def removable(facts: Facts, namespace: str) -> bool:
    """Whether Git says that a namespace may go, once a person has confirmed it."""
    return lifecycle(facts.namespaces.get(namespace)) == REMOVABLE


def contradictions(facts: Facts, namespace: Manifest) -> Iterator[str]:
    """What does not go with the label, in words that follow the Namespace's name."""
    stage, name = lifecycle(namespace), namespace.ref.name
    if stage not in (*SERVED, *LEFT):
        yield f"says {LABEL}: {stage}, which means nothing"
    if stage not in LEFT:
        return
    if facts.site.hosts_annotation in mapping(namespace.body, "metadata", "annotations"):
        yield f"is {stage}, yet claims hosts"
    outward = [found for kind in _OUTWARD for found in facts.within(name, kind)]
    outward += [
        found
        for found in facts.within(name, "Service")
        if mapping(found.body, "spec").get("type") == "LoadBalancer"
    ]
    for found in outward:
        yield f"is {stage}, yet has {found.ref.kind} {found.ref.name}"
    if stage == "data-only":
        return
    for kind in ("Deployment", "Rollout", "StatefulSet"):
        for found in facts.within(name, kind):
            if mapping(found.body, "spec").get("replicas") != 0:
                yield f"is {stage}, yet {kind} {found.ref.name} runs"
