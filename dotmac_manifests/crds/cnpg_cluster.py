"""CloudNativePG: Cluster.

Source: CloudNativePG 1.30 API reference (`postgresql.cnpg.io/v1`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dotmac_manifests.crds.base import (
    Count,
    DnsName,
    EnvFrom,
    EnvVar,
    Items,
    KeyReference,
    LabelsAndAnnotations,
    LocalReference,
    Model,
    NodeAffinity,
    PersistentVolumeClaimSpec,
    PodAffinity,
    PodAntiAffinity,
    PodSecurityContext,
    ProjectedVolume,
    Quantity,
    Resource,
    Resources,
    SeccompProfile,
    SecurityContext,
    StringMap,
    Text,
    Toleration,
    TopologySpread,
)
from dotmac_manifests.crds.cnpg_bootstrap import (
    Bootstrap,
    ExternalCluster,
    Managed,
    Plugin,
    Replica,
)

Ordinal = Annotated[int, Field(ge=1)]


class Storage(Model):
    """The volume of each instance."""

    size: (
        Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+)?([KMGTPE]i?)?$", examples=["100Gi"])]
        | None
    ) = None
    storage_class: DnsName | None = None
    resize_in_use_volumes: bool | None = None
    pvc_template: PersistentVolumeClaimSpec | None = None


class Synchronous(Model):
    """How many standbys confirm a commit."""

    method: Literal["any", "first"]
    number: Ordinal
    data_durability: Literal["required", "preferred"] | None = None
    failover_quorum: bool | None = None
    max_standby_names_from_cluster: Count | None = None
    standby_names_pre: Items[Text] | None = None
    standby_names_post: Items[Text] | None = None


class ElectionConstraint(Model):
    """Which standbys may be synchronous, by node labels."""

    enabled: bool
    node_labels_anti_affinity: Items[Text] | None = None


class PostgreSql(Model):
    """The server's own settings."""

    parameters: StringMap | None = None
    pg_hba: Items[Text] | None = Field(default=None, alias="pg_hba")
    pg_ident: Items[Text] | None = Field(default=None, alias="pg_ident")
    shared_preload_libraries: Items[Text] | None = Field(
        default=None, alias="shared_preload_libraries"
    )
    synchronous: Synchronous | None = None
    sync_replica_election_constraint: ElectionConstraint | None = None
    enable_alter_system: bool | None = None
    promotion_timeout: Count | None = None


class Affinity(Model):
    """Where instances may run, and how far apart."""

    enable_pod_anti_affinity: bool | None = None
    topology_key: Text | None = None
    pod_anti_affinity_type: Literal["preferred", "required"] | None = None
    node_selector: StringMap | None = None
    node_affinity: NodeAffinity | None = None
    tolerations: Items[Toleration] | None = None
    additional_pod_affinity: PodAffinity | None = None
    additional_pod_anti_affinity: PodAntiAffinity | None = None


class Probe(Model):
    """Timing of a probe, in seconds."""

    initial_delay_seconds: Count | None = None
    period_seconds: Ordinal | None = None
    timeout_seconds: Ordinal | None = None
    success_threshold: Ordinal | None = None
    failure_threshold: Ordinal | None = None
    termination_grace_period_seconds: Count | None = None


class ReplicaProbe(Probe):
    """A probe that also knows how far a standby may lag behind."""

    type: Literal["pg_isready", "streaming", "query"] | None = None
    maximum_lag: Quantity | None = None


class IsolationCheck(Model):
    """Whether an isolated primary stops itself; timeouts in milliseconds."""

    enabled: bool | None = None
    connection_timeout: Ordinal | None = None
    request_timeout: Ordinal | None = None


class LivenessProbe(Probe):
    """The liveness probe."""

    isolation_check: IsolationCheck | None = None


class Probes(Model):
    """The probes of an instance."""

    startup: ReplicaProbe | None = None
    readiness: ReplicaProbe | None = None
    liveness: LivenessProbe | None = None


class MonitoringTls(Model):
    """TLS of the metrics endpoint."""

    enabled: bool | None = None


class Monitoring(Model):
    """Metrics of the instances on port 9187."""

    enable_pod_monitor: bool | None = None
    disable_default_queries: bool | None = None
    metrics_queries_ttl: Text | None = Field(default=None, alias="metricsQueriesTTL")
    custom_queries_config_map: Items[KeyReference] | None = None
    custom_queries_secret: Items[KeyReference] | None = None
    tls: MonitoringTls | None = None


