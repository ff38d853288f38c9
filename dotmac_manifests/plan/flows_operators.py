"""Traffic of the operators' namespaces of a region.

Where an operator reaches into a tenant, or a tenant's pods into an operator, the flow comes with
the tenant; here stands what holds without any tenant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network
from urllib.parse import urlsplit

from dotmac_manifests.plan.flows import (
    DNS_PORTS,
    Addresses,
    Flow,
    Peer,
    Pods,
    existing,
    internet,
    tcp,
)
from dotmac_manifests.plan.flows_monitoring import monitoring_flows
from dotmac_manifests.plan.flows_region import api_server, dns, edge_pods
from dotmac_manifests.plan.model import RegionPlan
from dotmac_manifests.plan.names import PLATFORM_NAMESPACE
from dotmac_manifests.plan.operators import (
    NAMESPACES,
    NODE_EXPORTER_NAMESPACE,
    all_namespaces,
)

INSTANCE_LABEL = "app.kubernetes.io/instance"
ANYONE = Addresses(("0.0.0.0/0", "::/0"))
"""Clients of the edge; the load balancer keeps their addresses."""
PUBLIC_RESOLVERS = Addresses(("1.1.1.1/32", "8.8.8.8/32"))
"""Resolvers that see a public zone as the certificate authority does."""

CERTIFIER = ("cert-manager",)
"""cert-manager's controller; its webhook and injector need less."""

WEBHOOKS: Mapping[str, tuple[str, int]] = {
    "cert-manager": ("webhook", 10250),
    "external-secrets": ("external-secrets-webhook", 10250),
    "cloudnative-pg": ("cloudnative-pg", 9443),
}
"""Operator to the pods that the API server asks before it stores an object."""

API_CLIENTS: Mapping[str, Pods] = {
    "nginx-ingress": Pods(NAMESPACES["nginx-ingress"], ("nginx-ingress",)),
    "cert-manager": Pods.every(NAMESPACES["cert-manager"]),
    "external-secrets": Pods.every(NAMESPACES["external-secrets"]),
    "cloudnative-pg": Pods(NAMESPACES["cloudnative-pg"], ("cloudnative-pg",)),
    "plugin-barman-cloud": Pods(NAMESPACES["plugin-barman-cloud"], ("plugin-barman-cloud",)),
    "argo-rollouts": Pods(NAMESPACES["argo-rollouts"], ("argo-rollouts",)),
    "velero": Pods.every(NAMESPACES["velero"]),
    "external-dns": Pods(NAMESPACES["external-dns"], ("external-dns",)),
    "metrics-server": Pods(NAMESPACES["metrics-server"], ("metrics-server",)),
    "fluent-bit": Pods(NAMESPACES["fluent-bit"], ("fluent-bit",)),
    "cluster-autoscaler": Pods(
        NAMESPACES["cluster-autoscaler"], ("cluster-autoscaler",), INSTANCE_LABEL
    ),
}
"""Operator to its clients of the Kubernetes API; others have flows of their own. Velero's data
movers carry no label of the chart, so that its rule speaks of the whole namespace."""


def operator_flows(region: RegionPlan) -> tuple[Flow, ...]:
    """Who talks to whom among the operators, the API server, DNS and the outside."""
    parts = (*_common(region), *_special(region), *_identity(region), *monitoring_flows(region))
    return tuple(existing(parts))


def webhook_callers(region: RegionPlan) -> Addresses:
    """The API server as its webhooks see it: its endpoints, or a node that it tunnels through."""
    spec = region.spec.network
    networks = [ip_network(cidr) for cidr in (*spec.api_server_cidrs, *spec.node_cidrs)]
    v4 = collapse_addresses(found for found in networks if isinstance(found, IPv4Network))
    v6 = collapse_addresses(found for found in networks if isinstance(found, IPv6Network))
    return Addresses(tuple(str(found) for found in (*v4, *v6)))


def _common(region: RegionPlan) -> Iterator[Flow]:
    """What every operator needs: names, the API server, and the API server's questions."""
    for namespace in all_namespaces(region.operators):
        if namespace != NODE_EXPORTER_NAMESPACE:
            yield from dns(region, namespace)
    for operator in region.operators:
        if operator in API_CLIENTS:
            yield Flow(
                _unique("to-api-server", operator),
                (API_CLIENTS[operator],),
                *api_server(region),
                "watches and writes its objects",
            )
        if operator in WEBHOOKS:
            workload, port = WEBHOOKS[operator]
            yield Flow(
                "api-server-to-webhook",
                (webhook_callers(region),),
                Pods(NAMESPACES[operator], (workload,)),
                tcp(port),
                "admission and conversion of its objects",
            )


def _unique(name: str, operator: str) -> str:
    """Two operators that share a namespace keep their policies apart by name."""
    sharing = [found for found in NAMESPACES if NAMESPACES[found] == NAMESPACES[operator]]
    return name if sharing[0] == operator else f"{operator}-{name}"


def _special(region: RegionPlan) -> Iterator[Flow]:
    for operator in region.operators:
        if operator in SPECIAL:
            yield from SPECIAL[operator](region)


def _nginx(region: RegionPlan) -> Iterator[Flow]:
    yield Flow(
        "clients-to-edge",
        (ANYONE,),
        edge_pods(region),
        tcp(80, 443),
        "HTTP, which redirects; HTTPS",
    )


