"""Ways to lose several pods, or the data, at once."""

from __future__ import annotations

from tests.analysis.rules.judge import Body
from tests.analysis.rules.mutations.edits import Ways, add, both, cut, drop, on, pod, put
from tests.analysis.rules.mutations.places import AP, EU

BUDGET = "us-east-1 PodDisruptionBudget tenant-fast-fiber/isp-backend"
BACKEND = "us-east-1 Deployment tenant-fast-fiber/isp-backend"
GATEWAY = "eu-west-1 Deployment shared-services/loki-gateway"
MONGODB = "eu-west-1 StatefulSet tenant-nordlicht/mongodb"
OPENBAO = "staging-us-east-1 StatefulSet platform-admin/openbao"
REDIS = "ap-southeast-1 StatefulSet tenant-lion-net/redis"
ROLLOUT = "us-east-1 Rollout tenant-citynet/isp-ops-app"
SCALER = "us-east-1 HorizontalPodAutoscaler tenant-fast-fiber/isp-backend"
DATABASE = "us-east-1 Cluster tenant-fast-fiber/postgres"
BASE_BACKUP = "us-east-1 ScheduledBackup tenant-fast-fiber/postgres"
DUMP = "ap-southeast-1 CronJob tenant-lion-net/mongodb-backup"
SCHEDULE = "us-east-1 Schedule velero/tenant-fast-fiber"
PLATFORM_SCHEDULE = "us-east-1 Schedule velero/platform-admin"
SPREAD = "topologySpreadConstraints"
SECOND_BUDGET = """
    apiVersion: policy/v1
    kind: PodDisruptionBudget
    metadata: {name: everything, namespace: tenant-lion-net}
    spec: {maxUnavailable: 1, unhealthyPodEvictionPolicy: AlwaysAllow, selector: {}}
    """
NEW_DATA = """
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata: {name: files, namespace: logging}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
    """


def _one_zone(spec: Body) -> None:
    spec[SPREAD] = [one for one in spec[SPREAD] if "zone" not in one["topologyKey"]]


def _across_updates(spec: Body) -> None:
    for constraint in spec[SPREAD]:
        constraint.pop("matchLabelKeys")


