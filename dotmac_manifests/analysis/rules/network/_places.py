"""Namespaces by whose they are, and names of workloads as links write them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.reachability.connections import (
    ALL,
    NONE,
    Connections,
    difference,
    intersection,
)
from dotmac_manifests.analysis.rules.network._links import Links
from dotmac_manifests.analysis.rules.network._openings import Opening
from dotmac_manifests.analysis.rules.rule import Broken


def owned(facts: Facts) -> tuple[str, ...]:
    """Tenants' namespaces, the platform's own, and Argo CD's, if there is anything in them."""
    site = facts.site
    ours = {*site.platform_namespaces, site.gitops_namespace} & facts.by_namespace.keys()
    return tuple(sorted({*facts.guarded, *ours}))


def called(facts: Facts, namespace: str, name: str) -> str:
    """A workload as links write it: bare in a tenant's namespace."""
    return name if namespace in facts.owners else f"{namespace}/{name}"


def ends(facts: Facts, one: Opening) -> tuple[Sequence[str], Sequence[str]] | None:
    """Sources and targets of an opening between pods as links write them; None if unnamed."""
    if one.own is None or one.far is None or one.where is None:
        return None
    own = [called(facts, one.home, name) for name in sorted(one.own)]
    far = [called(facts, space, name) for space in sorted(one.where) for name in sorted(one.far)]
    return (far, own) if one.inward else (own, far)


def unlinked(facts: Facts, one: Opening, links: Links, promise: str) -> Iterator[Broken]:
    """What an opening between pods allows beyond the links."""
    found = ends(facts, one)
    manifest, verb = one.policy.manifest, "lets in" if one.inward else "opens"
    if found is None:
        message = f"{one.policy} {verb} {_who(one)}: the workloads cannot be judged without names"
        yield Broken(manifest, message, "select namespace and pods by their names", one.path)
        return
    for source in found[0]:
        for target in found[1]:
            beyond = difference(one.ports, links.allowed(source, target))
            if beyond != NONE:
                message = f"{one.policy} {verb} {source} -> {target} on {text(beyond)}: {promise}"
                remedy = "remove it, or add the link to the site's facts if it is meant"
                yield Broken(manifest, message, remedy, one.path)


def text(ports: Connections) -> str:
    """Ports in words."""
    return "every port" if ports == ALL else str(ports)


def touches(one: Connections, other: Connections) -> bool:
    """Whether two sets of ports have any in common."""
    return intersection(one, other) != NONE


def _who(one: Opening) -> str:
    return "everyone" if one.peer is None else str(one.peer)
