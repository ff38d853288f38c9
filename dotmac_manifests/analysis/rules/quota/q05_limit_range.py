"""A limit range fills in, and bounds, what one container and one claim may ask for.

Why: a quota bounds the sum, a limit range each part. Without defaults a pod made by an operator or
a job that states nothing is refused by the quota; without a maximum one container takes the whole
quota and no node can hold it; without a ratio a container requests little and uses much, at the
expense of its neighbours. A range that contradicts itself refuses every pod.

Reads: `LimitRange` of the same namespaces as Q01. Type Container: default, defaultRequest, min and
max of cpu, memory and ephemeral-storage, maxLimitRequestRatio of cpu and memory; type
PersistentVolumeClaim: min and max of storage. min ≤ defaultRequest ≤ default ≤ max, and the
defaults keep the ratio. Only one range may have defaults: of two, either may win.

Violating:

    apiVersion: v1
    kind: LimitRange
    metadata: {name: limits, namespace: tenant-a}
    spec:
      limits:
        - type: Container
          max: {cpu: "2", memory: 2Gi}

Clean:

    apiVersion: v1
    kind: LimitRange
    metadata: {name: limits, namespace: tenant-a}
    spec:
      limits:
        - type: Container
          min: {cpu: 10m, memory: 32Mi, ephemeral-storage: 1Mi}
          defaultRequest: {cpu: 50m, memory: 64Mi, ephemeral-storage: 64Mi}
          default: {cpu: 250m, memory: 256Mi, ephemeral-storage: 1Gi}
          max: {cpu: "2", memory: 2Gi, ephemeral-storage: 10Gi}
          maxLimitRequestRatio: {cpu: "10", memory: "4"}
        - type: PersistentVolumeClaim
          min: {storage: 1Gi}
          max: {storage: 100Gi}

Source: K8S-MT; NSA resource policies; https://kubernetes.io/docs/concepts/policy/limit-range/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from dotmac_manifests.analysis.amounts import RESOURCES, Unreadable, amount
from dotmac_manifests.analysis.body import Body, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.quota._bounds import bounded, limits
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.kube.yaml_reader import FieldPath

RISING = ("min", "defaultRequest", "default", "max")
"""Fields whose values must not fall, in this order."""
RATIO = "maxLimitRequestRatio"
WANTED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "Container": {**dict.fromkeys(RISING, RESOURCES), RATIO: ("cpu", "memory")},
    "PersistentVolumeClaim": {"min": ("storage",), "max": ("storage",)},
}


def check(facts: Facts) -> Iterator[Broken]:
    """Yield bounds that are missing, contradictory or no quantities."""
    for namespace in bounded(facts):
        for kind, fields in WANTED.items():
            found = list(limits(facts, namespace, kind))
            missing = [
                f"{field} of {name}"
                for field, names in fields.items()
                for name in names
                if not any(name in mapping(limit, field) for _, _, limit in found)
            ]
            if missing:
                at, path = (found[0][0], found[0][1]) if found else (facts.anchor(namespace), ())
                message = f"no limit range of {namespace} sets, for a {kind}, {', '.join(missing)}"
                yield Broken(at, message, "add them to its LimitRange", path)
            defaulting = [one for one in found if "default" in one[2] or "defaultRequest" in one[2]]
            for manifest, path, _ in defaulting[1:]:
                message = f"{namespace} has several limits with defaults, of which any may win"
                yield Broken(manifest, message, "keep one LimitRange with defaults", path)
            for manifest, path, limit in found:
                yield from _contradictions(manifest, path, limit)


def _contradictions(manifest: Manifest, path: FieldPath, limit: Body) -> Iterator[Broken]:
    names = sorted({name for field in RISING for name in mapping(limit, field)})
    for name in names:
        known: dict[str, int] = {}
        try:
            for field in (*RISING, RATIO):
                if name in mapping(limit, field):
                    known[field] = amount(mapping(limit, field)[name], (*path, field, name))
        except Unreadable as error:
            yield Broken(
                manifest, f"{name} cannot be judged: {error}", "write a quantity", error.path
            )
            continue
        order = [field for field in RISING if field in known]
        for low, high in pairwise(order):
            if known[low] > known[high]:
                message = f"{low} of {name} is above {high}: every such container is refused"
                yield Broken(manifest, message, "put them in order", (*path, low, name))
        if {RATIO, "default", "defaultRequest"} <= known.keys():
            allowed = known["defaultRequest"] * known[RATIO] // amount(1)
            if known["default"] > allowed:
                message = f"the default limit of {name} breaks the ratio to the default request"
                yield Broken(manifest, message, "raise defaultRequest", (*path, "default", name))


RULE = Rule("Q05", "limit-range", Severity.HIGH, check)
