"""Sizes decided: plan, then the tenant's overrides, then the region's cap; and the arithmetic.

Quota arithmetic counts what may run at the same moment: every workload at its maximum, one
surging replica of each workload that surges, and the largest job.
Source: https://kubernetes.io/docs/concepts/policy/resource-quotas/
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from dotmac_manifests.kube.quantity import Quantity
from dotmac_manifests.plan.model import WorkloadSize
from dotmac_manifests.plan.names import STORAGE_CLASS_LABEL
from dotmac_manifests.spec.sizes import (
    Amount,
    Quota,
    QuotaOverride,
    ReplicaBounds,
    Size,
    SizeOverride,
)

SURGING = frozenset(
    {"isp-ops-app", "isp-backend", "platform-admin-app", "platform-backend", "loki-gateway"}
)
"""Workloads that serve people: an update starts the new pod before it stops the old one (the
control plane's, of one replica each, start their second colour)."""

DATABASES = frozenset({"postgres", "redis", "redis-cache", "mongodb"})
"""Workloads whose memory is all their own: a database that lives on memory which a node can take
back is the first to be killed when others want theirs."""

BORROWED = "a database's memory request and limit are the same amount"

MAX_RATIO = {"cpu": 10, "memory": 4}
"""How far a container's limit may lie above its request."""

JOB = "job"
RESOURCES = ("cpu", "memory", "ephemeral-storage")
_AS_PLANNED = SizeOverride()


def _amounts(amount: Amount, ephemeral: str) -> tuple[str, ...]:
    """Canonical quantities in the order of RESOURCES."""
    found = (amount.cpu, amount.memory, amount.ephemeral_storage or ephemeral)
    return tuple(map(_canonical, found))


@lru_cache(maxsize=4096)
def _canonical(quantity: str) -> str:
    return str(Quantity.parse(quantity))


def decide(
    size: Size, override: SizeOverride | None, ephemeral: str, cap: int | None = None
) -> WorkloadSize:
    """The size of one workload; ``cap`` limits its replicas, as a staging region does."""
    chosen = override or _AS_PLANNED
    replicas = chosen.replicas if chosen.replicas is not None else size.replicas
    low, high = (
        (replicas.min, replicas.max)
        if isinstance(replicas, ReplicaBounds)
        else (replicas, replicas)
    )
    if cap is not None:
        low, high = min(low, cap), min(high, cap)
    return _sized(
        low,
        high,
        _amounts(chosen.requests or size.requests, ephemeral),
        _amounts(chosen.limits or size.limits, ephemeral),
        chosen.storage or size.storage,
    )


@lru_cache(maxsize=4096)  # thousands of tenants share a few
def _sized(
    low: int, high: int, requests: tuple[str, ...], limits: tuple[str, ...], storage: str | None
) -> WorkloadSize:
    return WorkloadSize(
        replicas=low,
        max_replicas=high,
        requests=dict(zip(RESOURCES, requests, strict=True)),
        limits=dict(zip(RESOURCES, limits, strict=True)),
        storage=storage,
    )


def borrows(name: str, size: WorkloadSize) -> bool:
    """Whether a database may use memory that it did not request."""
    amounts = (size.requests["memory"], size.limits["memory"])
    return name in DATABASES and len({Quantity.parse(amount) for amount in amounts}) > 1


def stopped(size: WorkloadSize) -> WorkloadSize:
    """The same workload at zero, its data kept."""
    return replace(size, replicas=0, max_replicas=0)


def merge_quota(quota: Quota, override: QuotaOverride) -> Quota:
    """The plan's quota with the tenant's changes."""
    return Quota.model_construct(
        requests=override.requests or quota.requests,
        limits=override.limits or quota.limits,
        pods=override.pods or quota.pods,
        persistent_volume_claims=(
            quota.persistent_volume_claims
            if override.persistent_volume_claims is None
            else override.persistent_volume_claims
        ),
        storage=override.storage or quota.storage,
    )


def hard_limits(
    quota: Quota, *, storage_class: str, load_balancers: int, ephemeral_total: str
) -> dict[str, str]:
    """Every hard key of a namespace's ResourceQuota.

    NodePorts, ReplicationControllers and claims of any class but the encrypted one stay at zero.
    """
    hard = {
        **{f"requests.{name}": value for name, value in _total(quota.requests, ephemeral_total)},
        **{f"limits.{name}": value for name, value in _total(quota.limits, ephemeral_total)},
        "pods": str(quota.pods),
        "persistentvolumeclaims": str(quota.persistent_volume_claims),
        "requests.storage": str(Quantity.parse(quota.storage)),
        f"{storage_class}.{STORAGE_CLASS_LABEL}/requests.storage": str(
            Quantity.parse(quota.storage)
        ),
        f"{storage_class}.{STORAGE_CLASS_LABEL}/persistentvolumeclaims": str(
            quota.persistent_volume_claims
        ),
        "services": "40",
        "services.loadbalancers": str(load_balancers),
        "services.nodeports": "0",
        "secrets": "80",
        "configmaps": "60",
        "replicationcontrollers": "0",
        "resourcequotas": "4",
        "count/deployments.apps": "30",
        "count/statefulsets.apps": "15",
        "count/jobs.batch": "30",
        "count/cronjobs.batch": "10",
        "count/ingresses.networking.k8s.io": "20",
    }
    return dict(sorted(hard.items()))


def _total(amount: Amount, ephemeral: str) -> Iterable[tuple[str, str]]:
    return zip(RESOURCES, _amounts(amount, ephemeral), strict=True)


def peak(sizes: Mapping[str, WorkloadSize]) -> Mapping[str, Quantity]:
    """What a namespace may use at the same moment, by hard key of its quota."""
    return _peak(
        tuple(
            (name, size.max_replicas, _values(size.requests), _values(size.limits), size.storage)
            for name, size in sizes.items()
        )
    )


def _values(amount: Mapping[str, str]) -> tuple[str, ...]:
    return tuple([amount[resource] for resource in RESOURCES])


@lru_cache(maxsize=4096)  # most tenants have the sizes of many others
def _peak(
    sizes: tuple[tuple[str, int, tuple[str, ...], tuple[str, ...], str | None], ...],
) -> Mapping[str, Quantity]:
    totals: dict[str, Quantity] = {}
    zero = Quantity.parse("0")

    def add(key: str, value: Quantity) -> None:
        totals[key] = totals.get(key, zero) + value

    for name, replicas, requests, limits, storage in sizes:
        running = name != JOB and replicas > 0
        surge = 1 if running and name in SURGING else 0
        count = 1 if name == JOB else replicas + surge
        for kind, amount in (("requests", requests), ("limits", limits)):
            for resource, value in zip(RESOURCES, amount, strict=True):
                add(f"{kind}.{resource}", Quantity.parse(value) * count)
        add("pods", Quantity.parse(str(count)))
        if storage is not None:
            add("persistentvolumeclaims", Quantity.parse(str(replicas)))
            add("requests.storage", Quantity.parse(storage) * replicas)
    return totals


def excess(used: Mapping[str, Quantity], hard: Mapping[str, str]) -> Sequence[str]:
    """Sentences about every key of which more may be used than the quota has."""
    return tuple(
        f"{key} may reach {value}, the quota is {hard[key]}"
        for key, value in sorted(used.items())
        if key in hard and value > Quantity.parse(hard[key])
    )