def _envoy(region: RegionPlan) -> Iterator[Flow]:
    """Ports of the proxies' pods: Envoy Gateway adds 10000 to a privileged listener port.

    Source: https://gateway.envoyproxy.io/docs/ (EnvoyProxy, `useListenerPortAsContainerPort`)
    """
    namespace = NAMESPACES["envoy-gateway"]
    controller = Pods(namespace, ("envoy-gateway",), "control-plane")
    yield Flow(
        "clients-to-edge",
        (ANYONE,),
        edge_pods(region),
        tcp(10080, 10443),
        "HTTP, which redirects; HTTPS",
    )
    yield Flow("proxies-to-controller", (edge_pods(region),), controller, tcp(18000), "routes, xDS")
    certificates = Pods(namespace, ("certgen",), "app")
    yield Flow(
        "to-api-server",
        (controller, certificates),
        *api_server(region),
        "watches routes, runs the proxies, keeps the certificates between both",
    )


def _cert_manager(region: RegionPlan) -> Iterator[Flow]:
    controller = Pods(NAMESPACES["cert-manager"], CERTIFIER)
    yield Flow(
        "to-internet",
        (controller,),
        internet(region.cluster_ranges),
        tcp(443),
        "certificate authority and the DNS provider's API",
    )
    yield Flow(
        "to-public-resolvers",
        (controller,),
        PUBLIC_RESOLVERS,
        DNS_PORTS,
        "sees whether a challenge is visible before the authority looks",
    )


def _external_secrets(region: RegionPlan) -> Iterator[Flow]:
    """The control plane brings the same flow for its own OpenBao, but comes too late: it needs
    secrets itself."""
    store = region.spec.secret_store
    target: Peer = Pods(PLATFORM_NAMESPACE, ("openbao",))
    port = 8200
    if store.server is not None:
        target, port = Addresses(store.cidrs), urlsplit(store.server).port or 443
    yield Flow(
        "to-secret-store",
        (Pods(NAMESPACES["external-secrets"], ("external-secrets",)),),
        target,
        tcp(port),
        "reads the secrets that it writes into namespaces",
    )


def _postgres(_: RegionPlan) -> Iterator[Flow]:
    namespace = NAMESPACES["cloudnative-pg"]
    yield Flow(
        "operator-to-backup-plugin",
        (Pods(namespace, ("cloudnative-pg",)),),
        Pods(namespace, ("plugin-barman-cloud",)),
        tcp(9090),
        "asks for backups, gRPC with certificates on both sides",
    )


def _velero(region: RegionPlan) -> Iterator[Flow]:
    yield Flow(
        "to-internet",
        (Pods.every(NAMESPACES["velero"]),),
        internet(region.cluster_ranges),
        tcp(443),
        "the backup bucket, which lies outside the cluster, and the provider's snapshots",
    )


def _external_dns(region: RegionPlan) -> Iterator[Flow]:
    yield Flow(
        "to-internet",
        (API_CLIENTS["external-dns"],),
        internet(region.cluster_ranges),
        tcp(443),
        "the DNS provider's API",
    )


def _cluster_autoscaler(region: RegionPlan) -> Iterator[Flow]:
    yield Flow(
        "to-internet",
        (API_CLIENTS["cluster-autoscaler"],),
        internet(region.cluster_ranges),
        tcp(443),
        "the provider's API of node groups",
    )


def _metrics_server(region: RegionPlan) -> Iterator[Flow]:
    server = API_CLIENTS["metrics-server"]
    nodes = Addresses(region.spec.network.node_cidrs)
    yield Flow("to-kubelets", (server,), nodes, tcp(10250), "usage of nodes and pods")
    yield Flow(
        "api-server-to-metrics",
        (webhook_callers(region),),
        server,
        tcp(10250),
        "serves metrics.k8s.io, which autoscalers read",
    )


def _identity(region: RegionPlan) -> Iterator[Flow]:
    """Agents on the node that hand a pod the cloud identity of its service account.

    AWS roles named in the region's file are assumed over the Internet and need no agent.
    Source: https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity and
    https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html
    """
    if region.spec.provider == "gcp" and region.spec.dns.provider == "clouddns":
        agent, ports = Addresses(("169.254.169.252/32", "169.254.169.254/32")), tcp(80, 988)
        for client in (API_CLIENTS["external-dns"], Pods(NAMESPACES["cert-manager"], CERTIFIER)):
            yield Flow("to-identity", (client,), agent, ports, "its own cloud identity")
    if "cluster-autoscaler" in region.operators:
        agent, ports = Addresses(("169.254.170.23/32", "fd00:ec2::23/128")), tcp(80)
        client = API_CLIENTS["cluster-autoscaler"]
        yield Flow("to-identity", (client,), agent, ports, "its own cloud identity")


SPECIAL: Mapping[str, Callable[[RegionPlan], Iterator[Flow]]] = {
    "nginx-ingress": _nginx,
    "envoy-gateway": _envoy,
    "cert-manager": _cert_manager,
    "external-secrets": _external_secrets,
    "cloudnative-pg": _postgres,
    "velero": _velero,
    "external-dns": _external_dns,
    "metrics-server": _metrics_server,
    "cluster-autoscaler": _cluster_autoscaler,
}
"""What one operator needs beyond the common."""
