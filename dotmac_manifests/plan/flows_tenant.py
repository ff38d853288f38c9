"""The only traffic a tenant takes part in (spec: "Flows"), and what its operators need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from dotmac_manifests.plan import names
from dotmac_manifests.plan.flows import (
    Addresses,
    Flow,
    Peer,
    Pods,
    Port,
    existing,
    internet,
    tcp,
    udp,
)
from dotmac_manifests.plan.flows_region import api_server, dns, edge_pods, store_peer
from dotmac_manifests.plan.metrics import CNPG_CLUSTER_KEY, CNPG_METRICS, METRICS
from dotmac_manifests.spec.tenant import TenantSpec

if TYPE_CHECKING:
    from dotmac_manifests.plan.model import RegionPlan


@dataclass(frozen=True)
class TenantTraffic:
    """Derives the flows of one tenant; ``workloads`` are those that it runs, jobs included."""

    slug: str
    spec: TenantSpec
    region: RegionPlan
    database_mode: str
    workloads: frozenset[str]
    local_platform: bool

    def pods(self, *workloads: str) -> Pods:
        """Pods of the tenant's workloads; those it does not run are left out."""
        known = tuple(name for name in workloads if name in self.workloads)
        return Pods(names.tenant_namespace(self.slug), known)

    @property
    def postgres(self) -> Peer:
        """The tenant's database, wherever it is."""
        if self.database_mode == "external":
            return Addresses(self.region.spec.network.database_cidrs)
        if self.database_mode == "cnpg":
            return Pods(names.tenant_namespace(self.slug), ("postgres",), CNPG_CLUSTER_KEY)
        return self.pods("postgres")

    def _application(self) -> Pods:
        """Every process of the application's images: all of them send logs and traces."""
        return self.pods(
            "isp-ops-app", "isp-backend", "isp-backend-migrate", "celery-worker", "celery-beat"
        )

    def flows(self) -> tuple[Flow, ...]:
        """All flows of the tenant, in the order of the specification."""
        parts = (
            self._inside(),
            self._database(),
            self._monitoring(),
            self._into(),
            self._out(),
        )
        return tuple(existing(chain.from_iterable(parts)))

    def _flow(
        self, name: str, sources: tuple[str, ...], target: str, ports: tuple[Port, ...], why: str
    ) -> Flow:
        """A flow between workloads of the tenant."""
        return Flow(name, (self.pods(*sources),), self.pods(target), ports, why)

    def _inside(self) -> Iterator[Flow]:
        backend, netbox = ("isp-backend",), ("netbox", "netbox-worker")
        yield self._flow("app-to-backend", ("isp-ops-app",), "isp-backend", tcp(8000), "API calls")
        for workload, port in (("isp-ops-app", 3000), ("isp-backend", 8000)):
            name, why = f"smoke-test-to-{workload}", "does the new release answer?"
            yield self._flow(name, ("smoke-test",), workload, tcp(port), why)
        queue = (*backend, "isp-backend-migrate", "celery-worker", "celery-beat", *netbox)
        yield self._flow("to-redis", queue, "redis", tcp(6379), "broker and results")
        yield self._flow("to-redis-cache", queue, "redis-cache", tcp(6379), "cache")
        yield self._flow("redis-replication", ("redis",), "redis", tcp(6379), "replicas follow")
        radius = udp(1812, 1813, 3799) if self.spec.network.coa else udp(1812, 1813)
        why = "test logins, disconnects"
        yield self._flow("backend-to-radius", backend, "freeradius", radius, why)
        yield self._flow("backend-to-netbox", backend, "netbox", tcp(8080), "IPAM and DCIM")
        why = "the NBI has no authentication of its own: nobody else may reach it"
        yield self._flow("backend-to-genieacs-nbi", backend, "genieacs-nbi", tcp(7557), why)
        genieacs = ("genieacs-cwmp", "genieacs-nbi", "genieacs-fs")
        store = (
            *genieacs,
            "mongodb-backup",
            "mongodb-final-backup",
            "mongodb-init",
            "mongodb",
        )
        why = "GenieACS's store, its replica set, its users and its backup"
        yield self._flow("to-mongodb", store, "mongodb", tcp(27017), why)

    def _database(self) -> Iterator[Flow]:
        clients = self.pods(
            "isp-backend",
            "isp-backend-migrate",
            "celery-worker",
            "celery-beat",
            "netbox",
            "netbox-worker",
            "freeradius",
            "postgres-backup",
            "postgres-final-backup",
            "postgres-init",
        )
        yield Flow("to-postgres", (clients,), self.postgres, tcp(5432), "SQL")
        if self.database_mode == "cnpg":
            yield Flow(
                "postgres-replication",
                (self.postgres,),
                self.postgres,
                tcp(5432, 8000),
                "standbys follow, and the primary proves that it is not cut off",
            )
            yield Flow(
                "cnpg-to-postgres",
                (Pods("cnpg-system", ("cloudnative-pg",)),),
                self.postgres,
                tcp(8000),
                "the operator asks each instance for its state",
            )
            yield Flow(
                "postgres-to-api-server",
                (self.postgres,),
                *api_server(self.region),
                "the instance manager follows its Cluster object",
            )

    def _monitoring(self) -> Iterator[Flow]:
        pods = self.pods
        yield Flow(
            "to-prometheus",
            (pods("isp-backend", "grafana"),),
            pods("prometheus"),
            tcp(9090),
            "queries",
        )
        if self.spec.canary:
            yield Flow(
                "rollouts-to-prometheus",
                (Pods("argo-rollouts", ("argo-rollouts",)),),
                pods("prometheus"),
                tcp(9090),
                "analysis of a canary",
            )
        for workload, port in METRICS:
            yield Flow(
                f"prometheus-to-{workload}",
                (pods("prometheus"),),
                pods(workload),
                tcp(port),
                "metrics",
            )
        if self.database_mode == "cnpg":
            yield Flow(
                "prometheus-to-postgres",
                (pods("prometheus"),),
                self.postgres,
                tcp(CNPG_METRICS),
                "metrics",
            )
        yield Flow(
            "prometheus-to-api-server",
            (pods("prometheus"),),
            *api_server(self.region),
            "service discovery in its own namespace",
        )
        yield Flow(
            "to-fluent-bit",
            (self._application(),),
            pods("fluent-bit"),
            tcp(24224),
            "structured logs by the forward protocol",
        )

    def _into(self) -> Iterator[Flow]:
        pods, edge = self.pods, edge_pods(self.region)
        for workload, port in (
            ("isp-ops-app", 3000),
            ("isp-backend", 8000),
            ("grafana", 3001),
        ):
            yield Flow(f"edge-to-{workload}", (edge,), pods(workload), tcp(port), "HTTPS clients")
        if self.spec.network.cpe_cidrs:
            yield Flow(
                "edge-to-genieacs-cwmp", (edge,), pods("genieacs-cwmp"), tcp(7547), "CPE, TR-069"
            )
        if self.local_platform:
            yield Flow(
                "platform-to-backend",
                (Pods(names.PLATFORM_NAMESPACE, ("platform-backend",)),),
                pods("isp-backend"),
                tcp(8000),
                "the control plane manages its tenants",
            )
        network = self.spec.network
        if "freeradius" in self.workloads and network.nas_cidrs:
            yield Flow(
                "nas-to-radius",
                (Addresses(network.nas_cidrs),),
                pods("freeradius"),
                udp(1812, 1813),
                "authentication and accounting",
            )
        if network.vpn and "wireguard" in self.workloads:
            yield Flow(
                "peers-to-wireguard",
                (Addresses(network.vpn.source_cidrs),),
                Pods(names.vpn_namespace(self.slug), ("wireguard",)),
                udp(51820),
                "VPN peers",
            )

    def _out(self) -> Iterator[Flow]:
        pods, region = self.pods, self.region
        yield from dns(region, names.tenant_namespace(self.slug))
        if self.local_platform:
            yield Flow(
                "backend-to-platform",
                (pods("isp-backend"),),
                Pods(names.PLATFORM_NAMESPACE, ("platform-backend",)),
                tcp(8000),
                "licences and platform API",
            )
        yield Flow(
            "to-internet",
            (pods("isp-ops-app", "isp-backend", "celery-worker"),),
            internet(region.cluster_ranges),
            tcp(443),
            "payment, messaging and platform APIs over HTTPS",
        )
        storage_users: tuple[Peer, ...] = (
            pods(
                "isp-backend",
                "celery-worker",
                "netbox",
                "netbox-worker",
                "mongodb-backup",
                "mongodb-final-backup",
                "postgres-backup",
                "postgres-final-backup",
            ),
        )
        if self.database_mode == "cnpg":
            storage_users = (*storage_users, self.postgres)
        target, ports = store_peer(region)
        yield Flow("to-object-storage", storage_users, target, ports, "own bucket")
        shared = names.SHARED_NAMESPACE
        yield Flow(
            "to-loki",
            (pods("fluent-bit", "grafana"),),
            Pods(shared, ("loki-gateway",)),
            tcp(8080),
            "logs, through the proxy that sets the tenant",
        )
        yield Flow(
            "to-jaeger",
            (self._application(),),
            Pods(shared, ("jaeger",)),
            tcp(4317, 4318),
            "traces, OTLP",
        )
        if self.spec.network.coa and "freeradius" in self.workloads:
            yield Flow(
                "radius-to-nas",
                (pods("freeradius"),),
                Addresses(self.spec.network.nas_cidrs),
                udp(3799),
                "change of authorisation",
            )
