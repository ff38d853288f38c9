"""Ways to let pods at their node."""

from __future__ import annotations

from typing import Any

from tests.analysis.rules.judge import Body, Weakened
from tests.analysis.rules.mutations.edits import (
    Change,
    Edit,
    Ways,
    add,
    both,
    cut,
    drop,
    mutations,
    on,
    pod,
    push,
    put,
)
from tests.analysis.rules.mutations.places import US

VPN_SPACE = "us-east-1 Namespace tenant-fast-fiber-vpn"
VPN = "us-east-1 Deployment tenant-fast-fiber-vpn/wireguard"
VPN_POLICY = "us-east-1 ValidatingAdmissionPolicy dotmac-tenant-vpn-pods"
VPN_BINDING = "us-east-1 ValidatingAdmissionPolicyBinding dotmac-tenant-vpn-pods-vpns"
BACKEND = "us-east-1 Deployment tenant-fast-fiber/isp-backend"
ROLLOUT = "us-east-1 Rollout tenant-citynet/isp-backend"
MIGRATE = "staging-us-east-1 Job platform-admin/platform-migrate"
BACKUP = "eu-west-1 CronJob tenant-nordlicht/mongodb-backup"
LOKI = "ap-southeast-1 StatefulSet shared-services/loki"
REDIS = "ap-southeast-1 StatefulSet tenant-lion-net/redis"
MONGODB = "us-east-1 StatefulSet tenant-citynet/mongodb"
SMOKE = "us-east-1 AnalysisTemplate platform-admin/platform-smoke-test"
SMOKE_POD = "spec.metrics.0.provider.job.spec.template.spec"

HOST_PATH = {"name": "root", "hostPath": {"path": "/var/run"}}
SIDECAR = {"name": "sidecar", "image": "registry.dotmac.io/mirror/wg-easy/wg-easy:15.3.0"}
SECOND = """
    apiVersion: apps/v1
    kind: DaemonSet
    metadata: {name: helper, namespace: tenant-fast-fiber-vpn}
    spec:
      template:
        metadata: {labels: {app.kubernetes.io/name: wireguard}}
        spec:
          hostUsers: false
          containers:
            - name: wireguard
              image: registry.dotmac.io/mirror/wg-easy/wg-easy:15.3.0
              securityContext:
                allowPrivilegeEscalation: false
                readOnlyRootFilesystem: true
                capabilities: {drop: [ALL], add: [NET_ADMIN]}
                seccompProfile: {type: RuntimeDefault}
"""
DEBUG = """
    apiVersion: v1
    kind: Pod
    metadata: {name: debug, namespace: tenant-fast-fiber-vpn}
    spec: {containers: [{name: debug, image: registry.dotmac.io/tools/shell}]}
"""


def _level(namespace: str, label: str, value: str | None) -> Change:
    path = ("metadata", "labels", f"pod-security.kubernetes.io/{label}")
    return on(namespace, cut(path) if value is None else put(path, value))


def _spec(address: str, path: str, value: Any) -> Change:
    return on(address, pod(put(path, value)))


def _container(address: str, path: str, value: Any) -> Change:
    return on(address, pod(put(f"containers.0.{path}", value)))


def _context(address: str, path: str, value: Any) -> Change:
    """For the pod and its first container, so that neither makes up for the other."""
    edits: tuple[Edit, ...] = (
        put(f"securityContext.{path}", value),
        put(f"containers.0.securityContext.{path}", value),
    )
    return on(address, *(pod(edit) for edit in edits))


def _elsewhere(fleet: Weakened) -> None:
    """WireGuard moves to its tenant's main namespace, exemption and all."""
    body: Body = fleet.body(US, "Deployment", "tenant-fast-fiber-vpn", "wireguard")
    copy = {**body, "metadata": {**body["metadata"], "namespace": "tenant-fast-fiber"}}
    fleet.drop(US, "Deployment", "tenant-fast-fiber-vpn", "wireguard")
    fleet.add(US, str(copy))


ROLE = ("metadata", "labels", "app.kubernetes.io/component")
SLUG = ("metadata", "labels", "dotmac.io/tenant-slug")
NAME = ("spec", "template", "metadata", "labels", "app.kubernetes.io/name")
SELECTED = "spec.matchResources.namespaceSelector.matchExpressions.0.values"
RULES = "spec.matchConstraints.resourceRules.0"
CAPABILITIES = "securityContext.capabilities"
UNCONFINED = {"type": "Unconfined"}

