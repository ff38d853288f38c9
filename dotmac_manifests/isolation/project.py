"""A tenant in Argo CD: two projects and two applications, so that workloads cannot touch walls.

`tenant-<slug>-base` belongs to the platform: namespaces, isolation, access, and what other
namespaces grant the tenant. `tenant-<slug>` brings the workloads and can write nothing else, by
its project and by the service account that Argo CD impersonates.

How a tenant ends, once Git calls it removable and is then without it: the region's root
application prunes both applications without asking, since a question there would hold up every
other tenant of the region. Their finalizer keeps them until what they deployed is gone, and they
wait: Namespaces, claims and clusters carry `Delete=confirm`, which a person answers on the very
application, after its removal began; nothing can be approved ahead, by a commit for instance.
Namespaces go last, as the earliest wave, with all claims in them; should one application's rights
go before it is done, the namespace takes the rest. The projects outlive the applications by a
finalizer of their own; an impersonated account needs no object, only its binding.
In a region that rolls, the second application is made by the region's ApplicationSet instead, from
a file of the tenant's own; one that is removable leaves the set, and ends like any other.
Source: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/ (deletion with
confirmation) and https://argo-cd.readthedocs.io/en/stable/user-guide/app_deletion/
"""

from __future__ import annotations

from typing import Any

from dotmac_manifests.components.argo import (
    PLATFORM_DEPLOYER,
    Application,
    AppProject,
    Project,
    Source,
    argo_metadata,
)
from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.resource import Component, Resource
from dotmac_manifests.isolation.access import DEPLOYED
from dotmac_manifests.plan import names
from dotmac_manifests.plan.model import TenantPlan

Body = dict[str, Any]
BASE_WAVE = 20
WORKLOAD_WAVE = 25

BASE = "{" + ",".join(names.BASE_FILES) + "}"
RING = "dotmac.io/ring"
BASE_KINDS = (
    ("", "LimitRange"),
    ("", "ResourceQuota"),
    ("", "ServiceAccount"),
    ("batch", "Job"),
    ("external-secrets.io", "ExternalSecret"),
    ("networking.k8s.io", "NetworkPolicy"),
    ("rbac.authorization.k8s.io", "Role"),
    ("rbac.authorization.k8s.io", "RoleBinding"),
    ("velero.io", "Backup"),
    ("velero.io", "Schedule"),
)

KINDS: dict[str, str] = {
    "analysistemplates": "AnalysisTemplate",
    "backups": "Backup",
    "certificates": "Certificate",
    "clusters": "Cluster",
    "configmaps": "ConfigMap",
    "cronjobs": "CronJob",
    "databases": "Database",
    "deployments": "Deployment",
    "externalsecrets": "ExternalSecret",
    "horizontalpodautoscalers": "HorizontalPodAutoscaler",
    "httproutefilters": "HTTPRouteFilter",
    "httproutes": "HTTPRoute",
    "ingresses": "Ingress",
    "jobs": "Job",
    "listenersets": "ListenerSet",
    "objectstores": "ObjectStore",
    "persistentvolumeclaims": "PersistentVolumeClaim",
    "poddisruptionbudgets": "PodDisruptionBudget",
    "policies": "Policy",
    "rollouts": "Rollout",
    "scheduledbackups": "ScheduledBackup",
    "secretstores": "SecretStore",
    "securitypolicies": "SecurityPolicy",
    "serviceaccounts": "ServiceAccount",
    "services": "Service",
    "statefulsets": "StatefulSet",
    "virtualservers": "VirtualServer",
}
"""Resource names of RBAC to the kinds that Argo CD's projects speak of."""


class TenantProject(Component):
    """Deployer account, projects and applications of one tenant."""

    def __init__(self, scope: Construct, plan: TenantPlan) -> None:
        super().__init__(scope, "argocd")
        name = names.tenant_project(plan.slug)
        own = [plan.namespace, *([plan.vpn_namespace] if plan.vpn_namespace else [])]
        Resource(
            self,
            "deployer",
            {
                "apiVersion": "v1",
                "kind": "ServiceAccount",
                "metadata": argo_metadata(name),
                "automountServiceAccountToken": False,
            },
        )
        self._projects(plan, name, own)
        self._applications(plan, name)

    def _projects(self, plan: TenantPlan, name: str, own: list[str]) -> None:
        repository = plan.region.platform.git.repo_url
        granting = sorted(
            {*plan.flows_by_namespace, names.SHARED_NAMESPACE, "velero"}
            - {*own, names.DNS_NAMESPACE}
        )
        AppProject(
            self,
            plan.region,
            Project(
                name=f"{name}-base",
                description=f"What bounds tenant {plan.slug}, and what others grant it.",
                repositories=[repository],
                namespaces=[*own, *granting],
                kinds=BASE_KINDS,
                cluster_kinds=[("", "Namespace", namespace) for namespace in own],
                deployer=PLATFORM_DEPLOYER,
            ),
            removable=plan.removable,
        )
        AppProject(
            self,
            plan.region,
            Project(
                name=name,
                description=f"Workloads of tenant {plan.slug}.",
                repositories=[repository],
                namespaces=own,
                kinds=[(group, KINDS[resource]) for group, found in DEPLOYED for resource in found],
                deployer=f"{names.ARGOCD_NAMESPACE}:{name}",
            ),
            removable=plan.removable,
        )

    def _applications(self, plan: TenantPlan, name: str) -> None:
        folder = f"tenants/{plan.slug}"
        Application(
            self,
            plan.region,
            name=f"{name}-base",
            project=f"{name}-base",
            source=Source.folder(plan.region, folder, include=BASE),
            namespace=plan.namespace,
            wave=BASE_WAVE,
            labels=labels(plan.ring, plan.slug, plan.spec.plan),
            removable=plan.removable,
        )
        if rolls(plan):
            return
        Application(
            self,
            plan.region,
            name=name,
            project=name,
            source=Source.folder(plan.region, folder, exclude=BASE),
            namespace=plan.namespace,
            wave=WORKLOAD_WAVE,
            autoscaled=autoscaled(plan),
            labels=labels(plan.ring, plan.slug, plan.spec.plan),
            removable=plan.removable,
        )


def rolls(plan: TenantPlan) -> bool:
    """Whether the region's set makes the application of the tenant's workloads."""
    return plan.region.spec.delivery.rolling_sync and not plan.removable


def labels(ring: str, slug: str, tier: str) -> Body:
    """Labels by which both applications of a tenant are found, e.g. all of one ring."""
    return {RING: ring, "dotmac.io/tenant-slug": slug, "dotmac.io/plan-tier": tier}


def autoscaled(plan: TenantPlan) -> list[tuple[str, str, str]]:
    """Group, kind and name of each workload whose replicas an autoscaler writes."""
    return [
        (
            ("argoproj.io", "Rollout", workload)
            if plan.spec.canary and workload in ("isp-ops-app", "isp-backend")
            else ("apps", "Deployment", workload)
        )
        for workload, size in sorted(plan.sizes.items())
        if size.autoscaled
    ]
