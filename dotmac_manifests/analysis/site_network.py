"""What YAML cannot tell of the network: who may speak to whom across a wall, and where DNS is.

Links are written like ``isp-backend celery-worker -> postgres: 5432 1812/UDP``. A name alone is a
workload in a tenant's namespace, ``namespace/name`` one elsewhere, and `*` stands for anything.
Names are the values of the labels in ``identity_labels``.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field, Strict

from dotmac_manifests.analysis.site_base import SitePart, Texts

_PORT = r"[0-9]{1,5}(?:/(?:TCP|UDP|SCTP))?"
LINK = re.compile(rf"(?P<sources>\S+(?: \S+)*) -> (?P<target>\S+): (?P<ports>{_PORT}(?: {_PORT})*)")
"""How a link is written."""


def _link(text: str) -> str:
    if not LINK.fullmatch(text):
        raise ValueError(f"{text!r} is no link; write it like `app worker -> postgres: 5432`")
    return text


Links = Annotated[tuple[Annotated[str, AfterValidator(_link)], ...], Strict(False)]


class NetworkSite(SitePart):
    """Facts about the network of the place where the manifests will run."""

    identity_labels: Texts = Field(
        default=(
            "app.kubernetes.io/name",
            "cnpg.io/cluster",
            "k8s-app",
            "app",
            "gateway.envoyproxy.io/owning-gateway-name",
        ),
        description="Labels of pods whose value names a workload.",
    )
    coarse_labels: Texts = Field(
        default=("app.kubernetes.io/instance",),
        description="Labels that name a workload where no other does, in operators' namespaces.",
    )
    shared_identities: Texts = Field(
        default=("shared-services/bucket-provisioner",),
        description="Names, `namespace/name`, that several workloads bear on purpose.",
    )
    edge_namespaces: Texts = Field(
        default=("nginx-ingress", "envoy-gateway-system"),
        description="Namespaces of the pods that bring in traffic from outside.",
    )
    edge: Links = Field(
        default=(
            "edge -> isp-ops-app: 3000",
            "edge -> isp-backend: 8000",
            "edge -> grafana: 3001",
            "edge -> genieacs-cwmp: 7547",
            "edge -> platform-admin/platform-admin-app: 3000",
            "edge -> platform-admin/platform-backend: 8000",
        ),
        description="What the edge may reach; the source is always `edge`.",
    )
    outside: Links = Field(
        default=(
            "addresses -> freeradius: 1812/UDP 1813/UDP",
            "addresses -> wireguard: 51820/UDP",
        ),
        description="What named addresses may reach; the source is always `addresses`.",
    )
    into_tenants: Links = Field(
        default=(
            "platform-admin/platform-backend -> isp-backend: 8000",
            "cnpg-system/cloudnative-pg -> postgres: 8000",
            "argo-rollouts/argo-rollouts -> prometheus: 9090",
        ),
        description="Who outside a tenant may reach what in it, the edge apart.",
    )
    out_of_tenants: Links = Field(
        default=(
            "isp-backend -> platform-admin/platform-backend: 8000",
            "fluent-bit grafana -> shared-services/loki-gateway: 8080",
            "isp-ops-app isp-backend isp-backend-migrate celery-worker celery-beat"
            " -> shared-services/jaeger: 4317 4318",
            "isp-backend celery-worker netbox netbox-worker mongodb-backup mongodb-final-backup"
            " postgres-backup postgres-final-backup postgres"
            " -> shared-services/object-storage: 9000",
        ),
        description="What a tenant's pods may reach outside it, DNS apart.",
    )
    secret_store: Links = Field(
        default=(
            "external-secrets/external-secrets platform-admin/platform-backend"
            " platform-admin/openbao -> platform-admin/openbao: 8200",
            "platform-admin/openbao -> platform-admin/openbao: 8201",
        ),
        description="Who may reach the secret store; nobody else may, on any port.",
    )
    data: Links = Field(
        default=(
            "isp-backend isp-backend-migrate celery-worker celery-beat netbox netbox-worker"
            " freeradius postgres postgres-init postgres-backup postgres-final-backup"
            " platform-backend platform-migrate -> postgres: 5432",
            "isp-backend isp-backend-migrate celery-worker celery-beat netbox netbox-worker redis"
            " platform-backend platform-migrate -> redis: 6379",
            "isp-backend isp-backend-migrate celery-worker celery-beat netbox netbox-worker"
            " -> redis-cache: 6379",
            "genieacs-cwmp genieacs-nbi genieacs-fs mongodb mongodb-init mongodb-backup"
            " mongodb-final-backup -> mongodb: 27017",
            "isp-backend -> genieacs-nbi: 7557",
        ),
        description="Who in the same namespace, a tenant's or ours, may reach the data in it.",
    )
    dns_peers: Texts = Field(
        default=("kube-system/kube-dns",), description="Pods that answer DNS, `namespace/name`."
    )
    dns_cidrs: Texts = Field(
        default=("169.254.20.10/32",), description="Addresses of the node's own DNS cache."
    )
    addresses: Links = Field(
        default=(
            "freeradius -> any: 3799/UDP",
            "argocd/argocd-repo-server -> internet: 22",
            "cert-manager/cert-manager -> internet: 53 53/UDP",
            "external-secrets/external-secrets -> cluster: 8200",
            "monitoring/prometheus -> cluster: 9100 10250",
            "metrics-server/metrics-server -> cluster: 10250",
            "cluster-autoscaler/cluster-autoscaler -> 169.254.170.23/32: 80",
            "cluster-autoscaler/cluster-autoscaler -> fd00:ec2::23/128: 80",
            "external-dns/external-dns cert-manager/cert-manager -> 169.254.169.252/32: 80 988",
            "external-dns/external-dns cert-manager/cert-manager -> 169.254.169.254/32: 80 988",
        ),
        description="Which addresses pods may reach beside the Internet's port 443, the API"
        " server and databases: `internet`, `cluster`, `any` of the two, or a block exactly.",
    )
    internet_ports: Texts = Field(default=("443",), description="Ports open on the Internet.")
    api_ports: Texts = Field(
        default=("443", "6443"), description="Ports of the API server and of its Service."
    )
    api_clients: Texts = Field(
        default=("postgres", "prometheus", "platform-admin/postgres", "platform-admin/openbao"),
        description="Workloads of tenants and of the platform that need the API server.",
    )
    load_balancers: Texts = Field(
        default=("freeradius-nas", "wireguard"),
        description="Services of tenants that may be of type LoadBalancer; those of the edge may.",
    )
