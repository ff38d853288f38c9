"""Terms of pod affinity that look beyond their own namespace.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import Body, items, mapping
from dotmac_manifests.kube.yaml_reader import FieldPath

REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"


def foreign(spec: Body) -> tuple[FieldPath, ...]:
    """Paths, from a pod spec, of affinity terms that name namespaces."""
    return tuple(
        path
        for kind in ("podAffinity", "podAntiAffinity")
        for path, term in _terms(mapping(spec, "affinity", kind), ("affinity", kind))
        if term.get("namespaces") or term.get("namespaceSelector") is not None
    )


def _terms(affinity: Body, path: FieldPath) -> Iterator[tuple[FieldPath, Body]]:
    for index, term in enumerate(items(affinity, REQUIRED)):
        yield (*path, REQUIRED, index), mapping(term)
    for index, term in enumerate(items(affinity, PREFERRED)):
        yield (*path, PREFERRED, index, "podAffinityTerm"), mapping(term, "podAffinityTerm")
