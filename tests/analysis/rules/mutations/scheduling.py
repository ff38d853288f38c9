"""Ways onto nodes, and before others, that were not promised."""

from __future__ import annotations

from typing import Any

from tests.analysis.rules.mutations import scheduling_priorities
from tests.analysis.rules.mutations.edits import Ways, add, both, cut, mutations, on, pod, put
from tests.analysis.rules.mutations.places import AP, EU, US

BACKEND = "us-east-1 Deployment tenant-fast-fiber/isp-backend"
ROLLOUT = "us-east-1 Rollout tenant-citynet/isp-backend"
MONGODB = "eu-west-1 StatefulSet tenant-nordlicht/mongodb"
DUMP = "ap-southeast-1 CronJob tenant-lion-net/mongodb-backup"
MIGRATE = "us-east-1 Job platform-admin/platform-migrate"
LOKI = "eu-west-1 StatefulSet shared-services/loki"
VPN = "us-east-1 Deployment tenant-fast-fiber-vpn/wireguard"
DATABASE = "us-east-1 Cluster tenant-fast-fiber/postgres"
SMOKE = "us-east-1 AnalysisTemplate platform-admin/platform-smoke-test"
TENANT = "us-east-1 Namespace tenant-metro-fiber"
SMOKE_POD = "spec.metrics.0.provider.job.spec.template.spec"
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
TERMS = f"affinity.nodeAffinity.{REQUIRED}.nodeSelectorTerms"
REGION = "topology.kubernetes.io/region"
AGENT = """
    apiVersion: apps/v1
    kind: DaemonSet
    metadata: {name: agent, namespace: %s}
    spec: {template: {spec: {containers: [{name: agent, image: agent}]}}}
    """
CLAIM = """
    apiVersion: resource.k8s.io/v1
    kind: ResourceClaimTemplate
    metadata: {name: gpu, namespace: tenant-lion-net}
    spec: {spec: {devices: {requests: [{name: gpu}]}}}
    """
DEVICES = """
    apiVersion: resource.k8s.io/v1
    kind: DeviceClass
    metadata: {name: gpu}
    """


def _near(namespaces: dict[str, Any]) -> dict[str, Any]:
    """A term of affinity to the database of somebody."""
    term = {"topologyKey": "kubernetes.io/hostname", "labelSelector": {}}
    return {**term, **namespaces}


def _selecting(key: str, operator: str, *values: str) -> list[Any]:
    return [{"matchExpressions": [{"key": key, "operator": operator, "values": list(values)}]}]


