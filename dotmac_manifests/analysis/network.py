"""Policies and pods of one cluster for rules: what cannot be read is kept beside, never lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from dotmac_manifests.analysis.cluster import namespace_of
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.pods import PodFacts
from dotmac_manifests.analysis.reachability.policy import Policy, PolicyParser
from dotmac_manifests.analysis.workloads import pods_of
from dotmac_manifests.errors import Problem

POLICY_GROUP = "networking.k8s.io"


@dataclass(frozen=True, eq=False)
class KnownPod:
    """One kind of pod that a manifest makes."""

    manifest: Manifest
    namespace: str
    facts: PodFacts

    def __str__(self) -> str:
        return f"{self.manifest.ref.kind} {self.namespace}/{self.manifest.ref.name}"


Refusal = tuple[Manifest, Problem]
"""An object that cannot be judged, and why."""


class Network:
    """What NetworkPolicies say and to which pods. Nothing raises: see ``refused``."""

    def __init__(self, manifests: Iterable[Manifest]) -> None:
        self._manifests = tuple(manifests)

    @property
    def policies(self) -> tuple[Policy, ...]:
        """Every NetworkPolicy; of one that is invalid, the parts that are not."""
        return self._parsed[0]

    @property
    def refused(self) -> tuple[Refusal, ...]:
        """NetworkPolicies that the API server would refuse, and those that are there twice."""
        return self._parsed[1]

    @cached_property
    def by_namespace(self) -> Mapping[str, tuple[Policy, ...]]:
        """Namespace to its policies."""
        found: dict[str, list[Policy]] = defaultdict(list)
        for policy in self.policies:
            found[policy.namespace].append(policy)
        return {name: tuple(policies) for name, policies in found.items()}

    @property
    def pods(self) -> tuple[KnownPod, ...]:
        """Every kind of pod that manifests make, those of operators' resources included."""
        return self._known[0]

    @property
    def unknown_pods(self) -> tuple[Refusal, ...]:
        """Objects whose pods cannot be told."""
        return self._known[1]

    @cached_property
    def pods_in(self) -> Mapping[str, tuple[KnownPod, ...]]:
        """Namespace to the pods in it."""
        found: dict[str, list[KnownPod]] = defaultdict(list)
        for pod in self.pods:
            found[pod.namespace].append(pod)
        return {name: tuple(pods) for name, pods in found.items()}

    @cached_property
    def _parsed(self) -> tuple[tuple[Policy, ...], tuple[Refusal, ...]]:
        parser = PolicyParser()
        names: set[tuple[str, str]] = set()
        policies: list[Policy] = []
        refused: list[Refusal] = []
        for manifest in self._manifests:
            ref = manifest.ref
            if ref.kind != "NetworkPolicy" or ref.group not in (POLICY_GROUP, "extensions"):
                continue
            namespace, problems = namespace_of(manifest), list[Problem]()
            if ref.group != POLICY_GROUP:
                remedy = f"use {POLICY_GROUP}/v1"
                problems.append(manifest.problem(("apiVersion",), "is no longer served", remedy))
            elif (namespace, ref.name) in names:
                message, remedy = "is there twice", "remove one; the last to be applied wins"
                problems.append(manifest.problem(("metadata", "name"), message, remedy))
            else:
                names.add((namespace, ref.name))
                policies.append(parser.parse(manifest, namespace, problems))
            refused += [(manifest, problem) for problem in problems]
        return tuple(policies), tuple(refused)

    @cached_property
    def _known(self) -> tuple[tuple[KnownPod, ...], tuple[Refusal, ...]]:
        deployments = {
            (namespace_of(one), one.ref.name): one
            for one in self._manifests
            if (one.ref.group, one.ref.kind) == ("apps", "Deployment")
        }
        pods: list[KnownPod] = []
        refused: list[Refusal] = []
        for manifest in self._manifests:
            problems: list[Problem] = []
            namespace = namespace_of(manifest)
            made = pods_of(manifest, namespace, deployments, problems)
            pods += [KnownPod(manifest, namespace, facts) for facts in made]
            refused += [(manifest, problem) for problem in problems]
        return tuple(pods), tuple(refused)
