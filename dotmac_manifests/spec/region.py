"""`regions/<region>.yaml`: one Kubernetes cluster in one place."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dotmac_manifests.spec.base import Cidr, Hostname, HttpsUrl, Items, Model, NonEmpty
from dotmac_manifests.spec.metadata import RegionMetadata
from dotmac_manifests.spec.releases import Environment

Location = Literal["US", "EU", "APAC"]
Compliance = Literal["HIPAA", "SOC2", "GDPR", "ISO27001", "LOCAL"]
DatabaseMode = Literal["cnpg", "statefulset", "external"]


RoleArn = Annotated[str, Field(pattern=r"^arn:aws[a-z-]*:iam::[0-9]{12}:role/\S+$")]


class Cluster(Model):
    """The cluster as Argo CD and the schemas need to know it."""

    name: NonEmpty
    server: HttpsUrl = Field(description="API server as the region's own Argo CD reaches it.")
    kubernetes_version: Literal["1.34", "1.35", "1.36", "1.37"] = "1.36"


class Network(Model):
    """Address ranges of the cluster; none of them is ever reachable as "the Internet"."""

    pod_cidrs: Items[Cidr] = Field(alias="podCIDRs", min_length=1)
    service_cidrs: Items[Cidr] = Field(alias="serviceCIDRs", min_length=1)
    node_cidrs: Items[Cidr] = Field(alias="nodeCIDRs", min_length=1)
    api_server_cidrs: Items[Cidr] = Field(
        alias="apiServerCIDRs", min_length=1, description="Endpoints of the Kubernetes API server."
    )
    database_cidrs: Items[Cidr] = Field(
        default=(), alias="databaseCIDRs", description="Managed databases, for mode external."
    )
    node_local_dns: bool = Field(
        default=False, alias="nodeLocalDNS", description="NodeLocal DNSCache on 169.254.20.10."
    )


class Database(Model):
    """How tenants of this region get PostgreSQL unless their own file says otherwise."""

    mode: DatabaseMode = "cnpg"
    host: Hostname | None = Field(default=None, description="Endpoint, for mode external.")


class StorageClass(Model):
    """The one class of encrypted disks that claims may name."""

    name: NonEmpty
    provisioner: NonEmpty
    parameters: dict[str, str]


class ObjectStorage(Model):
    """S3 for tenant buckets and backups: inside the cluster, or the provider's."""

    mode: Literal["in-cluster", "external"] = "in-cluster"
    endpoint: HttpsUrl | None = Field(default=None, description="For mode external.")


class BackupStorage(Model):
    """Bucket outside the cluster that survives it."""

    bucket: NonEmpty
    s3_url: HttpsUrl = Field(alias="s3URL")


class Waf(Model):
    """Web application firewall before the edge; `none` is a decision that must be explained."""

    provider: Literal["cloudflare", "cloudfront", "none"]
    reason: str = Field(default="", description="Why there is none.")


class Cdn(Model):
    """CDN that public host names resolve to."""

    provider: Literal["cloudflare", "cloudfront", "none"] = "none"
    target: Hostname | None = Field(default=None, description="Host of the distribution.")


class Edge(Model):
    """What brings traffic into the cluster."""

    mode: Literal["ingress", "gateway"] = "ingress"
    class_name: NonEmpty
    load_balancer_class: NonEmpty
    load_balancer_annotations: dict[str, str] = Field(default_factory=dict)
    waf: Waf
    cdn: Cdn = Cdn()
    trusted_proxy_cidrs: Items[Cidr] = Field(
        default=(),
        alias="trustedProxyCIDRs",
        description="CDN and load balancers whose X-Forwarded-For names the real client.",
    )


class Dns(Model):
    """Where external-dns writes and where cert-manager proves names (DNS-01)."""

    provider: Literal["route53", "clouddns", "cloudflare"]
    zone_id: NonEmpty | None = None
    role_arn: RoleArn | None = Field(default=None, alias="roleARN")
    project: NonEmpty | None = Field(default=None, description="Google Cloud project.")


class Unseal(Model):
    """Key service that opens the control plane's own OpenBao whenever it starts."""

    key: NonEmpty = Field(
        description="AWS: key id, ARN or alias. Google Cloud: projects/…/cryptoKeys/…"
    )
    identity: NonEmpty = Field(
        description="What may use the key. AWS: ARN of a role. Google Cloud: workload identity "
        "provider, //iam.googleapis.com/projects/…/providers/…"
    )


class SecretStore(Model):
    """OpenBao or Vault, from which External Secrets reads."""

    server: HttpsUrl | None = Field(
        default=None, description="Absent: the control plane's own OpenBao in this cluster."
    )
    cidrs: Items[Cidr] = Field(default=(), description="Addresses of the server.")
    auth_mount: NonEmpty = Field(description="Mount path of the Kubernetes auth method.")
    kv_mount: NonEmpty = "secret"
    unseal: Unseal | None = Field(
        default=None, description="Absent: operators unseal each server by hand."
    )


class Delivery(Model):
    """How Argo CD brings changes to the tenants of this cluster."""

    rolling_sync: bool = Field(
        default=False,
        description="One ApplicationSet syncs tenants' workloads ring by ring, each ring once the "
        "one before is healthy. Nothing is healed in between: drift stays until the next change.",
    )
    max_update: Annotated[str, Field(pattern=r"^([1-9][0-9]?|100)%$")] = Field(
        default="25%", description="How many tenants of a ring sync at once; one at least."
    )


class Sizing(Model):
    """Scales a region down."""

    max_replicas: int | None = Field(default=None, ge=1, description="Cap on every replica count.")


class RegionSpec(Model):
    """Everything that is true of one cluster."""

    provider: Literal["aws", "gcp", "azure", "bare-metal"]
    cloud_region: NonEmpty = Field(description="The provider's own name of the region.")
    zones: Items[NonEmpty] = Field(min_length=1)
    environment: Environment
    primary: bool = Field(default=False, description="Runs the control plane of its environment.")
    location: Location
    default_for_location: bool = Field(
        default=False, description="Wins when several regions fit a tenant's placement."
    )
    compliance: Items[Compliance]
    data_centres: Items[NonEmpty]
    cluster: Cluster
    network: Network
    database: Database = Database()
    storage_class: StorageClass
    object_storage: ObjectStorage = ObjectStorage()
    backup: BackupStorage
    edge: Edge
    dns: Dns
    secret_store: SecretStore
    registry_mirror: Hostname | None = None
    sizing: Sizing = Sizing()
    delivery: Delivery = Delivery()


class Region(Model):
    """One cluster in one place, one file: `regions/<name>.yaml`."""

    api_version: Literal["dotmac.io/v1"]
    kind: Literal["Region"]
    metadata: RegionMetadata
    spec: RegionSpec
