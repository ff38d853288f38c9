"""Ways to take more of a node, or of the API server, than was said."""

from __future__ import annotations

from tests.analysis.rules.judge import Body, Weakened
from tests.analysis.rules.mutations.edits import Change, Ways, cut, drop, on, pod, put
from tests.analysis.rules.mutations.places import AP

BACKEND = "us-east-1 Deployment tenant-fast-fiber/isp-backend"
ROLLOUT = "us-east-1 Rollout tenant-citynet/isp-backend"
REDIS = "ap-southeast-1 StatefulSet tenant-lion-net/redis"
MONGODB = "eu-west-1 StatefulSet tenant-nordlicht/mongodb"
DATABASE = "us-east-1 Cluster tenant-fast-fiber/postgres"
STORE = "eu-west-1 ObjectStore tenant-nordlicht/postgres"
BACKUP = "us-east-1 CronJob tenant-metro-fiber/mongodb-backup"
MIGRATE = "us-east-1 Job platform-admin/platform-migrate"
SMOKE = "us-east-1 AnalysisTemplate platform-admin/platform-smoke-test"
LOKI = "eu-west-1 StatefulSet shared-services/loki"
FLOW = "us-east-1 FlowSchema dotmac-tenants"
PLATFORM_FLOW = "us-east-1 FlowSchema dotmac-platform"
LEVEL = "eu-west-1 PriorityLevelConfiguration dotmac-tenants"


def _exempt(fleet: Weakened) -> None:
    """Tenants' own schema stays, and an earlier one lets them pass it."""
    fleet.add(
        AP,
        """
        apiVersion: flowcontrol.apiserver.k8s.io/v1
        kind: FlowSchema
        metadata: {name: quick}
        spec:
          matchingPrecedence: 900
          distinguisherMethod: {type: ByUser}
          priorityLevelConfiguration: {name: exempt}
          rules:
            - subjects: [{kind: ServiceAccount,
                          serviceAccount: {namespace: tenant-lion-net, name: isp-backend}}]
              resourceRules: [{verbs: [list], apiGroups: [""], resources: [pods],
                               namespaces: ["*"]}]
        """,
    )


def _unsized(spec: Body) -> None:
    for volume in spec["volumes"]:
        volume.get("emptyDir", {}).pop("sizeLimit", None)


def _scratch(spec: Body) -> None:
    spec["volumes"].append({"name": "more", "emptyDir": {"sizeLimit": "1Gi"}})


def _in_memory(spec: Body) -> None:
    scratch = {"medium": "Memory", "sizeLimit": "64Gi"}
    spec["volumes"].append({"name": "more", "emptyDir": scratch})


def _bare(spec: Body) -> None:
    """A container that prepares the pod says nothing."""
    first = {key: value for key, value in spec["containers"][0].items() if key != "resources"}
    spec.setdefault("initContainers", []).append({**first, "name": "first"})


