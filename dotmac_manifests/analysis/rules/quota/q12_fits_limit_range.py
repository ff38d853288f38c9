"""Every container and every claim fits its namespace's limit range.

Why: what does not fit is refused when the pod is made, not when the manifest is applied: the
Deployment is there, its pods are not, and nobody sees why until they read its events.

Reads: containers as in Q06 and claims, against every `LimitRange` of their namespace: requests not
below min, limits not above max, the ratio of both.

Violating:

    apiVersion: v1
    kind: LimitRange
    metadata: {name: limits, namespace: tenant-a}
    spec:
      limits: [{type: Container, max: {memory: 1Gi}}]
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: app, namespace: tenant-a}
    spec:
      containers:
        - name: app
          image: app
          resources: {requests: {memory: 2Gi}, limits: {memory: 2Gi}}

Clean:

    apiVersion: v1
    kind: LimitRange
    metadata: {name: limits, namespace: tenant-a}
    spec:
      limits: [{type: Container, max: {memory: 1Gi}}]
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: app, namespace: tenant-a}
    spec:
      containers:
        - name: app
          image: app
          resources: {requests: {memory: 1Gi}, limits: {memory: 1Gi}}

Source: https://kubernetes.io/docs/concepts/policy/limit-range/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.amounts import NANO, Unreadable, amount, declared, text
from dotmac_manifests.analysis.body import Body, mapping
from dotmac_manifests.analysis.claims import claims
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.quota._bounds import bounded, limits
from dotmac_manifests.analysis.rules.quota._containers import Container, containers
from dotmac_manifests.analysis.rules.rule import Broken, Rule

REMEDY = "change its resources, or the LimitRange"


def check(facts: Facts) -> Iterator[Broken]:
    """Yield containers and claims that the API server would refuse."""
    for namespace in bounded(facts):
        ranges = [limit for _, _, limit in limits(facts, namespace, "Container")]
        for container in containers(facts, namespace) if ranges else ():
            try:
                for problem in _misfits(container, ranges):
                    message = f"container {container.name} of {container.manifest.ref} {problem}"
                    yield Broken(container.manifest, message, REMEDY, container.path)
            except Unreadable as error:
                message = f"container {container.name} cannot be judged: {error}"
                yield Broken(container.manifest, message, "write quantities", container.path)
        yield from _claims(facts, namespace)


def _misfits(container: Container, ranges: list[Body]) -> Iterator[str]:
    said = declared(container.resources, container.path)
    for limit in ranges:
        for name, least in mapping(limit, "min").items():
            request = said.get(f"requests.{name}")
            if request is not None and request < amount(least):
                yield f"requests {text(name, request)} of {name}, less than {least}"
        for name, most in mapping(limit, "max").items():
            value = said.get(f"limits.{name}", said.get(f"requests.{name}"))
            if value is not None and value > amount(most):
                yield f"may use {text(name, value)} of {name}, more than {most}"
        for name, ratio in mapping(limit, "maxLimitRequestRatio").items():
            request, value = said.get(f"requests.{name}"), said.get(f"limits.{name}")
            if request is not None and value is not None and value * NANO > request * amount(ratio):
                yield f"may use more than {ratio} times the {name} that it requests"


def _claims(facts: Facts, namespace: str) -> Iterator[Broken]:
    ranges = [limit for _, _, limit in limits(facts, namespace, "PersistentVolumeClaim")]
    for claim in claims(facts, namespace) if ranges else ():
        for limit in ranges:
            least, most = (mapping(limit, field).get("storage") for field in ("min", "max"))
            try:
                low = least is not None and claim.size < amount(least)
                high = most is not None and claim.size > amount(most)
            except Unreadable:
                continue  # the rule about the range itself says so
            if low or high:
                size = text("storage", claim.size)
                message = f"a claim of {claim.manifest.ref} asks for {size}, outside the range"
                yield Broken(claim.manifest, message, REMEDY, claim.path)


RULE = Rule("Q12", "fits-limit-range", Severity.MEDIUM, check)
