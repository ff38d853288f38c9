"""Sizes that people write: resources of a container, replica bounds, quota."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import Field

from dotmac_manifests.spec.base import Model, QuantityText

TenantWorkload = Literal[
    "isp-ops-app",
    "isp-backend",
    "celery-worker",
    "celery-beat",
    "postgres",
    "redis",
    "redis-cache",
    "freeradius",
    "netbox",
    "netbox-worker",
    "genieacs-cwmp",
    "genieacs-nbi",
    "genieacs-fs",
    "mongodb",
    "wireguard",
    "prometheus",
    "grafana",
    "fluent-bit",
    "job",
]
PlatformWorkload = Literal[
    "platform-admin-app",
    "platform-backend",
    "celery-worker",
    "celery-beat",
    "postgres",
    "redis",
    "openbao",
    "job",
]
SharedWorkload = Literal["object-storage", "loki", "loki-gateway", "jaeger", "job"]

TENANT_WORKLOADS: tuple[TenantWorkload, ...] = get_args(TenantWorkload)
PLATFORM_WORKLOADS: tuple[PlatformWorkload, ...] = get_args(PlatformWorkload)
SHARED_WORKLOADS: tuple[SharedWorkload, ...] = get_args(SharedWorkload)


class Amount(Model):
    """CPU (cores), memory and ephemeral storage (bytes) of one pod of a workload."""

    cpu: QuantityText
    memory: QuantityText
    ephemeral_storage: QuantityText | None = Field(
        default=None, description="Scratch space and logs; the platform's default if absent."
    )


class ReplicaBounds(Model):
    """Bounds between which a HorizontalPodAutoscaler moves the number of replicas."""

    min: int = Field(ge=1, le=100)
    max: int = Field(ge=1, le=100)


class Size(Model):
    """Size of one workload: replicas, resources of each, and disk where it keeps state."""

    replicas: int | ReplicaBounds = Field(
        default=1, description="A fixed number, or {min, max} for an autoscaled workload."
    )
    requests: Amount
    limits: Amount
    storage: QuantityText | None = Field(default=None, description="Claim size of each replica.")


class SizeOverride(Model):
    """What a tenant changes in its plan's size of one workload; absent fields stay."""

    replicas: int | ReplicaBounds | None = None
    requests: Amount | None = None
    limits: Amount | None = None
    storage: QuantityText | None = None


class Quota(Model):
    """Hard limits of a namespace (ResourceQuota), as sums over all its pods and claims."""

    requests: Amount
    limits: Amount
    pods: int = Field(ge=1)
    persistent_volume_claims: int = Field(ge=0)
    storage: QuantityText = Field(description="Sum of all claims.")


class QuotaOverride(Model):
    """What a tenant changes in its plan's quota; absent fields stay."""

    requests: Amount | None = None
    limits: Amount | None = None
    pods: int | None = Field(default=None, ge=1)
    persistent_volume_claims: int | None = Field(default=None, ge=0)
    storage: QuantityText | None = None


class ContainerBounds(Model):
    """Smallest and largest container that the namespace admits (LimitRange)."""

    min: Amount
    max: Amount


class Bounds(Model):
    """What overrides must stay within."""

    max_replicas: int = Field(ge=1, le=100)
    container: ContainerBounds
    claim_max: QuantityText = Field(description="Largest single volume claim.")
