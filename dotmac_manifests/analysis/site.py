"""What YAML cannot tell: whose namespaces are tenants', which ranges and registries are ours.

The defaults read our own labels; `dotmac-verify.yaml` in the current folder, or `--site FILE`,
says it for other people's manifests.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from dotmac_manifests.analysis.site_admission import AdmissionSite
from dotmac_manifests.analysis.site_base import SitePart, Texts
from dotmac_manifests.analysis.site_edge import EdgeSite
from dotmac_manifests.analysis.site_network import NetworkSite
from dotmac_manifests.kube.yaml_reader import Document


class Site(SitePart):
    """Facts about the place where the manifests will run."""

    tenant_label: str = Field(
        default="dotmac.io/tenant-slug",
        description="A namespace with this label belongs to the tenant that its value names.",
    )
    tenant_namespace_prefix: str = Field(
        default="tenant-", description="Namespaces that are a tenant's even without the label."
    )
    hosts_annotation: str = Field(
        default="dotmac.io/hosts", description="Hosts that a tenant's namespace may claim."
    )
    platform_namespaces: Texts = Field(
        default=("platform-admin", "shared-services"),
        description="Namespaces of ours that hold pods and have to be walled in too.",
    )
    control_plane_namespace: str = "platform-admin"
    gitops_namespace: str = "argocd"
    deployer_role: str = Field(
        default="argocd-deployer",
        description="Role in a tenant's namespaces that its deployer alone holds: the account of"
        " the GitOps namespace that is called like the tenant's namespace.",
    )
    registries: Texts = Field(
        default=("registry.dotmac.io/", "registry-ap.dotmac.io/"),
        description="Prefixes that an image reference may start with.",
    )
    cluster_cidrs: Texts = Field(
        default=("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"),
        description="Ranges of pods, Services and nodes.",
    )
    metadata_cidrs: Texts = Field(
        default=("169.254.0.0/16", "fe80::/10", "fd00:ec2::254/128"),
        description="Link-local ranges and the clouds' metadata services.",
    )
    privileged_namespaces: Texts = Field(
        default=("logging", "node-exporter", "velero"),
        description="Namespaces of operators that cannot meet Pod Security restricted.",
    )
    tier_label: str = Field(
        default="dotmac.io/plan-tier", description="Label of a namespace that names its plan."
    )
    region_label: str = Field(
        default="dotmac.io/region",
        description="Label of a namespace that names the region in which its data stays.",
    )
    tenant_priority_prefix: str = Field(
        default="dotmac-tenant-",
        description="How names of tenants' PriorityClasses begin; the plan's name follows.",
    )
    platform_priority: str = Field(
        default="dotmac-platform", description="PriorityClass of our own workloads."
    )
    environment_label: str = Field(
        default="dotmac.io/environment",
        description="Label of a namespace that names its environment, unless it is production.",
    )
    rehearsals: Texts = Field(
        default=("staging", "development"),
        description="Environments in which no plan promises a second replica.",
    )
    redundant_tiers: Texts = Field(
        default=("professional", "enterprise"),
        description="Plans that promise two replicas of everything that scales.",
    )
    uninterrupted: Texts = Field(
        default=(
            "isp-ops-app",
            "isp-backend",
            "platform-admin-app",
            "platform-backend",
            "loki-gateway",
        ),
        description="Workloads that people wait for: an update must not stop the old pod first.",
    )
    singletons: Texts = Field(
        default=("celery-beat",), description="Workloads of which two must never run at once."
    )
    disposable_volumes: Texts = Field(
        default=(
            "shared-services/loki",
            "shared-services/jaeger",
            "shared-services/object-storage",
        ),
        description="Workloads, `namespace/name`, whose volumes are caches, or backups themselves.",
    )
    vpn_suffix: str = Field(
        default="-vpn", description="Tenants' namespaces in which WireGuard may have NET_ADMIN."
    )
    vpn_workload: str = Field(
        default="wireguard", description="Name of the one workload, and container, of a VPN."
    )
    vpn_image: str = Field(
        default="/wg-easy/wg-easy", description="How the repository of the VPN's image ends."
    )
    vpn_guard: str = Field(
        default="dotmac-tenant-vpn-pods",
        description="Admission policy that describes the one pod of a VPN's namespace.",
    )
    secret_path_prefix: str = Field(
        default="tenants/",
        description="Keys at the secret store that begin so, and go on with a tenant's name.",
    )
    shared_secrets: Texts = Field(
        default=("object-storage",),
        description="Last part of tenants' keys that the platform's own namespaces may read too.",
    )
    edge: EdgeSite = Field(
        default=EdgeSite(), description="Whose domains are ours, and what may be said there."
    )
    git_branch: str = Field(default="main", description="Branch that only reviewed changes reach.")
    storage_classes: Texts = Field(
        default=("dotmac-encrypted",), description="StorageClasses that claims may be of."
    )
    admission: AdmissionSite = Field(
        default=AdmissionSite(),
        description="Which policies there have to be, and whom they may trust.",
    )
    kubernetes_minor: Annotated[str, Field(pattern=r"^1\.[0-9]+$")] | None = Field(
        default=None,
        description="Minor version of the clusters; without it, the one to which most of a"
        " cluster's namespaces pin Pod Security.",
    )
    repositories: Texts = Field(
        default=(), description="Repositories that projects may name; empty: any that is exact."
    )
    network: NetworkSite = Field(
        default=NetworkSite(), description="Who may speak to whom across a wall."
    )


def site_of(document: Document) -> Site:
    """The site facts of a file; raises pydantic's ValidationError."""
    return Site.model_validate(document.value)