class Certificates(Model):
    """Certificates that are not the operator's own."""

    server_ca_secret: DnsName | None = Field(default=None, alias="serverCASecret")
    server_tls_secret: DnsName | None = Field(default=None, alias="serverTLSSecret")
    client_ca_secret: DnsName | None = Field(default=None, alias="clientCASecret")
    replication_tls_secret: DnsName | None = Field(default=None, alias="replicationTLSSecret")
    server_alt_dns_names: Items[DnsName] | None = Field(default=None, alias="serverAltDNSNames")


class ServiceAccountTemplate(Model):
    """Metadata of the service account of the instances."""

    metadata: LabelsAndAnnotations


class EphemeralVolumesSizeLimit(Model):
    """Limits of shared memory and temporary files."""

    shm: Quantity | None = None
    temporary_data: Quantity | None = None


class NodeMaintenanceWindow(Model):
    """Whether nodes are being maintained, and whether volumes are reused meanwhile."""

    in_progress: bool | None = None
    reuse_pvc: bool | None = Field(default=None, alias="reusePVC")


class HighAvailabilitySlots(Model):
    """Replication slots of the standbys."""

    enabled: bool | None = None
    slot_prefix: Annotated[str, Field(pattern=r"^[0-9a-z_]*$")] | None = None


class ReplicationSlots(Model):
    """Replication slots, updated every so many seconds."""

    high_availability: HighAvailabilitySlots | None = None
    update_interval: Ordinal | None = None


class ImageCatalogReference(Model):
    """An image by major version, from a catalogue."""

    api_group: Text | None = None
    kind: Literal["ImageCatalog", "ClusterImageCatalog"]
    name: DnsName
    major: Annotated[int, Field(ge=10)]


class ClusterSpec(Model):
    """The instances, their storage and their life."""

    description: str | None = None
    instances: Ordinal
    image_name: Text | None = None
    image_catalog_ref: ImageCatalogReference | None = None
    image_pull_policy: Literal["Always", "IfNotPresent", "Never"] | None = None
    image_pull_secrets: Items[LocalReference] | None = None
    storage: Storage | None = None
    wal_storage: Storage | None = None
    bootstrap: Bootstrap | None = None
    postgresql: PostgreSql | None = None
    managed: Managed | None = None
    external_clusters: Items[ExternalCluster] | None = None
    replica: Replica | None = None
    plugins: Items[Plugin] | None = None
    resources: Resources | None = None
    affinity: Affinity | None = None
    topology_spread_constraints: Items[TopologySpread] | None = None
    priority_class_name: DnsName | None = None
    scheduler_name: Text | None = None
    enable_superuser_access: bool | None = None
    superuser_secret: LocalReference | None = None
    enable_pdb: bool | None = Field(default=None, alias="enablePDB")
    inherited_metadata: LabelsAndAnnotations | None = None
    service_account_template: ServiceAccountTemplate | None = None
    service_account_name: DnsName | None = None
    certificates: Certificates | None = None
    monitoring: Monitoring | None = None
    probes: Probes | None = None
    pod_security_context: PodSecurityContext | None = None
    security_context: SecurityContext | None = None
    seccomp_profile: SeccompProfile | None = None
    postgres_uid: Count | None = Field(default=None, alias="postgresUID")
    postgres_gid: Count | None = Field(default=None, alias="postgresGID")
    env: Items[EnvVar] | None = None
    env_from: Items[EnvFrom] | None = None
    projected_volume_template: ProjectedVolume | None = None
    ephemeral_volumes_size_limit: EphemeralVolumesSizeLimit | None = None
    replication_slots: ReplicationSlots | None = None
    min_sync_replicas: Count | None = None
    max_sync_replicas: Count | None = None
    start_delay: Count | None = None
    stop_delay: Count | None = None
    smart_shutdown_timeout: Count | None = None
    switchover_delay: Count | None = None
    failover_delay: Count | None = None
    primary_update_strategy: Literal["unsupervised", "supervised"] | None = None
    primary_update_method: Literal["switchover", "restart"] | None = None
    node_maintenance_window: NodeMaintenanceWindow | None = None
    log_level: Literal["error", "warning", "info", "debug", "trace"] | None = None


class Cluster(Resource):
    """A PostgreSQL primary with its standbys."""

    api_version: Literal["postgresql.cnpg.io/v1"]
    kind: Literal["Cluster"]
    spec: ClusterSpec