WAYS: Ways = {
    "P01": (
        ("baseline", _level("us-east-1 Namespace tenant-citynet", "enforce", "baseline")),
        ("privileged", _level("eu-west-1 Namespace shared-services", "enforce", "privileged")),
        ("no level", _level("us-east-1 Namespace platform-admin", "enforce", None)),
        ("latest", _level("ap-southeast-1 Namespace tenant-lion-net", "enforce-version", "latest")),
        ("older", _level("eu-west-1 Namespace tenant-nordlicht", "enforce-version", "v1.20")),
        ("no audit", _level("staging-us-east-1 Namespace tenant-demo-isp", "audit", None)),
        ("operator", _level("us-east-1 Namespace cert-manager", "warn", "baseline")),
        ("not rendered", drop("us-east-1 Namespace tenant-metro-fiber")),
        ("misspelt", _level("us-east-1 Namespace tenant-citynet", "enforce", "Restricted")),
    ),
    "P02": (
        ("host network", _spec(BACKEND, "hostNetwork", True)),
        ("host processes of an analysis", on(SMOKE, put(f"{SMOKE_POD}.hostPID", True))),
        ("host IPC", _spec(BACKUP, "hostIPC", True)),
        ("host path", on(LOKI, pod(push("volumes", HOST_PATH)))),
        ("host port", _container(ROLLOUT, "ports.0.hostPort", 8000)),
        ("privileged", _container(MIGRATE, "securityContext.privileged", True)),
        ("capability", _container(REDIS, f"{CAPABILITIES}.add", ["SYS_ADMIN"])),
        ("another for the VPN", _container(VPN, f"{CAPABILITIES}.add", ["NET_RAW"])),
        ("the VPN's elsewhere", _container(BACKEND, f"{CAPABILITIES}.add", ["NET_ADMIN"])),
        ("VPN as the node's root", on(VPN, pod(cut("hostUsers")))),
        ("unmasked proc", _container(BACKEND, "securityContext.procMount", "Unmasked")),
        ("sysctl", _spec(BACKEND, "securityContext.sysctls", [{"name": "kernel.msgmax"}])),
        ("probe of another", _container(ROLLOUT, "livenessProbe.httpGet.host", "169.254.1.1")),
        ("init", on(MONGODB, pod(put("initContainers.0.securityContext.privileged", True)))),
        ("AppArmor", _container(REDIS, "securityContext.appArmorProfile", UNCONFINED)),
        ("SELinux", _spec(LOKI, "securityContext.seLinuxOptions", {"type": "spc_t"})),
        ("unreadable", _spec(BACKEND, "initContainers", "none")),
    ),
    "P03": (
        ("escalation", _container(BACKEND, "securityContext.allowPrivilegeEscalation", True)),
        ("root", _context(LOKI, "runAsUser", 0)),
        ("perhaps root", _container(MIGRATE, "securityContext.runAsNonRoot", False)),
        ("root in one container", _container(REDIS, "securityContext.runAsUser", 0)),
        ("capabilities kept", _container(ROLLOUT, f"{CAPABILITIES}.drop", [])),
        ("some dropped", _container(BACKUP, f"{CAPABILITIES}.drop", ["NET_RAW"])),
        ("system calls", _context(BACKEND, "seccompProfile", UNCONFINED)),
        ("volume", on(LOKI, pod(push("volumes", {"name": "n", "nfs": {"server": "a"}})))),
        ("VPN", _container(VPN, "securityContext.allowPrivilegeEscalation", True)),
        ("VPN moved", _elsewhere),
    ),
    "P04": (
        ("writable", _container(BACKEND, "securityContext.readOnlyRootFilesystem", False)),
        ("known user", _context(REDIS, "runAsUser", 999)),
        ("group of root", _container(BACKUP, "securityContext.runAsGroup", 0)),
        ("no volume group", on(LOKI, pod(cut("securityContext.fsGroup")))),
        ("service links", on(MIGRATE, pod(cut("enableServiceLinks")))),
        ("shared processes", _spec(BACKEND, "shareProcessNamespace", True)),
        ("host aliases", _spec(ROLLOUT, "hostAliases", [{"ip": "10.0.0.1"}])),
        ("more groups", _spec(MONGODB, "securityContext.supplementalGroups", [10001, 0])),
    ),
    "P05": (
        ("policy gone", drop(VPN_POLICY)),
        ("binding gone", drop(VPN_BINDING)),
        ("warns", on(VPN_BINDING, put("spec.validationActions", ["Warn"]))),
        ("lets pass on errors", on(VPN_POLICY, put("spec.failurePolicy", "Ignore"))),
        ("bound elsewhere", on(VPN_BINDING, put(SELECTED, ["tenant"]))),
        ("relabelled", on(VPN_SPACE, put(ROLE, "other"))),
        ("creations only", on(VPN_POLICY, put(f"{RULES}.operations", ["CREATE"]))),
        ("no ephemeral", on(VPN_POLICY, put(f"{RULES}.resources", ["pods"]))),
        ("unlisted", _level("eu-west-1 Namespace monitoring", "enforce", "privileged")),
        ("tenant", _level("ap-southeast-1 Namespace tenant-lion-net", "enforce", "privileged")),
        ("another tenant's", on(VPN_SPACE, put(SLUG, "citynet"))),
    ),
    "P06": (
        ("second workload", add(US, SECOND)),
        ("replicas", on(VPN, put("spec.replicas", 3))),
        ("sidecar", on(VPN, pod(push("containers", SIDECAR)))),
        ("init container", on(VPN, pod(push("initContainers", SIDECAR)))),
        ("image", _container(VPN, "image", "registry.dotmac.io/tools/shell:1")),
        ("privileged", _container(VPN, "securityContext.privileged", True)),
        ("capability", on(VPN, pod(push(f"containers.0.{CAPABILITIES}.add", "SYS_MODULE")))),
        ("the node's root", _spec(VPN, "hostUsers", True)),
        ("volume", on(VPN, pod(push("volumes", HOST_PATH)))),
        ("relabelled", on(VPN, put(NAME, "helper"))),
        ("writable", _container(VPN, "securityContext.readOnlyRootFilesystem", False)),
        ("in its place", both(drop(VPN), add(US, DEBUG))),
    ),
}

MUTATIONS = mutations(WAYS)
