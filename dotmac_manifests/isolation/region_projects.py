"""A region in Argo CD, but for its tenants: which projects bound what, and in which order.

Waves between applications wait for health, so the order is one in which nothing waits for
something later: Argo CD's own objects, by the waves of their kinds; what needs no operator; the
operators' walls; operators without credentials; issuers and the edge; the secrets engine, where
this cluster has it; operators with credentials; shared services; the control plane; tenants.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dotmac_manifests.components.argo import OPTIONS, Project, Source
from dotmac_manifests.components.operator_chart import Kind
from dotmac_manifests.components.operator_credentials import credentials
from dotmac_manifests.plan import names
from dotmac_manifests.plan.flows import by_namespace
from dotmac_manifests.plan.flows_platform import control_plane_flows
from dotmac_manifests.plan.model import RegionPlan
from dotmac_manifests.plan.operators import NAMESPACES, all_namespaces

RBAC = "rbac.authorization.k8s.io"
ADMISSION = "admissionregistration.k8s.io"
CERTIFICATES = "cert-manager.io"
EXTERNAL_SECRETS = "external-secrets.io"
GATEWAY = "gateway.networking.k8s.io"
ENVOY = "gateway.envoyproxy.io"
NAMESPACE: Kind = ("", "Namespace")
WALLS: tuple[Kind, ...] = (
    ("", "LimitRange"),
    ("", "ServiceAccount"),
    ("networking.k8s.io", "NetworkPolicy"),
)
SECRETS: tuple[Kind, ...] = (
    ("", "ServiceAccount"),
    (CERTIFICATES, "Certificate"),
    (EXTERNAL_SECRETS, "ExternalSecret"),
    (EXTERNAL_SECRETS, "SecretStore"),
)
WORKLOADS: tuple[Kind, ...] = (
    *SECRETS,
    ("", "ConfigMap"),
    ("", "Service"),
    ("apps", "Deployment"),
    ("apps", "StatefulSet"),
    ("batch", "Job"),
    ("networking.k8s.io", "NetworkPolicy"),
)
"""What the platform's own namespaces have in common."""
CONTROL_PLANE: tuple[Kind, ...] = (
    ("argoproj.io", "AnalysisTemplate"),
    ("argoproj.io", "Rollout"),
    ("barmancloud.cnpg.io", "ObjectStore"),
    ("postgresql.cnpg.io", "Cluster"),
    ("postgresql.cnpg.io", "ScheduledBackup"),
    ("velero.io", "Schedule"),
)
SHARED: tuple[Kind, ...] = (
    ("", "LimitRange"),
    ("", "ResourceQuota"),
    ("policy", "PodDisruptionBudget"),
    ("velero.io", "BackupStorageLocation"),
    ("velero.io", "VolumeSnapshotLocation"),
)
FIRST = ("namespace.yaml", "isolation.yaml", "access.yaml", "openbao.yaml")
"""Files of the control plane that stand before any secret can be read."""
AFTER_CRDS = (*OPTIONS, "SkipDryRunOnMissingResource=true")


@dataclass(frozen=True, kw_only=True)
class Part:
    """A folder of the region, or some of its files, as an application with its own project.

    ``namespaces`` are all that it may write to, its own first.
    """

    name: str
    folder: str
    wave: int
    description: str
    namespaces: Sequence[str]
    kinds: Sequence[Kind] = ()
    cluster_kinds: Sequence[Kind] = ()
    include: str | None = None
    exclude: str | None = None
    options: Sequence[str] = OPTIONS

    def source(self, region: RegionPlan) -> Source:
        """Where its manifests come from."""
        return Source.folder(region, self.folder, include=self.include, exclude=self.exclude)

    def project(self, region: RegionPlan) -> Project:
        """What bounds it."""
        return Project(
            name=f"platform-{self.name}",
            description=self.description,
            repositories=[region.platform.git.repo_url],
            namespaces=self.namespaces,
            kinds=[(kind[0], kind[1]) for kind in self.kinds],
            cluster_kinds=self.cluster_kinds,
        )


def glob(files: Sequence[str]) -> str:
    """One pattern for several files."""
    return "{" + ",".join(files) + "}" if len(files) > 1 else files[0]


