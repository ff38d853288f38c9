"""Asks a tenant's application, in every sync, whether it answers.

Source: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/ (resource hooks)
"""

from __future__ import annotations

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.jobs import Task
from dotmac_manifests.components.pods import container, environment, scratch
from dotmac_manifests.components.resource import LAST_WAVE, Component
from dotmac_manifests.components.smoke_test import SCRIPT
from dotmac_manifests.components.workload import Workload
from dotmac_manifests.plan.model import TenantPlan

NAME = "smoke-test"
ADDRESSES = (
    "http://isp-ops-app:3000/api/health/ready",
    "http://isp-backend:8000/health/ready",
)


class TenantSmokeTest(Component):
    """A hook before the last wave: once the new pods are up, and before the edge follows.

    It is no PostSync hook, which would wait for everything to be healthy, and so for ever where
    a custom domain's certificate waits for its owner's DNS record. A canary is judged by its own
    analysis, step by step; a suspended tenant has nothing to ask. The image is the backend's,
    which brings Python.
    """

    def __init__(self, scope: Construct, plan: TenantPlan) -> None:
        super().__init__(scope, NAME)
        if not plan.serving or plan.spec.canary:
            return
        test = container(
            "test",
            plan.images["isp-backend"],
            plan.sizes["job"],
            entrypoint=["python", "-c", SCRIPT],
            env=environment({"SMOKE_URL": " ".join(ADDRESSES)}),
            mounts={"/tmp": "tmp"},
        )
        workload = Workload(
            name=NAME,
            component="test",
            version=plan.release,
            size=plan.sizes["job"],
            containers=[test],
            volumes=[scratch("tmp")],
        )
        Task(
            self,
            Home.of_tenant(plan),
            workload,
            wave=LAST_WAVE - 1,
            deadline_seconds=300,
            retries=2,
        )
