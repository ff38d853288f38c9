"""No pod of one tenant can open a connection to a pod of another, on any port of any protocol.

Why: this is what tenants pay for. A path between two of them needs a gap on both sides, and the
gaps can be in different files, written by different people, years apart; only the whole set of
policies tells. So all pairs are decided, in both directions, for pods that are known and for every
pod that could be made, from what the policies say and nothing else.

Reads: all `NetworkPolicies` and pods of tenants' namespaces: the egress of one tenant and the
ingress of another, by labels, addresses and ports (an `ipBlock` in `clusterCidrs` may be any pod).
And the ways around them: routes and `ReferenceGrants` to another tenant's Services, `ExternalName`,
`Endpoints` and `EndpointSlices` with addresses of the cluster, `externalIPs`. What cannot be read
cannot be judged, and is a finding.

Violating:

    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: out, namespace: tenant-a}
    spec:
      podSelector: {}
      policyTypes: [Ingress, Egress]
      egress: [{to: [{namespaceSelector: {}}]}]
    ---
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: in, namespace: tenant-b}
    spec:
      podSelector: {}
      policyTypes: [Ingress, Egress]
      ingress: [{from: [{namespaceSelector: {}}], ports: [{port: 80, protocol: TCP}]}]

Clean:

    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: out, namespace: tenant-a}
    spec:
      podSelector: {}
      policyTypes: [Ingress, Egress]
      egress: [{to: [{namespaceSelector: {}}]}]
    ---
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: in, namespace: tenant-b}
    spec:
      podSelector: {}
      policyTypes: [Ingress, Egress]

Source: K8S-MT; MTB; CVE-2020-8554; CVE-2021-25740; OWASP K05:2025;
https://kubernetes.io/docs/concepts/services-networking/network-policies/
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.reachability.connections import NONE, intersection
from dotmac_manifests.analysis.reachability.policy import EGRESS
from dotmac_manifests.analysis.reachability.ports import RulePorts
from dotmac_manifests.analysis.reachability.selectors import Labels
from dotmac_manifests.analysis.rules.network._detours import detours
from dotmac_manifests.analysis.rules.network._halves import Half, halves, witness
from dotmac_manifests.analysis.rules.network._places import text
from dotmac_manifests.analysis.rules.rule import Broken, Rule

_MOST = 3
"""Tenants that are named as having a path to one tenant; more say nothing new."""
_REMEDY = "close one of the two sides, better both"


def check(facts: Facts) -> Iterator[Broken]:
    """Yield paths between tenants with both their sides, and what cannot be judged."""
    yield from _unread(facts)
    shown: Counter[str] = Counter()
    seen: set[tuple[str, str]] = set()
    for one, other in _pairs(facts):
        pair = one.owner, other.owner
        if pair in seen or shown[other.owner] >= _MOST or not _meet(one.ports, other.ports):
            continue
        source, target = witness(facts, one, other), witness(facts, other, one)
        if source is None or target is None:
            continue
        seen.add(pair)
        shown[other.owner] += 1
        common = intersection(one.ports.numbered, other.ports.numbered)
        ports = f"{one.ports} and {other.ports}" if common == NONE else text(common)
        who = source[1] or f"a pod of {one.namespace} {_labelled(source[0])}"
        whom = target[1] or f"a pod of {other.namespace} {_labelled(target[0])}"
        at_fault = other.policy.manifest if other.policy else facts.anchor(other.namespace)
        yield Broken(
            at_fault,
            f"{who} of tenant {one.owner} can reach {whom} of tenant {other.owner}: {ports}",
            _REMEDY,
            other.rule.path if other.rule else (),
            (_side(facts, one), _side(facts, other)),
        )
    yield from detours(facts)


def _unread(facts: Facts) -> Iterator[Broken]:
    for manifest, problem in (*facts.network.refused, *facts.network.unknown_pods):
        if manifest.ref.namespace in facts.owners:
            name = f"{manifest.ref.kind} {manifest.ref.namespace}/{manifest.ref.name}"
            message = f"paths cannot be judged: {name}: {problem.field} {problem.message}"
            yield Broken(manifest, message, problem.remedy or "correct the manifest")


def _pairs(facts: Facts) -> Iterator[tuple[Half, Half]]:
    """Egress and ingress halves that name each other's namespaces."""
    outward: list[Half] = []
    named: dict[str, list[Half]] = defaultdict(list)
    at_home: dict[str, list[Half]] = defaultdict(list)
    wide: dict[RulePorts, list[Half]] = defaultdict(list)
    for half in halves(facts):
        if half.direction == EGRESS:
            outward.append(half)
            continue
        at_home[half.namespace].append(half)
        if half.targets is None:
            wide[half.ports].append(half)
        for space in half.targets or ():
            named[space].append(half)
    # Paths that are named are better evidence than those through a range of addresses.
    for one in sorted(outward, key=lambda half: half.targets is None):
        if one.targets is not None:
            near = (half for space in sorted(one.targets) for half in at_home[space])
            yield from ((one, half) for half in near if half.leads_to(one.namespace))
            continue
        yield from ((one, half) for half in named[one.namespace])
        for ports, several in wide.items():
            if _meet(one.ports, ports):
                yield from ((one, half) for half in several if half.owner != one.owner)


def _meet(one: RulePorts, other: RulePorts) -> bool:
    """Whether a pod could have a port that both mean; a name may be any port of its protocol."""
    if intersection(one.numbered, other.numbered) != NONE:
        return True
    return any(
        protocol in far.numbered.by_protocol() or any(protocol == kind for kind, _ in far.named)
        for near, far in ((one, other), (other, one))
        for protocol, _ in near.named
    )


def _side(facts: Facts, half: Half) -> str:
    """Who allows it, and where that is written."""
    if half.fixed is not None:
        place = half.fixed.manifest
        return f"{half.direction}: {half.fixed} is on the host's network, {place.file}:{place.line}"
    if half.policy is None or half.rule is None:
        place = facts.anchor(half.namespace)
        return (
            f"{half.direction}: no policy isolates every pod of {half.namespace},"
            f" {place.file}:{place.line}"
        )
    manifest = half.policy.manifest
    field = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in half.rule.path).lstrip(".")
    line, _ = manifest.position(half.rule.path)
    return f"{half.direction}: NetworkPolicy {half.policy}, {field}, {manifest.file}:{line}"


def _labelled(labels: Labels) -> str:
    pairs = ", ".join(f"{key}={value}" for key, value in sorted(labels.items()))
    return f"labelled {pairs}" if pairs else "without labels"


RULE = Rule("N11", "tenant-walls", Severity.CRITICAL, check)