def parts(
    region: RegionPlan, after_operators: Sequence[str], credentials_file: str, edge_service: str
) -> Iterator[Part]:
    """All parts of a region; the arguments name files that do not go with their folder."""
    operators = all_namespaces(region.operators)
    yield from _cluster(region, after_operators)
    yield Part(
        name="operators",
        folder="operators",
        wave=-18,
        description="Namespaces of the operators, and what bounds them.",
        exclude=glob((credentials_file, edge_service)),
        namespaces=operators,
        kinds=(*WALLS, ("policy", "PodDisruptionBudget")),
        cluster_kinds=[(*NAMESPACE, namespace) for namespace in operators],
    )
    if region.spec.edge.mode == "ingress":
        yield Part(
            name="edge-service",
            folder="operators",
            wave=1,  # Ingresses are healthy only once it has an address
            description="The load balancer before the ingress controller.",
            include=edge_service,
            namespaces=(region.edge_namespace,),
            kinds=(("", "Service"),),
        )
    yield Part(
        name="credentials",
        folder="operators",
        wave=8,
        description="What operators log in with.",
        include=credentials_file,
        namespaces=tuple(
            dict.fromkeys(NAMESPACES[found.operator] for found in credentials(region))
        ),
        kinds=SECRETS,
    )
    if region.spec.primary:
        yield from _control_plane(region)
    yield Part(
        name=names.SHARED_NAMESPACE,
        folder=names.SHARED_NAMESPACE,
        wave=12,
        description="Object storage, logs and traces of the region.",
        namespaces=(names.SHARED_NAMESPACE, NAMESPACES["velero"]),
        kinds=(*WORKLOADS, *SHARED),
        cluster_kinds=[(*NAMESPACE, names.SHARED_NAMESPACE)],
    )


def _cluster(region: RegionPlan, after_operators: Sequence[str]) -> Iterator[Part]:
    later = glob(after_operators)
    yield Part(
        name="cluster",
        folder="cluster",
        wave=-20,
        description="Classes, admission and fairness of the cluster.",
        exclude=later,
        namespaces=(names.ARGOCD_NAMESPACE,),  # an application needs one; it writes to none
        cluster_kinds=(
            ("scheduling.k8s.io", "PriorityClass", "dotmac-*"),
            ("storage.k8s.io", "StorageClass", region.spec.storage_class.name),
            (ADMISSION, "ValidatingAdmissionPolicy", "dotmac-*"),
            (ADMISSION, "ValidatingAdmissionPolicyBinding", "dotmac-*"),
            ("flowcontrol.apiserver.k8s.io", "FlowSchema", "dotmac-*"),
            ("flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration", "dotmac-*"),
        ),
    )
    gateway = region.spec.edge.mode == "gateway"
    edge_class: Kind = (
        (GATEWAY, "GatewayClass") if gateway else ("networking.k8s.io", "IngressClass")
    )
    routes: tuple[Kind, ...] = (
        (ENVOY, "ClientTrafficPolicy"),
        (ENVOY, "EnvoyProxy"),
        (GATEWAY, "Gateway"),
        (GATEWAY, "HTTPRoute"),
        *SECRETS[:1],
        *SECRETS[2:],
    )
    yield Part(
        name="foundations",
        folder="cluster",
        wave=0,
        description="Issuers, snapshots and the edge, of kinds that the operators bring.",
        include=later,
        namespaces=(region.edge_namespace, NAMESPACES["cert-manager"]),
        kinds=((CERTIFICATES, "Certificate"), *(routes if gateway else ())),
        cluster_kinds=(
            (CERTIFICATES, "ClusterIssuer"),
            ("snapshot.storage.k8s.io", "VolumeSnapshotClass"),
            (*edge_class, region.spec.edge.class_name),
        ),
        options=AFTER_CRDS,
    )


def _control_plane(region: RegionPlan) -> Iterator[Part]:
    """The secrets engine first; then what reads from it, and what other namespaces grant."""
    own = names.PLATFORM_NAMESPACE
    others = set(by_namespace(control_plane_flows(region))) - {own, names.DNS_NAMESPACE}
    walls: tuple[Kind, ...] = (*WALLS, ("", "ResourceQuota"))
    gateway = region.spec.edge.mode == "gateway"
    route: Kind = (GATEWAY, "HTTPRoute") if gateway else ("networking.k8s.io", "Ingress")
    yield Part(
        name="secrets-engine",
        folder=own,
        wave=5,
        description="The control plane's namespace, and OpenBao, which needs no secret of its own.",
        include=glob(FIRST),
        namespaces=(own,),
        kinds=(
            *walls,
            ("", "ConfigMap"),
            ("", "Service"),
            ("apps", "StatefulSet"),
            (CERTIFICATES, "Certificate"),
            ("policy", "PodDisruptionBudget"),
        ),
        cluster_kinds=(
            (*NAMESPACE, own),
            (RBAC, "ClusterRole", "dotmac-openbao-*"),
            (RBAC, "ClusterRoleBinding", "dotmac-openbao-*"),
        ),
    )
    yield Part(
        name=own,
        folder=own,
        wave=15,  # it grants itself the way into shared services' namespace
        description="The control plane of the environment.",
        exclude=glob(FIRST),
        namespaces=(own, *sorted(others), NAMESPACES["velero"]),
        kinds=(*WORKLOADS, *CONTROL_PLANE, route),
    )
