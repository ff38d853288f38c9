"""Workloads that are meant to run, with their pods and their scale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dotmac_manifests.analysis.amounts import Unreadable
from dotmac_manifests.analysis.body import Body, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.reachability.selectors import Selector, parse_selector
from dotmac_manifests.analysis.replicas import UPDATED, Scale, scale
from dotmac_manifests.analysis.templates import Pods


@dataclass(frozen=True)
class Workload:
    """A Deployment, StatefulSet or Rollout of which at least one pod runs."""

    pods: Pods
    scale: Scale

    @property
    def manifest(self) -> Manifest:
        """The object."""
        return self.pods.manifest

    @property
    def spec(self) -> Body:
        """Its spec."""
        return mapping(self.manifest.body, "spec")

    @property
    def name(self) -> str:
        """Kind and name, for messages."""
        ref = self.manifest.ref
        return f"{ref.kind} {ref.namespace}/{ref.name}"


def workloads(facts: Facts) -> Iterator[Workload]:
    """Every workload that runs; those whose scale cannot be read are left to H04."""
    for pods in facts.pods:
        if pods.manifest.ref.kind not in UPDATED:
            continue
        try:
            found = scale(facts, pods.manifest)
        except Unreadable:
            continue
        if found.most:
            yield Workload(pods, found)


def selector(body: Body, *path: str) -> Selector | None:
    """The label selector at a path; nothing if there is none, or it is malformed."""
    value = mapping(body, *path[:-1]).get(path[-1])
    wrong: list[str] = []
    found = parse_selector(value, path, lambda _, message, __: wrong.append(message))
    return None if value is None or wrong else found
