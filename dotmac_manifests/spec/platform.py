"""`platform.yaml`: what all regions and tenants share."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dotmac_manifests.spec.base import (
    Cidr,
    Digest,
    Hostname,
    HttpsUrl,
    Items,
    Model,
    NonEmpty,
    QuantityText,
    Slug,
)
from dotmac_manifests.spec.metadata import Metadata
from dotmac_manifests.spec.releases import (
    Environment,
    Freeze,
    PlanName,
    Release,
    ReleaseName,
    Ring,
)
from dotmac_manifests.spec.sizes import (
    Bounds,
    PlatformWorkload,
    Quota,
    SharedWorkload,
    Size,
    TenantWorkload,
)

Feature = Literal[
    "ipv6",
    "network_profiles",
    "sla_monitoring",
    "partner_portal",
    "advanced_analytics",
    "radius",
    "custom_branding",
]
OperatorName = Literal[
    "nginx-ingress",
    "envoy-gateway",
    "cert-manager",
    "external-secrets",
    "cloudnative-pg",
    "plugin-barman-cloud",
    "argo-rollouts",
    "velero",
    "external-dns",
    "metrics-server",
    "kube-prometheus-stack",
    "fluent-bit",
    "cluster-autoscaler",
]


class Domains(Model):
    """Host names of the platform; tenants live below `tenants`."""

    root: Hostname
    admin: Hostname
    admin_staging: Hostname
    api: Hostname
    tenants: Hostname = Field(description="A tenant's host is <subdomain>.<tenants>.")


class Git(Model):
    """The repository from which Argo CD syncs."""

    repo_url: Annotated[str, Field(alias="repoURL", pattern=r"^(https://|ssh://|git@)\S+$")]
    revision: NonEmpty = Field(description="Branch, tag or commit that the clusters follow.")
    path: NonEmpty = Field(default="dist", description="Folder of the rendered manifests.")


class Image(Model):
    """A container image of somebody else, mirrored into the registry."""

    repository: NonEmpty = Field(description="Path below the registry.")
    tag: NonEmpty
    digest: Digest


class FeatureFlags(Model):
    """Flags that hold for all tenants; advanced analytics only where the plan has it."""

    enable_ipv6_lifecycle: bool = Field(alias="enableIPv6Lifecycle")
    enable_network_profiles: bool
    enable_sla_monitoring: bool = Field(alias="enableSLAMonitoring")
    enable_partner_portal: bool
    enable_advanced_analytics: bool
    enable_customer_portal: bool = Field(
        default=True, description="Turns the customer portal off everywhere in an incident."
    )


class SharedEnvironment(Model):
    """Settings that both applications read as NEXT_PUBLIC_* variables."""

    session_timeout: int = Field(ge=60, description="Seconds.")
    realtime: bool
    dark_mode: bool
    sentry_dsn: HttpsUrl = Field(alias="sentryDSN")
    analytics_id: NonEmpty = Field(alias="analyticsID")
    extra: dict[Annotated[str, Field(pattern=r"^NEXT_PUBLIC_[A-Z0-9_]+$")], str] = Field(
        default_factory=dict, description="Further NEXT_PUBLIC_* variables for both applications."
    )


class Plan(Model):
    """A plan tier: what a tenant gets unless its own file says otherwise."""

    features: Items[Feature]
    max_seats: int = Field(ge=1)
    priority: int = Field(ge=1, le=1_000_000, description="Value of the PriorityClass.")
    bounds: Bounds
    quota: Quota
    workloads: dict[TenantWorkload, Size]


class ControlPlane(Model):
    """Namespace `platform-admin`, which runs in the primary region of each environment."""

    rings: dict[Environment, Slug] = Field(
        description="With which ring the control plane of each environment takes a release."
    )
    quota: Quota
    workloads: dict[PlatformWorkload, Size]


class SharedServices(Model):
    """Namespace `shared-services`, which runs in every region."""

    quota: Quota
    workloads: dict[SharedWorkload, Size]


class Operator(Model):
    """A pinned upstream Helm chart that a region needs before anything else."""

    repo_url: Annotated[str, Field(alias="repoURL", pattern=r"^[a-z0-9.:/-]+$")]
    chart: NonEmpty
    version: NonEmpty
    images: dict[NonEmpty, NonEmpty] = Field(
        default_factory=dict, description="Names in `images`, by the role the chart gives them."
    )


class Acme(Model):
    """The certificate authority of the public host names."""

    server: HttpsUrl
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]


class Backup(Model):
    """Defaults of backups; a tenant may keep its own longer."""

    retention_days: int = Field(ge=1, le=3650)


class DeletionGuard(Model):
    """How much may disappear from the rendered files without an approved removal."""

    max_objects: int = Field(
        default=25, ge=0, description="Objects in one run; namespaces and claims always count."
    )


class PlatformSpec(Model):
    """Everything that is decided once for the whole fleet."""

    domains: Domains
    registry: Hostname
    git: Git
    acme: Acme
    control_plane_egress_cidrs: Items[Cidr] = Field(
        alias="controlPlaneEgressCIDRs",
        description="Source addresses of the control plane's calls into other regions.",
    )
    images: dict[NonEmpty, Image]
    releases: dict[ReleaseName, Release]
    rings: Items[Ring] = Field(min_length=1)
    default_ring: Slug = Field(description="Ring of the tenants that no selector takes.")
    freeze: Freeze | None = None
    deletion_guard: DeletionGuard = DeletionGuard()
    feature_flags: FeatureFlags
    environment: SharedEnvironment
    ephemeral_storage: QuantityText = Field(description="Of each container, unless its size says.")
    backup: Backup
    plans: dict[PlanName, Plan]
    control_plane: ControlPlane
    shared_services: SharedServices
    operators: dict[OperatorName, Operator]


class Platform(Model):
    """The fleet's common ground, one file: `platform.yaml`."""

    api_version: Literal["dotmac.io/v1"]
    kind: Literal["Platform"]
    metadata: Metadata
    spec: PlatformSpec
