"""Ways out of a namespace that are no packets."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from textwrap import dedent
from typing import Any

from dotmac_manifests.analysis.load import parse
from tests.analysis.rules.judge import Body, Weakened
from tests.analysis.rules.mutations.edits import (
    Change,
    Ways,
    add,
    both,
    cut,
    drop,
    mutations,
    on,
    pod,
    put,
)
from tests.analysis.rules.mutations.places import AP, EU, STAGING, US

CITYNET = f"{US} Namespace tenant-citynet"
VPN = f"{US} Namespace tenant-fast-fiber-vpn"
ROUTE = f"{AP} HTTPRoute tenant-lion-net/isp-ops-isp-ops-app"
LISTENERS = f"{AP} ListenerSet tenant-lion-net/portal-lionnet-example"
INGRESS = f"{US} Ingress tenant-citynet/isp-ops-ingress"
TARGETS = f"{US} ConfigMap tenant-citynet/prometheus-config"
DATABASE = f"{US} Cluster tenant-citynet/postgres"
SYNC = ("metadata", "annotations", "argocd.argoproj.io/sync-options")
HOSTS = ("metadata", "annotations", "dotmac.io/hosts")
CONFIRMED = "Prune=confirm,Delete=confirm"
PAUSED = """
    apiVersion: v1
    kind: Namespace
    metadata: {name: tenant-citynet, labels: {dotmac.io/lifecycle: paused}}
"""


def label(name: str) -> tuple[str, ...]:
    """Path of a label."""
    return ("metadata", "labels", name)


def _stage(address: str, stage: str) -> Change:
    """Say where a tenant stands."""
    return on(address, put(label("dotmac.io/lifecycle"), stage))


def _asked(address: str) -> Change:
    """Let a namespace go once somebody confirms it."""
    return on(address, put(SYNC, CONFIRMED))


def thing(api: str, kind: str, name: str, namespace: str = "") -> str:
    """An object with nothing in it."""
    place = f", namespace: {namespace}" if namespace else ""
    return f"{{apiVersion: {api}, kind: {kind}, metadata: {{name: {name}{place}}}, spec: {{}}}}"


def in_folder(region: str, tenant: str, text: str) -> Change:
    """Add objects to a tenant's folder."""

    def change(fleet: Weakened) -> None:
        beside = next(
            found
            for found in fleet.manifests
            if found.cluster.endswith(f"/{region}") and found.ref.namespace == f"tenant-{tenant}"
        )
        file = str(PurePath(beside.file).parent / "extra.yaml")
        fleet.manifests += [
            replace(found, cluster=beside.cluster, file=file) for found in parse(dedent(text))
        ]

    return change


def replaced(old: str, new: str) -> Any:
    """Change the text of every entry of a ConfigMap."""

    def edit(body: Body) -> None:
        body["data"] = {name: text.replace(old, new) for name, text in body["data"].items()}

    return edit


def discovery(new: str) -> Change:
    """Let a tenant's Prometheus look somewhere else."""
    return on(TARGETS, replaced('"own_namespace": true', new))


