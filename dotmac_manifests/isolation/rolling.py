"""A region whose tenants Argo CD syncs ring by ring, with one ApplicationSet."""

from __future__ import annotations

import json

from dotmac_manifests.components.argo import (
    Source,
    application_spec,
    argo_metadata,
    scaled_elsewhere,
)
from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.resource import CONFIRMED, SYNC_WAVE, Component, Resource
from dotmac_manifests.isolation.project import BASE, RING, WORKLOAD_WAVE, autoscaled, labels
from dotmac_manifests.plan import names
from dotmac_manifests.plan.model import RegionPlan, TenantPlan

ROLLING = "argocd/rolling"
"""Folder of a region, below `dist/`, with a file for each tenant that rolls."""
SLUG, RING_NAME, PLAN, IGNORED = (
    f"{{{{ .data.{key} }}}}" for key in ("slug", "ring", "plan", "ignored")
)
"""What the set's template takes from such a file."""


class RollingTenant(Component):
    """What the region's ApplicationSet has to know of a tenant, which it reads in Git."""

    def __init__(self, scope: Construct, plan: TenantPlan) -> None:
        super().__init__(scope, "rolling")
        data = {
            "ignored": json.dumps(scaled_elsewhere(autoscaled(plan))),
            "plan": plan.spec.plan,
            "ring": plan.ring,
            "slug": plan.slug,
        }
        Resource(
            self,
            "tenant",
            {
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "metadata": argo_metadata(f"rolling-{plan.slug}"),
                "data": data,
            },
        )


class RollingTenants(Component):
    """The applications of a region's tenants, synced ring by ring.

    Each ring waits until the one before is healthy. The set never deletes an application, nor
    what one deployed. Its controller turns `automated` off, and prunes where that says so.
    Source: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Progressive-Syncs/
    """

    def __init__(self, scope: Construct, region: RegionPlan) -> None:
        super().__init__(scope, "tenants")
        git, project = region.platform.git, names.tenant_project(SLUG)
        steps = [
            {
                "matchExpressions": [{"key": RING, "operator": "In", "values": [ring]}],
                "maxUpdate": region.spec.delivery.max_update,
            }
            for ring in region.rings
        ]
        source = Source.folder(region, f"tenants/{SLUG}", exclude=BASE)
        files = [{"path": f"{git.path}/{region.name}/{ROLLING}/*.yaml"}]
        template = argo_metadata(project, labels=labels(RING_NAME, SLUG, PLAN))
        Resource(
            self,
            "set",
            {
                "apiVersion": "argoproj.io/v1alpha1",
                "kind": "ApplicationSet",
                "metadata": argo_metadata("tenants", {**CONFIRMED, SYNC_WAVE: str(WORKLOAD_WAVE)}),
                "spec": {
                    "goTemplate": True,
                    "goTemplateOptions": ["missingkey=error"],
                    "generators": [
                        {"git": {"repoURL": git.repo_url, "revision": git.revision, "files": files}}
                    ],
                    "strategy": {"type": "RollingSync", "rollingSync": {"steps": steps}},
                    "syncPolicy": {
                        "applicationsSync": "create-update",
                        "preserveResourcesOnDeletion": True,
                    },
                    "template": {
                        "metadata": template,
                        "spec": application_spec(
                            region, project, source, names.tenant_namespace(SLUG)
                        ),
                    },
                    "templatePatch": f"spec:\n  ignoreDifferences: {IGNORED}\n",
                },
            },
        )