Q06: tuple[tuple[str, Change], ...] = (
    ("no resources", on(BACKEND, pod(lambda spec: spec["containers"][0].pop("resources")))),
    (
        "no limit of memory",
        on(REDIS, pod(lambda spec: spec["containers"][0]["resources"]["limits"].pop("memory"))),
    ),
    ("an init container without any", on(BACKEND, pod(_bare))),
    (
        "a job of the control plane",
        on(MIGRATE, pod(lambda spec: spec["containers"][0]["resources"].pop("requests"))),
    ),
    ("a database cluster", on(DATABASE, cut("spec.resources.limits"))),
    ("the backup plugin", on(STORE, cut("spec.instanceSidecarConfiguration.resources"))),
    (
        "an analysis",
        on(
            SMOKE,
            cut("spec.metrics.0.provider.job.spec.template.spec.containers.0.resources.limits.cpu"),
        ),
    ),
    (
        "a request above its limit",
        on(LOKI, pod(put("containers.0.resources.requests.memory", "64Gi"))),
    ),
    ("an amount that is none", on(BACKEND, pod(put("containers.0.resources.limits.cpu", "two")))),
)
Q08: tuple[tuple[str, Change], ...] = (
    ("runs that overlap", on(BACKUP, put("spec.concurrencyPolicy", "Allow"))),
    ("a job without an end", on(MIGRATE, cut("spec.activeDeadlineSeconds"))),
    ("a schedule without an end", on(BACKUP, cut("spec.jobTemplate.spec.activeDeadlineSeconds"))),
    (
        "finished jobs that stay",
        on("eu-west-1 Job shared-services/logs-bucket", cut("spec.ttlSecondsAfterFinished")),
    ),
    ("tried for ever", on(MIGRATE, put("spec.backoffLimit", 1000))),
    (
        "an analysis without an end",
        on(SMOKE, cut("spec.metrics.0.provider.job.spec.activeDeadlineSeconds")),
    ),
    ("a start that never comes", on(BACKUP, put("spec.startingDeadlineSeconds", 5))),
    ("a long history", on(BACKUP, put("spec.successfulJobsHistoryLimit", 500))),
    ("every revision kept", on(ROLLOUT, cut("spec.revisionHistoryLimit"))),
)
Q09: tuple[tuple[str, Change], ...] = (
    ("no schema for tenants", drop(FLOW)),
    ("no level for tenants", drop(LEVEL)),
    ("exempt", on(FLOW, put("spec.priorityLevelConfiguration.name", "exempt"))),
    ("a quick way past the queue", _exempt),
    ("after the built-in schema", on(FLOW, put("spec.matchingPrecedence", 9500))),
    ("one queue for all", on(FLOW, cut("spec.distinguisherMethod"))),
    (
        "requests refused instead of queued",
        on(LEVEL, put("spec.limited.limitResponse", {"type": "Reject"})),
    ),
    ("a level without limits", on(LEVEL, put("spec", {"type": "Exempt", "exempt": {}}))),
    (
        "tenants and platform on one level",
        on(FLOW, put("spec.priorityLevelConfiguration.name", "dotmac-platform")),
    ),
    ("only requests to read", on(FLOW, put("spec.rules.0.resourceRules.0.verbs", ["get"]))),
    (
        "a tenant among the platform's accounts",
        on(
            PLATFORM_FLOW,
            put("spec.rules.0.subjects.0.group.name", "system:serviceaccounts:tenant-citynet"),
        ),
    ),
    (
        "everybody among the platform's accounts",
        on(PLATFORM_FLOW, put("spec.rules.0.subjects.0.group.name", "system:authenticated")),
    ),
    ("any share borrowed", on(LEVEL, cut("spec.limited.borrowingLimitPercent"))),
)
Q13: tuple[tuple[str, Change], ...] = (
    ("no size", on(BACKEND, pod(_unsized))),
    (
        "no size in the control plane",
        on("us-east-1 Rollout platform-admin/platform-backend", pod(_unsized)),
    ),
    ("more than the pod may use", on(LOKI, pod(_scratch))),
    ("in memory, more than the pod may use", on(REDIS, pod(_in_memory))),
    (
        "less for the pod",
        on(BACKEND, pod(put("containers.0.resources.limits.ephemeral-storage", "64Mi"))),
    ),
    ("a database's temporary data", on(DATABASE, cut("spec.ephemeralVolumesSizeLimit"))),
    (
        "more temporary data than the database may use",
        on(DATABASE, put("spec.ephemeralVolumesSizeLimit.temporaryData", "2Gi")),
    ),
    ("a job's", on(BACKUP, pod(_unsized))),
)
Q14: tuple[tuple[str, Change], ...] = (
    ("Redis borrows", on(REDIS, pod(put("containers.0.resources.requests.memory", "64Mi")))),
    ("MongoDB may use more", on(MONGODB, pod(put("containers.0.resources.limits.memory", "20Gi")))),
    ("a database cluster borrows", on(DATABASE, put("spec.resources.requests.memory", "1Gi"))),
    (
        "Redis of the control plane",
        on(
            "staging-us-east-1 StatefulSet platform-admin/redis",
            pod(put("containers.0.resources.requests.memory", "512Mi")),
        ),
    ),
    (
        "PostgreSQL without an operator",
        on(
            "staging-us-east-1 StatefulSet tenant-demo-isp/postgres",
            pod(put("containers.0.resources.requests.memory", "128Mi")),
        ),
    ),
    (
        "no request",
        on(MONGODB, pod(lambda spec: spec["containers"][0]["resources"].pop("requests"))),
    ),
)
WAYS: Ways = {"Q06": Q06, "Q08": Q08, "Q09": Q09, "Q13": Q13, "Q14": Q14}