WAYS: Ways = {
    "E01": (
        ("daemon-set", add(US, thing("apps/v1", "DaemonSet", "x", "tenant-citynet"))),
        (
            "reference-grant",
            add(
                AP,
                thing(
                    "gateway.networking.k8s.io/v1beta1", "ReferenceGrant", "x", "tenant-lion-net"
                ),
            ),
        ),
        ("slices", add(EU, thing("discovery.k8s.io/v1", "EndpointSlice", "x", "tenant-nordlicht"))),
        ("endpoints", add(US, thing("v1", "Endpoints", "redis", "tenant-fast-fiber"))),
        ("issuer", add(US, thing("cert-manager.io/v1", "Issuer", "x", "tenant-fast-fiber-vpn"))),
        (
            "push-secret",
            add(US, thing("external-secrets.io/v1alpha1", "PushSecret", "x", "tenant-metro-fiber")),
        ),
        (
            "application",
            add(US, thing("argoproj.io/v1alpha1", "Application", "x", "tenant-citynet")),
        ),
        ("unknown", add(STAGING, thing("example.com/v1", "Anything", "x", "tenant-demo-isp"))),
        ("other-group", add(US, thing("example.com/v1", "Deployment", "x", "tenant-citynet"))),
        (
            "cluster-kind-with-a-namespace",
            add(US, thing("rbac.authorization.k8s.io/v1", "ClusterRole", "x", "tenant-citynet")),
        ),
    ),
    "E02": (
        ("backend-of-another", on(ROUTE, put("spec.rules.0.backendRefs.0.namespace", "velero"))),
        ("gateway-of-a-tenant", on(ROUTE, put("spec.parentRefs.0.namespace", "tenant-nordlicht"))),
        ("unknown-gateway", on(ROUTE, put("spec.parentRefs.0.namespace", "kube-system"))),
        ("renamed-gateway", on(ROUTE, put("spec.parentRefs.0.name", "other"))),
        (
            "listeners-for-all",
            on(LISTENERS, put("spec.listeners.0.allowedRoutes.namespaces", {"from": "All"})),
        ),
        (
            "issuer-of-another",
            on(
                f"{AP} Certificate tenant-lion-net/portal-lionnet-example-tls",
                put("spec.issuerRef", {"kind": "ClusterIssuer", "name": "other"}),
            ),
        ),
        ("issuer-dropped", drop(f"{AP} ClusterIssuer letsencrypt")),
        ("source-of-data", on(DATABASE, put("spec.bootstrap.recovery.namespace", "tenant-x"))),
        ("unknown-field", on(DATABASE, put("spec.watchNamespaces", ["tenant-fast-fiber"]))),
        (
            "claim-from-a-snapshot",
            on(
                f"{US} PersistentVolumeClaim tenant-fast-fiber-vpn/wireguard-data",
                put("spec.dataSourceRef", {"namespace": "tenant-citynet", "name": "x"}),
            ),
        ),
        (
            "affinity-to-others",
            on(
                f"{US} Deployment tenant-citynet/celery-worker",
                pod(put("affinity.podAffinity", {"x": [{"namespaceSelector": {}}]})),
            ),
        ),
        (
            "annotation",
            on(
                INGRESS,
                put(("metadata", "annotations", "nginx.org/policies"), "tenant-fast-fiber/x"),
            ),
        ),
        ("targets-anywhere", discovery('"names": []')),
        ("targets-of-another", discovery('"names": ["tenant-fast-fiber"]')),
        ("targets-of-another-too", discovery('"own_namespace": true, "names": ["velero"]')),
        ("targets-unreadable", discovery('"own_namespace": tru')),
    ),
    "E03": (
        (
            "definition",
            in_folder(
                US, "citynet", thing("apiextensions.k8s.io/v1", "CustomResourceDefinition", "x")
            ),
        ),
        (
            "webhook",
            in_folder(
                EU,
                "nordlicht",
                thing("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", "x"),
            ),
        ),
        ("volume", in_folder(AP, "lion-net", thing("v1", "PersistentVolume", "x"))),
        ("class", in_folder(US, "metro-fiber", thing("storage.k8s.io/v1", "StorageClass", "x"))),
        ("foreign-namespace", in_folder(US, "citynet", thing("v1", "Namespace", "kube-public"))),
        ("unknown", in_folder(STAGING, "demo-isp", thing("example.com/v1", "Anything", "x"))),
        ("by-name", add(US, thing("scheduling.k8s.io/v1", "PriorityClass", "tenant-citynet-1"))),
        (
            "by-label",
            on(
                f"{US} StorageClass dotmac-encrypted",
                put(label("dotmac.io/tenant-slug"), "citynet"),
            ),
        ),
        (
            "in-a-stream",
            add(
                US,
                thing("v1", "ConfigMap", "x", "tenant-citynet")
                + "\n---\n"
                + thing("apiregistration.k8s.io/v1", "APIService", "x"),
            ),
        ),
    ),
    "E04": (
        ("no-id", on(CITYNET, cut(label("dotmac.io/tenant-id")))),
        ("no-component", on(CITYNET, cut(label("app.kubernetes.io/component")))),
        ("no-region", on(f"{EU} Namespace tenant-nordlicht", cut(label("dotmac.io/region")))),
        ("no-version", on(CITYNET, cut(label("pod-security.kubernetes.io/enforce-version")))),
        ("no-warning", on(VPN, cut(label("pod-security.kubernetes.io/warn")))),
        ("another-tenant", on(CITYNET, put(label("dotmac.io/tenant-slug"), "fast-fiber"))),
        ("no-slug", on(VPN, cut(label("dotmac.io/tenant-slug")))),
        ("vpn-component", on(CITYNET, put(label("app.kubernetes.io/component"), "tenant-vpn"))),
        ("plain-component", on(VPN, put(label("app.kubernetes.io/component"), "tenant"))),
        ("other-plan", on(VPN, put(label("dotmac.io/plan-tier"), "enterprise"))),
        ("other-id", on(VPN, put(label("dotmac.io/tenant-id"), "citynet-isp-456"))),
        ("pruned", on(CITYNET, put(SYNC, "Delete=false"))),
        ("deleted", on(VPN, cut(SYNC))),
        ("dropped", drop(f"{AP} Namespace tenant-lion-net")),
        ("asked-for-one-that-is-served", on(CITYNET, put(SYNC, CONFIRMED))),
        ("asked-for-one-that-is-paused", both(_stage(CITYNET, "paused"), _asked(CITYNET))),
        ("removable-but-served", both(_stage(CITYNET, "removable"), _asked(CITYNET))),
        ("remains-that-run", both(_stage(CITYNET, "remains"), on(CITYNET, cut(HOSTS)))),
        ("data-that-is-served", _stage(CITYNET, "data-only")),
        ("unknown-stage", _stage(CITYNET, "retired")),
        ("half-removable", _stage(VPN, "removable")),
    ),
    "E06": (
        (
            "other-tenants",
            in_folder(US, "citynet", thing("v1", "ConfigMap", "x", "shared-services")),
        ),
        (
            "role-in-the-control-plane",
            in_folder(
                US, "citynet", thing("rbac.authorization.k8s.io/v1", "Role", "x", "platform-admin")
            ),
        ),
        (
            "nameless-grant",
            in_folder(
                EU, "nordlicht", thing("networking.k8s.io/v1", "NetworkPolicy", "x", "velero")
            ),
        ),
        (
            "grant-of-another",
            on(
                f"{US} NetworkPolicy platform-admin/tenant-fast-fiber-backend-to-platform-ingress",
                put("metadata.name", "tenant-citynet-backend-to-platform"),
            ),
        ),
        (
            "job-of-another",
            on(
                f"{US} Job shared-services/bucket-fast-fiber",
                put("metadata.name", "bucket-citynet-2"),
            ),
        ),
        (
            "schedule-of-another",
            on(
                f"{EU} Schedule velero/tenant-nordlicht",
                put("metadata.name", "tenant-harbor-link-2"),
            ),
        ),
        (
            "secret-for-argocd",
            in_folder(AP, "lion-net", thing("v1", "Secret", "tenant-lion-net-x", "argocd")),
        ),
    ),
    "E07": (
        ("service", on(f"{US} Service tenant-citynet/redis", cut("metadata.namespace"))),
        (
            "policy",
            on(f"{EU} NetworkPolicy tenant-nordlicht/default-deny", cut("metadata.namespace")),
        ),
        ("default", add(US, thing("apps/v1", "Deployment", "x", "default"))),
        ("unknown", add(AP, thing("example.com/v1", "Anything", "x"))),
        (
            "platform",
            on(f"{US} ConfigMap platform-admin/platform-config", put("metadata.namespace", "")),
        ),
        (
            "moved",
            on(f"{US} Service shared-services/loki", put("metadata.namespace", "default")),
        ),
    ),
    "E08": (
        ("same-id", on(CITYNET, put(label("dotmac.io/tenant-id"), "fast-fiber-isp-123"))),
        (
            "same-id-in-another-region",
            on(
                f"{EU} Namespace tenant-nordlicht",
                put(label("dotmac.io/tenant-id"), "fast-fiber-isp-123"),
            ),
        ),
        ("second-home", add(EU, thing("v1", "Namespace", "tenant-citynet"))),
        ("second-home-paused", add(EU, PAUSED)),
        ("second-home-in-staging", add(STAGING, thing("v1", "Namespace", "tenant-lion-net"))),
        (
            "relabelled",
            on(
                f"{EU} Namespace tenant-harbor-link", put(label("dotmac.io/tenant-slug"), "citynet")
            ),
        ),
        (
            "swapped",
            both(
                on(CITYNET, put(label("dotmac.io/tenant-slug"), "fast-fiber")),
                on(VPN, put(label("dotmac.io/tenant-slug"), "citynet")),
            ),
        ),
    ),
}

MUTATIONS = mutations(WAYS)
