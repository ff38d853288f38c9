"""Ways to ask for more than a namespace may have."""

from __future__ import annotations

from tests.analysis.rules.judge import Body
from tests.analysis.rules.mutations.edits import Change, Ways, add, cut, drop, on, pod, put
from tests.analysis.rules.mutations.places import EU, US

QUOTA = "us-east-1 ResourceQuota tenant-fast-fiber/quota"
VPN_QUOTA = "us-east-1 ResourceQuota tenant-fast-fiber-vpn/quota"
SHARED_QUOTA = "eu-west-1 ResourceQuota shared-services/quota"
LIMITS = "us-east-1 LimitRange tenant-citynet/limits"
BACKEND = "us-east-1 Deployment tenant-fast-fiber/isp-backend"
SCALER = "us-east-1 HorizontalPodAutoscaler tenant-fast-fiber/isp-backend"
ROLLOUT = "us-east-1 Rollout tenant-citynet/isp-backend"
REDIS = "ap-southeast-1 StatefulSet tenant-lion-net/redis"
MONGODB = "eu-west-1 StatefulSet tenant-nordlicht/mongodb"
DATABASE = "us-east-1 Cluster tenant-fast-fiber/postgres"
STORE = "eu-west-1 ObjectStore tenant-nordlicht/postgres"
BACKUP = "us-east-1 CronJob tenant-metro-fiber/mongodb-backup"
MIGRATE = "us-east-1 Job platform-admin/platform-migrate"
LOKI = "eu-west-1 StatefulSet shared-services/loki"
POOLER = """
    apiVersion: postgresql.cnpg.io/v1
    kind: Pooler
    metadata: {name: pooler, namespace: tenant-citynet}
    spec:
      instances: 50
      template: {spec: {containers: [{name: pgbouncer, image: pgbouncer}]}}
    """
EVERYWHERE = """
    apiVersion: apps/v1
    kind: DaemonSet
    metadata: {name: agent, namespace: shared-services}
    spec:
      template: {spec: {containers: [{name: agent, image: agent}]}}
    """
TIGHT = """
    apiVersion: v1
    kind: ResourceQuota
    metadata: {name: tight, namespace: tenant-fast-fiber}
    spec: {hard: {cpu: "1"}}
    """


def _own_disk(spec: Body) -> None:
    """Claims that live as long as the pod."""
    claim = {"spec": {"resources": {"requests": {"storage": "1Ti"}}}}
    spec["volumes"].append({"name": "more", "ephemeral": {"volumeClaimTemplate": claim}})


def _sidecar(spec: Body) -> None:
    """A container that stays is counted with the others, although it is listed apart."""
    resources = {"requests": {"cpu": "4"}, "limits": {"cpu": "4"}}
    sidecar = {**spec["containers"][0], "name": "more", "resources": resources}
    spec.setdefault("initContainers", []).append({**sidecar, "restartPolicy": "Always"})


def _both_ways(body: Body) -> None:
    """A second limit with defaults, of which either may win."""
    body["spec"]["limits"].append({"type": "Container", "default": {"cpu": "16"}})


