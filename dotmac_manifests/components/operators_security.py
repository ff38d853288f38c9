"""Certificates and secrets: cert-manager and External Secrets.

Source: https://cert-manager.io/docs/installation/helm/ and
https://external-secrets.io/latest/introduction/getting-started/
"""

from __future__ import annotations

from typing import Any

from dotmac_manifests.components.operator_chart import (
    ADMISSION,
    APP_KINDS,
    CONTAINER_SECURITY,
    POD_SECURITY,
    OperatorChart,
    Settings,
    cluster_roles,
    crds,
    resources,
)
from dotmac_manifests.plan.flows_operators import PUBLIC_RESOLVERS
from dotmac_manifests.plan.model import RegionPlan
from dotmac_manifests.plan.operators import NAMESPACES

Body = dict[str, Any]


def cloud_identity(region: RegionPlan) -> dict[str, str]:
    """Annotations that let a service account write the region's DNS zone."""
    role = region.spec.dns.role_arn
    return {"eks.amazonaws.com/role-arn": role} if role else {}


def cert_manager(settings: Settings) -> Body:
    """Values of cert-manager; challenges are looked at as the authority will see them."""
    resolvers = ",".join(f"{cidr.partition('/')[0]}:53" for cidr in PUBLIC_RESOLVERS.cidrs)
    return {
        "global": {
            "priorityClassName": settings.priority,
            "leaderElection": {"namespace": NAMESPACES["cert-manager"]},
            "rbac": {"aggregateClusterRoles": False},
        },
        "crds": {"enabled": True, "keep": True},
        **_certificate_pods(settings, "controller", memory="256Mi"),
        "serviceAccount": {"create": True, "annotations": cloud_identity(settings.region)},
        "webhook": _certificate_pods(settings, "webhook", memory="128Mi"),
        "cainjector": _certificate_pods(settings, "cainjector", memory="512Mi"),
        "acmesolver": {"image": settings.image("acmesolver").digested()},
        "startupapicheck": {"enabled": False},
        "prometheus": {
            "enabled": True,
            "servicemonitor": {"enabled": False},
            "podmonitor": {"enabled": False},
        },
        "dns01RecursiveNameservers": resolvers,
        "dns01RecursiveNameserversOnly": True,
        "config": {
            "apiVersion": "controller.config.cert-manager.io/v1alpha1",
            "kind": "ControllerConfiguration",
            "enableGatewayAPI": settings.region.spec.edge.mode == "gateway",
        },
    }


def _certificate_pods(settings: Settings, role: str, *, memory: str) -> Body:
    return {
        "image": settings.image(role).digested(),
        "replicaCount": settings.replicas,
        "podDisruptionBudget": settings.budget(),
        "resources": resources("50m", memory),
        "securityContext": POD_SECURITY,
        "containerSecurityContext": CONTAINER_SECURITY,
    }


def external_secrets(settings: Settings) -> Body:
    """Values of External Secrets; nothing that would reach over a namespace's border is on."""
    kinds = ("ClusterExternalSecret", "ClusterSecretStore", "ClusterGenerator")
    pushes = ("ClusterPushSecret", "PushSecret")
    return {
        **_secret_pods(settings, settings.replicas),
        "leaderElect": True,
        "installCRDs": True,
        "crds": {
            **{f"create{kind}": False for kind in (*kinds, *pushes)},
            "createSecretStore": True,
            "conversion": {"enabled": False},
        },
        "processClusterExternalSecret": False,
        "processClusterStore": False,
        "processClusterPushSecret": False,
        "processClusterGenerator": False,
        "processPushSecret": False,
        "genericTargets": {"enabled": False},
        "systemAuthDelegator": False,
        "rbac": {
            "create": True,
            "aggregateToView": False,
            "aggregateToEdit": False,
            "servicebindings": {"create": False},
        },
        "webhook": {
            **_secret_pods(settings, settings.replicas),
            "create": True,
            "failurePolicy": "Fail",
            "certManager": {"enabled": False},
        },
        "certController": {**_secret_pods(settings, 1), "create": True},
        "serviceMonitor": {"enabled": False},
        "grafanaDashboard": {"enabled": False},
        "networkPolicy": {"enabled": False},
        "bitwarden-sdk-server": {"enabled": False},
    }


def _secret_pods(settings: Settings, replicas: int) -> Body:
    return {
        "image": {**settings.image("controller").tagged(), "flavour": ""},
        "replicaCount": replicas,
        "podDisruptionBudget": settings.budget() if replicas > 1 else {"enabled": False},
        "priorityClassName": settings.priority,
        "resources": resources("50m", "256Mi"),
        "podSecurityContext": {"enabled": True, **POD_SECURITY},
        "securityContext": {"enabled": True, **CONTAINER_SECURITY, "runAsUser": 1000},
    }


WEBHOOKS = (
    (ADMISSION, "MutatingWebhookConfiguration"),
    (ADMISSION, "ValidatingWebhookConfiguration"),
)
CERT_MANAGER = OperatorChart(
    wave=-16,
    values=cert_manager,
    kinds=APP_KINDS,
    cluster_kinds=(
        *crds("cert-manager.io"),
        *cluster_roles("cert-manager"),
        *((*kind, "cert-manager-webhook") for kind in WEBHOOKS),
    ),
    injected=WEBHOOKS,
)
EXTERNAL_SECRETS = OperatorChart(
    wave=-14,
    values=external_secrets,
    kinds=(*APP_KINDS, ("", "Secret")),  # an empty one, which its controller fills
    cluster_kinds=(
        *crds("external-secrets.io"),
        *cluster_roles("external-secrets"),
        (ADMISSION, "ValidatingWebhookConfiguration", "secretstore-validate"),
        (ADMISSION, "ValidatingWebhookConfiguration", "externalsecret-validate"),
    ),
    injected=WEBHOOKS[1:],
)