EXISTS = {"operator": "Exists"}
CONTROL_PLANE = {"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"}
FOREVER = {"key": "node.kubernetes.io/unreachable", **EXISTS, "effect": "NoExecute"}
WAYS: Ways = {
    "C01": (
        ("a node by name", on(BACKEND, pod(put("nodeName", "ip-10-0-0-1")))),
        ("a node of the platform's job", on(MIGRATE, pod(put("nodeName", "ip-10-0-0-1")))),
        ("another scheduler", on(MONGODB, pod(put("schedulerName", "mine")))),
        ("a scheduler of a database", on(DATABASE, put("spec.schedulerName", "mine"))),
        ("a host by label", on(VPN, pod(put(("nodeSelector", "kubernetes.io/hostname"), "ip-1")))),
        (
            "control-plane nodes",
            on(LOKI, pod(put(("nodeSelector", "node-role.kubernetes.io/control-plane"), ""))),
        ),
        (
            "a host by affinity",
            on(ROLLOUT, pod(put(TERMS, _selecting("kubernetes.io/hostname", "In", "ip-1")))),
        ),
        (
            "a preference for a host",
            on(
                DUMP,
                pod(
                    put(
                        f"affinity.nodeAffinity.{PREFERRED}",
                        [
                            {
                                "weight": 1,
                                "preference": _selecting("kubernetes.io/hostname", "In", "ip-1")[0],
                            }
                        ],
                    )
                ),
            ),
        ),
        (
            "a field of the node",
            on(
                BACKEND,
                pod(
                    put(
                        f"{TERMS}.0.matchFields",
                        [{"key": "metadata.name", "operator": "In", "values": ["ip-1"]}],
                    )
                ),
            ),
        ),
        (
            "a host of a database",
            on(
                DATABASE,
                put(("spec", "affinity", "nodeSelector", "kubernetes.io/hostname"), "ip-1"),
            ),
        ),
    ),
    "C03": (
        (
            "beside another tenant",
            on(
                BACKEND,
                pod(
                    put(
                        f"affinity.podAffinity.{REQUIRED}",
                        [_near({"namespaces": ["tenant-citynet"]})],
                    )
                ),
            ),
        ),
        (
            "beside anybody",
            on(
                MONGODB,
                pod(put(f"affinity.podAffinity.{REQUIRED}", [_near({"namespaceSelector": {}})])),
            ),
        ),
        (
            "a preference",
            on(
                ROLLOUT,
                pod(
                    put(
                        f"affinity.podAffinity.{PREFERRED}",
                        [{"weight": 1, "podAffinityTerm": _near({"namespaceSelector": {}})}],
                    )
                ),
            ),
        ),
        (
            "away from the others",
            on(
                VPN,
                pod(
                    put(
                        f"affinity.podAntiAffinity.{REQUIRED}",
                        [_near({"namespaceSelector": {"matchLabels": {"a": "b"}}})],
                    )
                ),
            ),
        ),
        (
            "a job of the platform",
            on(
                MIGRATE,
                pod(
                    put(
                        f"affinity.podAntiAffinity.{PREFERRED}",
                        [{"weight": 1, "podAffinityTerm": _near({"namespaces": ["default"]})}],
                    )
                ),
            ),
        ),
        (
            "a database beside anybody",
            on(
                DATABASE,
                put(
                    f"spec.affinity.additionalPodAffinity.{REQUIRED}",
                    [_near({"namespaceSelector": {}})],
                ),
            ),
        ),
        (
            "a database away from the others",
            on(
                DATABASE,
                put(
                    f"spec.affinity.additionalPodAntiAffinity.{REQUIRED}",
                    [_near({"namespaces": ["tenant-citynet"]})],
                ),
            ),
        ),
    ),
    "C04": (
        ("no affinity", on(BACKEND, pod(cut("affinity")))),
        ("another region", on(MONGODB, pod(put(TERMS, _selecting(REGION, "In", "us-east-1"))))),
        (
            "two regions",
            on(ROLLOUT, pod(put(TERMS, _selecting(REGION, "In", "us-east-1", "eu-west-1")))),
        ),
        (
            "an alternative without a region",
            on(
                DUMP,
                pod(
                    put(
                        f"{TERMS}",
                        [
                            *_selecting(REGION, "In", "ap-southeast-1"),
                            *_selecting("arch", "In", "arm64"),
                        ],
                    )
                ),
            ),
        ),
        ("any region but one", on(LOKI, pod(put(TERMS, _selecting(REGION, "NotIn", "us-east-1"))))),
        ("any region", on(VPN, pod(put(TERMS, _selecting(REGION, "Exists"))))),
        (
            "only a preference",
            both(
                on(MIGRATE, pod(cut(f"affinity.nodeAffinity.{REQUIRED}"))),
                on(
                    MIGRATE,
                    pod(
                        put(
                            f"affinity.nodeAffinity.{PREFERRED}",
                            [{"weight": 1, "preference": _selecting(REGION, "In", "us-east-1")[0]}],
                        )
                    ),
                ),
            ),
        ),
        (
            "a zone instead",
            on(
                BACKEND,
                pod(put(TERMS, _selecting("topology.kubernetes.io/zone", "In", "us-east-1a"))),
            ),
        ),
        ("a database", on(DATABASE, cut("spec.affinity.nodeAffinity"))),
        (
            "a selector of another region",
            on(BACKEND, pod(put(("nodeSelector", REGION), "eu-west-1"))),
        ),
        (
            "a tenant of another region",
            on(TENANT, put(("metadata", "labels", "dotmac.io/region"), "eu-west-1")),
        ),
        (
            "a tenant of no region",
            on(
                "eu-west-1 Namespace tenant-nordlicht-vpn",
                cut(("metadata", "labels", "dotmac.io/region")),
            ),
        ),
        ("an analysis", on(SMOKE, cut(f"{SMOKE_POD}.affinity"))),
    ),
    "C05": (
        ("on every node", add(US, AGENT % "tenant-citynet")),
        ("on every node for the platform", add(EU, AGENT % "shared-services")),
        ("on every node for a VPN", add(US, AGENT % "tenant-fast-fiber-vpn")),
        ("a claim of devices", add(AP, CLAIM)),
        ("devices for everybody", add(EU, DEVICES)),
        (
            "a pod with a device",
            on(BACKEND, pod(put("resourceClaims", [{"name": "gpu", "resourceClaimName": "gpu"}]))),
        ),
        (
            "a job with a device",
            on(MIGRATE, pod(put("resourceClaims", [{"name": "gpu", "resourceClaimName": "gpu"}]))),
        ),
    ),
    "C07": (
        ("every taint", on(BACKEND, pod(put("tolerations", [EXISTS])))),
        ("the control plane's", on(MONGODB, pod(put("tolerations", [CONTROL_PLANE])))),
        (
            "another tenant's nodes",
            on(ROLLOUT, pod(put("tolerations", [{"key": "dotmac.io/pool", "value": "citynet"}]))),
        ),
        ("a lost node for ever", on(LOKI, pod(put("tolerations", [FOREVER])))),
        ("a database", on(DATABASE, put("spec.affinity.tolerations", [EXISTS]))),
        ("a job of the platform", on(MIGRATE, pod(put("tolerations", [EXISTS])))),
        ("a schedule", on(DUMP, pod(put("tolerations", [{**CONTROL_PLANE, **EXISTS}])))),
    ),
}
MUTATIONS = mutations(WAYS | scheduling_priorities.WAYS)
