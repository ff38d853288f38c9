"""What containers and pods ask of a cluster, by the keys that a ResourceQuota counts.

Source: https://kubernetes.io/docs/concepts/workloads/pods/init-containers/ (how init containers
count) and https://kubernetes.io/docs/concepts/policy/limit-range/ (what is filled in).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dotmac_manifests.analysis.body import Body, items, mapping
from dotmac_manifests.kube.quantity import Quantity
from dotmac_manifests.kube.yaml_reader import FieldPath

RESOURCES = ("cpu", "memory", "ephemeral-storage")
COMPUTE = tuple(f"{kind}.{name}" for kind in ("requests", "limits") for name in RESOURCES)
"""Keys that every pod has to state when a quota counts them."""

Amounts = Mapping[str, int]
"""Key of a quota to nanounits."""
NANO = 10**9
_KIBI = 1024


class Unreadable(ValueError):
    """A value that is not what its field holds; ``path`` leads to it from the object."""

    def __init__(self, path: FieldPath, message: str) -> None:
        super().__init__(message)
        self.path = path


@lru_cache(maxsize=4096)
def _nano(text: str) -> int:
    return Quantity.parse(text).nano


def amount(value: Any, path: FieldPath = ()) -> int:
    """Nanounits of a quantity, written as text or as a number; raises Unreadable."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        try:
            return _nano(str(value))
        except ValueError:
            pass
    raise Unreadable(path, f"{value!r} is not a quantity")


def whole(value: Any, path: FieldPath, default: int) -> int:
    """A whole number that may be left out; raises Unreadable."""
    if value is None:
        return default
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise Unreadable(path, f"{value!r} is not a number of pods or seconds")


def text(key: str, nano: int) -> str:
    """An amount as people write it: `50Gi`, `1500m`."""
    units, rest = divmod(nano, NANO)
    if ("memory" in key or "storage" in key) and not rest and not units % _KIBI:
        return str(Quantity.parse(f"{units // _KIBI}Ki"))
    return str(Quantity(nano))


@dataclass(frozen=True)
class PodAmounts:
    """What one pod counts for, and the keys of COMPUTE that a container of it leaves open."""

    amounts: Amounts
    missing: frozenset[str] = frozenset()


def total(amounts: Iterable[Amounts]) -> dict[str, int]:
    """The sum of several."""
    found: dict[str, int] = {}
    for one in amounts:
        for key, value in one.items():
            found[key] = found.get(key, 0) + value
    return found


def larger(one: Amounts, other: Amounts) -> dict[str, int]:
    """The larger of two, key by key."""
    return {key: max(one.get(key, 0), other.get(key, 0)) for key in {**one, **other}}


def declared(resources: Any, path: FieldPath) -> dict[str, int]:
    """What `resources` says, as `requests.cpu`, `limits.memory`…; raises Unreadable.

    A request that is missing is as large as the limit.
    """
    found: dict[str, int] = {}
    for kind in ("limits", "requests"):
        for name, value in mapping(resources, kind).items():
            found[f"{kind}.{name}"] = amount(value, (*path, kind, name))
    for key in [key for key in found if key.startswith("limits.")]:
        found.setdefault(f"requests.{key.removeprefix('limits.')}", found[key])
    return found


def pod_amounts(
    spec: Body, path: FieldPath, defaults: Amounts, overhead: Amounts | None = None
) -> PodAmounts:
    """What a pod of this spec counts for; raises Unreadable.

    Containers that run side by side add up; one that prepares the pod counts if it is larger.
    ``defaults`` is what a LimitRange fills in, ``overhead`` what the RuntimeClass adds.
    """
    running: list[Amounts] = []
    first: dict[str, int] = {}
    missing: set[str] = set()

    def one(field: str, index: int, container: Any) -> Amounts:
        where = (*path, field, index, "resources")
        found = {**defaults, **declared(mapping(container).get("resources"), where)}
        missing.update(key for key in COMPUTE if key not in found)
        return found

    for index, container in enumerate(items(spec, "initContainers")):
        found = one("initContainers", index, container)
        if mapping(container).get("restartPolicy") == "Always":  # a sidecar: it stays
            running.append(found)
            first = larger(first, total(running))
        else:
            first = larger(first, total([*running, found]))
    running += [one("containers", n, each) for n, each in enumerate(items(spec, "containers"))]
    whole_pod = declared(spec.get("resources"), (*path, "resources"))
    amounts = {**larger(first, total(running)), **whole_pod}
    return PodAmounts(
        {**total([amounts, overhead or {}]), "pods": NANO}, frozenset(missing - whole_pod.keys())
    )


def defaults(ranges: Iterable[Body]) -> dict[str, int]:
    """What the `Container` limits of LimitRanges fill in; raises Unreadable.

    A default limit that is missing is the maximum, a default request the default limit, or the
    minimum.
    """
    found: dict[str, int] = {}
    for limit in ranges:
        for kind, fields in (
            ("limits", ("default", "max")),
            ("requests", ("defaultRequest", "default", "max", "min")),
        ):
            for field in fields:
                for name, value in mapping(limit, field).items():
                    found.setdefault(f"{kind}.{name}", amount(value))
    return found