Q05: tuple[tuple[str, Change], ...] = (
    ("a tenant without a limit range", drop(LIMITS)),
    ("no default limit", on(LIMITS, cut("spec.limits.0.default"))),
    ("no largest container", on(LIMITS, cut("spec.limits.0.max.memory"))),
    (
        "no ratio",
        on(
            "eu-west-1 LimitRange shared-services/limits", cut("spec.limits.0.maxLimitRequestRatio")
        ),
    ),
    (
        "no largest claim",
        on("staging-us-east-1 LimitRange platform-admin/limits", cut("spec.limits.1.max")),
    ),
    ("defaults above the maximum", on(LIMITS, put("spec.limits.0.default.cpu", "32"))),
    (
        "defaults that break the ratio",
        on(LIMITS, put("spec.limits.0.defaultRequest.memory", "32Mi")),
    ),
    ("two defaults", on(LIMITS, _both_ways)),
    ("of pods instead of containers", on(LIMITS, put("spec.limits.0.type", "Pod"))),
    ("a maximum that is no amount", on(LIMITS, put("spec.limits.0.max.cpu", "plenty"))),
)
Q07: tuple[tuple[str, Change], ...] = (
    ("an autoscaler without measure", on(SCALER, put("spec.maxReplicas", 100))),
    (
        "an autoscaler of a rollout",
        on(
            "us-east-1 HorizontalPodAutoscaler tenant-citynet/isp-backend",
            put("spec.maxReplicas", 30),
        ),
    ),
    ("a larger container", on(BACKEND, pod(put("containers.0.resources.requests.cpu", "10")))),
    ("a large surge", on(BACKEND, put("spec.strategy.rollingUpdate.maxSurge", "400%"))),
    (
        "both colours at once",
        on(
            ROLLOUT,
            put(
                "spec.strategy",
                {"blueGreen": {"activeService": "isp-backend", "previewReplicaCount": 1}},
            ),
        ),
    ),
    ("a smaller quota", on(QUOTA, put(("spec", "hard", "limits.memory"), "40Gi"))),
    (
        "fewer pods in the control plane",
        on("us-east-1 ResourceQuota platform-admin/quota", put("spec.hard.pods", "6")),
    ),
    ("a second, smaller quota", add(US, TIGHT)),
    (
        "a job as large as a node",
        on(MIGRATE, pod(put("containers.0.resources.limits.memory", "512Gi"))),
    ),
    ("many pods of one job", on(BACKUP, put("spec.jobTemplate.spec.parallelism", 40))),
    ("a sidecar", on(BACKEND, pod(_sidecar))),
    (
        "larger claims",
        on(REDIS, put("spec.volumeClaimTemplates.0.spec.resources.requests.storage", "50Ti")),
    ),
    ("claims of pods", on(BACKEND, pod(_own_disk))),
    ("more members of a database", on(DATABASE, put("spec.instances", 40))),
    (
        "a larger backup plugin",
        on(STORE, put("spec.instanceSidecarConfiguration.resources.requests.memory", "500Gi")),
    ),
    ("pods of a kind that nobody counts", add(US, POOLER)),
    ("a pod on every node", add(EU, EVERYWHERE)),
    (
        "a sandbox of unknown size",
        on(BACKEND, pod(lambda spec: spec.update(runtimeClassName="gvisor"))),
    ),
    ("replicas that are no number", on(LOKI, put("spec.replicas", "many"))),
    (
        "the quota of another priority's pods",
        on(BACKEND, pod(lambda spec: spec.update(priorityClassName="dotmac-platform"))),
    ),
)
Q11: tuple[tuple[str, Change], ...] = (
    ("fewer Services", on(QUOTA, put("spec.hard.services", "5"))),
    (
        "fewer Secrets than certificates need",
        on("eu-west-1 ResourceQuota tenant-nordlicht/quota", put("spec.hard.secrets", "15")),
    ),
    ("fewer ConfigMaps in the VPN", on(VPN_QUOTA, put("spec.hard.configmaps", "1"))),
    (
        "fewer stateful sets in shared services",
        on(SHARED_QUOTA, put(("spec", "hard", "count/statefulsets.apps"), "1")),
    ),
    ("a history beyond the count of jobs", on(BACKUP, put("spec.failedJobsHistoryLimit", 90))),
    (
        "a load balancer that takes node ports",
        on(
            "us-east-1 Service tenant-fast-fiber-vpn/wireguard",
            cut("spec.allocateLoadBalancerNodePorts"),
        ),
    ),
    (
        "a Service of a node",
        on("ap-southeast-1 Service tenant-lion-net/isp-backend", put("spec.type", "NodePort")),
    ),
    (
        "more load balancers",
        on("us-east-1 Service platform-admin/platform-backend", put("spec.type", "LoadBalancer")),
    ),
    (
        "a count of a kind of an operator",
        on(QUOTA, put(("spec", "hard", "count/externalsecrets.external-secrets.io"), "1")),
    ),
)
Q12: tuple[tuple[str, Change], ...] = (
    (
        "a container above the maximum",
        on(BACKEND, pod(put("containers.0.resources.limits.memory", "9Gi"))),
    ),
    (
        "a container below the minimum",
        on(
            "ap-southeast-1 Deployment tenant-lion-net/fluent-bit",
            pod(put("containers.0.resources.requests.cpu", "5m")),
        ),
    ),
    (
        "a container beyond the ratio",
        on(
            "eu-west-1 Deployment shared-services/loki-gateway",
            pod(put("containers.0.resources.requests.memory", "32Mi")),
        ),
    ),
    ("a smaller maximum", on(LIMITS, put("spec.limits.0.max.memory", "1Gi"))),
    (
        "a job of the control plane",
        on(MIGRATE, pod(put("containers.0.resources.limits.cpu", "17"))),
    ),
    (
        "a larger claim",
        on(MONGODB, put("spec.volumeClaimTemplates.0.spec.resources.requests.storage", "3Ti")),
    ),
    ("a larger database volume", on(DATABASE, put("spec.storage.size", "800Gi"))),
    (
        "a smaller claim of the VPN",
        on(
            "us-east-1 PersistentVolumeClaim tenant-fast-fiber-vpn/wireguard-data",
            put("spec.resources.requests.storage", "100Mi"),
        ),
    ),
    (
        "a backup plugin below the minimum",
        on(STORE, put("spec.instanceSidecarConfiguration.resources.requests.memory", "16Mi")),
    ),
)
WAYS: Ways = {"Q05": Q05, "Q07": Q07, "Q11": Q11, "Q12": Q12}