WAYS: Ways = {
    "H01": (
        ("no budget", drop(BUDGET)),
        (
            "no budget in shared services",
            drop("eu-west-1 PodDisruptionBudget shared-services/loki-gateway"),
        ),
        ("never an eviction", on(BUDGET, put("spec.maxUnavailable", 0))),
        ("all at once", on(BUDGET, put("spec.maxUnavailable", "100%"))),
        (
            "as many as there are",
            on(BUDGET, cut("spec.maxUnavailable"), put("spec.minAvailable", 2)),
        ),
        ("broken pods block", on(BUDGET, cut("spec.unhealthyPodEvictionPolicy"))),
        ("another selector", on(BUDGET, put("spec.selector.matchLabels", {"app": "isp-backend"}))),
        (
            "pods of another name",
            on(
                BACKEND,
                put(
                    ("spec", "template", "metadata", "labels", "app.kubernetes.io/name"), "backend"
                ),
            ),
        ),
        ("in another namespace", on(BUDGET, put("metadata.namespace", "tenant-citynet"))),
        ("two budgets", add(AP, SECOND_BUDGET)),
        ("a database cluster", on(DATABASE, put("spec.enablePDB", False))),
        (
            "replicas without a budget",
            on("us-east-1 Deployment tenant-fast-fiber/netbox", put("spec.replicas", 3)),
        ),
    ),
    "H03": (
        ("no constraints", on(BACKEND, pod(cut(SPREAD)))),
        ("one zone", on(BACKEND, pod(_one_zone))),
        ("one node", on(ROLLOUT, pod(put(f"{SPREAD}.1.topologyKey", "rack")))),
        (
            "spread of somebody else's pods",
            on(MONGODB, pod(put(f"{SPREAD}.0.labelSelector.matchLabels", {"app": "web"}))),
        ),
        ("around the pods that are replaced", on(GATEWAY, pod(_across_updates))),
        ("any skew", on(BACKEND, pod(put(f"{SPREAD}.1.maxSkew", 10)))),
        ("instances on one node", on(DATABASE, cut(f"spec.{SPREAD}"))),
        ("instances in one zone", on(DATABASE, put("spec.affinity.enablePodAntiAffinity", False))),
        ("replicas without constraints", on(OPENBAO, put("spec.replicas", 3))),
    ),
    "H04": (
        ("of a workload that is not there", on(SCALER, put("spec.scaleTargetRef.name", "backend"))),
        (
            "of another kind",
            on(
                "us-east-1 HorizontalPodAutoscaler tenant-citynet/isp-backend",
                put("spec.scaleTargetRef.kind", "Deployment"),
            ),
        ),
        (
            "of another group",
            on(
                "us-east-1 HorizontalPodAutoscaler tenant-citynet/isp-backend",
                put("spec.scaleTargetRef.apiVersion", "apps/v1"),
            ),
        ),
        ("the workload gone", drop(BACKEND)),
        ("replicas beside it", on(BACKEND, put("spec.replicas", 3))),
        ("one pod of a paid plan", on(SCALER, put("spec.minReplicas", 1))),
        ("no minimum of a paid plan", on(SCALER, cut("spec.minReplicas"))),
        ("no autoscaler of a paid plan", both(drop(SCALER), on(BACKEND, put("spec.replicas", 1)))),
        (
            "a plan that promises more",
            on(
                "us-east-1 Namespace tenant-metro-fiber",
                put(("metadata", "labels", "dotmac.io/plan-tier"), "professional"),
            ),
        ),
        ("minimum above maximum", on(SCALER, put("spec.minReplicas", 50))),
        ("flapping", on(SCALER, cut("spec.behavior"))),
        ("no metric", on(SCALER, put("spec.metrics", []))),
        ("a metric of what is not requested", on(BACKEND, pod(put("containers.0.resources", {})))),
        ("no number", on(SCALER, put("spec.maxReplicas", "many"))),
        ("no maximum", on(SCALER, cut("spec.maxReplicas"))),
        (
            "two of one workload",
            on(
                "us-east-1 HorizontalPodAutoscaler tenant-fast-fiber/isp-ops-app",
                put("spec.scaleTargetRef.name", "isp-backend"),
            ),
        ),
    ),
    "H06": (
        ("no schedule", drop(SCHEDULE)),
        ("a paused schedule", on(SCHEDULE, put("spec.paused", True))),
        (
            "the VPN left out",
            on(SCHEDULE, put("spec.template.includedNamespaces", ["tenant-fast-fiber"])),
        ),
        (
            "somebody else's namespace",
            on(SCHEDULE, put("spec.template.includedNamespaces.0", "tenant-citynet")),
        ),
        ("no volumes", on(PLATFORM_SCHEDULE, put("spec.template.snapshotVolumes", False))),
        (
            "claims left out",
            on(
                PLATFORM_SCHEDULE,
                put("spec.template.excludedResources", ["persistentvolumeclaims"]),
            ),
        ),
        ("only some kinds", on(SCHEDULE, put("spec.template.includedResources", ["configmaps"]))),
        (
            "only some labels",
            on(SCHEDULE, put("spec.template.labelSelector.matchLabels", {"backup": "yes"})),
        ),
        ("nowhere to go", drop("eu-west-1 BackupStorageLocation velero/default")),
        ("another place", on(SCHEDULE, put("spec.template.storageLocation", "cheap"))),
        ("no dump", drop(DUMP)),
        ("a suspended dump", on(DUMP, put("spec.suspend", True))),
        ("a dump of another name", on(DUMP, put("metadata.name", "mongo-dump"))),
        (
            "PostgreSQL without an operator",
            drop("staging-us-east-1 CronJob tenant-demo-isp/postgres-backup"),
        ),
        ("no base backup", drop(BASE_BACKUP)),
        ("a suspended base backup", on(BASE_BACKUP, put("spec.suspend", True))),
        ("of another cluster", on(BASE_BACKUP, put("spec.cluster.name", "other"))),
        ("snapshots alone", on(BASE_BACKUP, put("spec.method", "volumeSnapshot"))),
        ("the journal stays", on(DATABASE, put("spec.plugins.0.isWALArchiver", False))),
        ("the journal goes nowhere", drop("us-east-1 ObjectStore platform-admin/postgres")),
        ("data where nobody looks", add(EU, NEW_DATA)),
    ),
}
