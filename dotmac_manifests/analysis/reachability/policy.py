"""A NetworkPolicy, parsed; what the API server would refuse is refused here, with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.reachability.addresses import IpBlock, parse_block
from dotmac_manifests.analysis.reachability.ports import RulePorts, parse_ports
from dotmac_manifests.analysis.reachability.selectors import Refuse, Selector, parse_selector
from dotmac_manifests.errors import Problem
from dotmac_manifests.kube.yaml_reader import FieldPath

INGRESS, EGRESS = "Ingress", "Egress"
DIRECTIONS = (INGRESS, EGRESS)
_PEERS = {INGRESS: "from", EGRESS: "to"}


@dataclass(frozen=True)
class PodPeer:
    """Pods that both selectors match; without ``namespaces``, pods of the policy's own."""

    pods: Selector
    namespaces: Selector | None = None

    def __str__(self) -> str:
        where = "the same namespace" if self.namespaces is None else f"namespaces {self.namespaces}"
        return f"pods {self.pods} of {where}"


Peer = PodPeer | IpBlock


@dataclass(frozen=True)
class Rule:
    """Peers, of which any may match and None means everyone, and ports; ``path`` leads to it."""

    path: FieldPath
    peers: tuple[Peer, ...] | None
    ports: RulePorts


@dataclass(frozen=True, eq=False)
class Policy:
    """A policy: the pods of its namespace that it isolates, and what it allows them."""

    manifest: Manifest
    namespace: str
    name: str
    pods: Selector
    rules: Mapping[str, tuple[Rule, ...]]
    """Rules for each direction that the policy applies to; no rules deny everything."""

    def __str__(self) -> str:
        return f"{self.namespace}/{self.name}"


class PolicyParser:
    """Parses policies, each wording once: tenants have the same ones."""

    def __init__(self) -> None:
        self._known: dict[str, Policy] = {}

    def parse(self, manifest: Manifest, namespace: str, problems: list[Problem]) -> Policy:
        """The policy of a manifest; everything that is wrong is added to ``problems``."""
        wording = repr(manifest.body.get("spec"))
        like = self._known.get(wording)
        if like is None:
            before = len(problems)
            like = parse_policy(manifest, namespace, problems)
            if len(problems) == before:
                self._known[wording] = like
        return Policy(manifest, namespace, manifest.ref.name, like.pods, like.rules)


def parse_policy(manifest: Manifest, namespace: str, problems: list[Problem]) -> Policy:
    """The policy of a manifest; everything that is wrong is added to ``problems``."""

    def refuse(path: FieldPath, message: str, remedy: str) -> None:
        problems.append(manifest.problem(path, message, remedy))

    spec = manifest.body.get("spec")
    if spec is None:
        spec = {}
    if not isinstance(spec, Mapping):
        refuse(("spec",), "must be a mapping", "")
        spec = {}
    for name in spec.keys() - {"podSelector", "policyTypes", "ingress", "egress"}:
        refuse(("spec", name), "is not a field of a NetworkPolicy", "remove or correct it")
    rules = {
        direction: _rules(direction, spec.get(direction.lower()), refuse)
        for direction in DIRECTIONS
    }
    types = _types(spec, refuse)
    return Policy(
        manifest,
        namespace,
        manifest.ref.name,
        parse_selector(spec.get("podSelector"), ("spec", "podSelector"), refuse),
        {direction: rules[direction] for direction in types},
    )


def _types(spec: Mapping[str, Any], refuse: Refuse) -> tuple[str, ...]:
    """Directions that are isolated; by default ingress, and egress when it has rules."""
    types = spec.get("policyTypes") or ()
    if not isinstance(types, list | tuple):
        refuse(("spec", "policyTypes"), "must be a list", "begin each item with '- '")
        return DIRECTIONS
    if not types:
        return DIRECTIONS if spec.get("egress") else (INGRESS,)
    if len(types) > len(DIRECTIONS):
        refuse(("spec", "policyTypes"), "has more than two items", "name each direction once")
    for index, name in enumerate(types):
        if name not in DIRECTIONS:
            remedy = f"use {' or '.join(DIRECTIONS)}"
            refuse(("spec", "policyTypes", index), f"{name!r} is no direction", remedy)
    return tuple(direction for direction in DIRECTIONS if direction in types)


def _rules(direction: str, value: Any, refuse: Refuse) -> tuple[Rule, ...]:
    path: FieldPath = ("spec", direction.lower())
    if value is None:
        return ()
    if not isinstance(value, list):
        refuse(path, "must be a list of rules", "begin each item with '- '")
        return ()
    found = []
    for index, item in enumerate(value):
        here = (*path, index)
        if item is not None and not isinstance(item, Mapping):
            refuse(here, "must be a mapping", f"use {_PEERS[direction]} and ports")
            continue
        rule: Mapping[str, Any] = item or {}
        for name in rule.keys() - {"ports", _PEERS[direction]}:
            remedy = f"use {_PEERS[direction]} and ports"
            refuse((*here, name), f"is not a field of a rule of {direction.lower()}", remedy)
        peers = _peers(rule.get(_PEERS[direction]), (*here, _PEERS[direction]), refuse)
        ports = parse_ports(rule.get("ports"), (*here, "ports"), refuse)
        found.append(Rule(here, peers, ports))
    return tuple(found)


def _peers(value: Any, path: FieldPath, refuse: Refuse) -> tuple[Peer, ...] | None:
    """The peers of a rule: absent or empty means everyone."""
    if not value and (value is None or isinstance(value, list)):
        return None
    if not isinstance(value, list):
        refuse(path, "must be a list of peers", "begin each item with '- '")
        return ()
    peers = [_peer(item, (*path, index), refuse) for index, item in enumerate(value)]
    return tuple(peer for peer in peers if peer is not None)


def _peer(value: Any, path: FieldPath, refuse: Refuse) -> Peer | None:
    fields = ("ipBlock", "namespaceSelector", "podSelector")
    if value is not None and not isinstance(value, Mapping):
        refuse(path, "must be a mapping", f"use {', '.join(fields)}")
        return None
    given = {name: item for name, item in (value or {}).items() if item is not None}
    for name in given.keys() - set(fields):
        refuse((*path, name), "is not a field of a peer", f"use {', '.join(fields)}")
    if not given.keys() & set(fields):
        refuse(path, "names nobody", "give a selector; {} selects everything")
        return None
    if "ipBlock" in given:
        if len(given) > 1:
            refuse(path, "has ipBlock beside a selector", "make two peers of them")
        return parse_block(given["ipBlock"], (*path, "ipBlock"), refuse)
    pods = parse_selector(given.get("podSelector"), (*path, "podSelector"), refuse)
    if "namespaceSelector" not in given:
        return PodPeer(pods)
    where = (*path, "namespaceSelector")
    return PodPeer(pods, parse_selector(given["namespaceSelector"], where, refuse))
