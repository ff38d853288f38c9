"""Ways to run before others, or to be evicted last."""

from __future__ import annotations

from tests.analysis.rules.mutations.edits import Ways, add, cut, drop, on, pod, put
from tests.analysis.rules.mutations.places import US

BACKEND = "us-east-1 Deployment tenant-fast-fiber/isp-backend"
ROLLOUT = "us-east-1 Rollout tenant-citynet/isp-backend"
MONGODB = "eu-west-1 StatefulSet tenant-nordlicht/mongodb"
DUMP = "ap-southeast-1 CronJob tenant-lion-net/mongodb-backup"
LOKI = "eu-west-1 StatefulSet shared-services/loki"
DATABASE = "us-east-1 Cluster tenant-fast-fiber/postgres"
SMOKE = "us-east-1 AnalysisTemplate platform-admin/platform-smoke-test"
STARTER = "us-east-1 PriorityClass dotmac-tenant-starter"
TENANT = "us-east-1 Namespace tenant-metro-fiber"
SMOKE_POD = "spec.metrics.0.provider.job.spec.template.spec"
URGENT = """
    apiVersion: scheduling.k8s.io/v1
    kind: PriorityClass
    metadata: {name: dotmac-tenant-urgent}
    value: 900000000
    preemptionPolicy: Never
    """
WAYS: Ways = {
    "C02": (
        ("the system's", on(BACKEND, pod(put("priorityClassName", "system-node-critical")))),
        ("the platform's", on(MONGODB, pod(put("priorityClassName", "dotmac-platform")))),
        (
            "another plan's",
            on(
                "us-east-1 Deployment tenant-metro-fiber/netbox",
                pod(put("priorityClassName", "dotmac-tenant-enterprise")),
            ),
        ),
        ("none", on(DUMP, pod(cut("priorityClassName")))),
        ("a number", on(ROLLOUT, pod(put("priority", 2000000000)))),
        ("a database's", on(DATABASE, put("spec.priorityClassName", "system-cluster-critical"))),
        (
            "a tenant's for the platform",
            on(LOKI, pod(put("priorityClassName", "dotmac-tenant-starter"))),
        ),
        ("a class that is gone", drop(STARTER)),
        (
            "a class renamed",
            on("eu-west-1 PriorityClass dotmac-platform", put("metadata.name", "dotmac")),
        ),
        (
            "another plan, same pods",
            on(TENANT, put(("metadata", "labels", "dotmac.io/plan-tier"), "enterprise")),
        ),
        ("of an analysis", on(SMOKE, cut(f"{SMOKE_POD}.priorityClassName"))),
    ),
    "C06": (
        ("a small plan before the platform", on(STARTER, put("value", 20000000))),
        (
            "a plan equal to the platform",
            on("eu-west-1 PriorityClass dotmac-tenant-enterprise", put("value", 10000000)),
        ),
        (
            "the platform below the plans",
            on("ap-southeast-1 PriorityClass dotmac-platform", put("value", 100)),
        ),
        ("a small plan that evicts", on(STARTER, cut("preemptionPolicy"))),
        (
            "a middle plan that evicts",
            on(
                "eu-west-1 PriorityClass dotmac-tenant-professional",
                put("preemptionPolicy", "PreemptLowerPriority"),
            ),
        ),
        ("everybody's default", on(STARTER, put("globalDefault", True))),
        ("a value that is no number", on(STARTER, put("value", "low"))),
        ("a new plan above all", add(US, URGENT)),
    ),
}
