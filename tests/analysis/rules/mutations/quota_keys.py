"""Ways to leave out of a quota what it has to bound."""

from __future__ import annotations

from typing import Any

from tests.analysis.rules.judge import Body
from tests.analysis.rules.mutations.edits import Change, Ways, add, both, cut, drop, on, put
from tests.analysis.rules.mutations.places import AP, EU

QUOTA = "us-east-1 ResourceQuota tenant-fast-fiber/quota"
VPN = "us-east-1 Namespace tenant-fast-fiber-vpn"
VPN_QUOTA = "us-east-1 ResourceQuota tenant-fast-fiber-vpn/quota"
SHARED_QUOTA = "eu-west-1 ResourceQuota shared-services/quota"
PLATFORM_QUOTA = "staging-us-east-1 ResourceQuota platform-admin/quota"
AFFINITY = "eu-west-1 ResourceQuota tenant-nordlicht/quota-cross-namespace-affinity"
PRIORITY = "us-east-1 ResourceQuota tenant-metro-fiber/quota-foreign-priority"
REDIS = "ap-southeast-1 StatefulSet tenant-lion-net/redis"
ANOTHER_CLASS = """
    apiVersion: storage.k8s.io/v1
    kind: StorageClass
    metadata: {name: fast}
    provisioner: ebs.csi.aws.com
    """
ANOTHER_PRIORITY = """
    apiVersion: scheduling.k8s.io/v1
    kind: PriorityClass
    metadata: {name: urgent}
    value: 900000000
    """
ANOTHER_TENANT = """
    apiVersion: v1
    kind: Namespace
    metadata: {name: sandbox, labels: {dotmac.io/tenant-slug: lion-net}}
    """


def _scope_whole_quota(body: Body) -> None:
    body["spec"]["scopes"] = ["NotBestEffort", "Terminating"]


def _allowing(priority: str) -> Any:
    def edit(body: Body) -> None:
        body["spec"]["scopeSelector"]["matchExpressions"][0]["values"].remove(priority)

    return edit


def _and_a_scope(body: Body) -> None:
    """Only pods of those priorities that end by themselves are refused."""
    more = {"scopeName": "Terminating", "operator": "Exists"}
    body["spec"]["scopeSelector"]["matchExpressions"].append(more)


Q01: tuple[tuple[str, Change], ...] = (
    ("a tenant without a quota", drop(QUOTA)),
    (
        "the VPN without quota and label",
        both(
            drop(VPN_QUOTA),
            on(VPN, cut(("metadata", "labels", "dotmac.io/tenant-slug"))),
        ),
    ),
    ("shared services without a quota", drop(SHARED_QUOTA)),
    ("memory without a limit", on(QUOTA, cut(("spec", "hard", "limits.memory")))),
    (
        "ephemeral storage of the control plane",
        on(PLATFORM_QUOTA, cut(("spec", "hard", "requests.ephemeral-storage"))),
    ),
    ("a quota for ending pods only", on(QUOTA, _scope_whole_quota)),
    ("a quota in another namespace", on(QUOTA, put("metadata.namespace", "elsewhere"))),
    ("an amount that is none", on(QUOTA, put(("spec", "hard", "requests.cpu"), "22 cores"))),
    ("a tenant's second namespace, unbounded", add(AP, ANOTHER_TENANT)),
)
Q02: tuple[tuple[str, Change], ...] = (
    ("node ports", on(QUOTA, put(("spec", "hard", "services.nodeports"), "10"))),
    ("any number of pods in the VPN", on(VPN_QUOTA, cut("spec.hard.pods"))),
    ("any number of secrets in shared services", on(SHARED_QUOTA, cut("spec.hard.secrets"))),
    ("any number of jobs", on(QUOTA, cut(("spec", "hard", "count/jobs.batch")))),
    (
        "bare replication controllers",
        on(PLATFORM_QUOTA, put("spec.hard.replicationcontrollers", "5")),
    ),
    ("any number of load balancers", on(QUOTA, cut(("spec", "hard", "services.loadbalancers")))),
    (
        "deployments counted under another group",
        both(
            on(QUOTA, cut(("spec", "hard", "count/deployments.apps"))),
            on(QUOTA, put(("spec", "hard", "count/deployments.extensions"), "30")),
        ),
    ),
)
Q03: tuple[tuple[str, Change], ...] = (
    ("any amount of storage", on(QUOTA, cut(("spec", "hard", "requests.storage")))),
    ("any number of claims", on(PLATFORM_QUOTA, cut("spec.hard.persistentvolumeclaims"))),
    (
        "a class that no key bounds",
        on(
            SHARED_QUOTA,
            cut(
                (
                    "spec",
                    "hard",
                    "dotmac-encrypted.storageclass.storage.k8s.io/persistentvolumeclaims",
                )
            ),
        ),
    ),
    ("a second class in the cluster", add(AP, ANOTHER_CLASS)),
    (
        "claims of a class of another name",
        on(REDIS, put("spec.volumeClaimTemplates.0.spec.storageClassName", "gp3")),
    ),
    (
        "more of a class than in all",
        on(
            QUOTA,
            put(
                ("spec", "hard", "dotmac-encrypted.storageclass.storage.k8s.io/requests.storage"),
                "6000Gi",
            ),
        ),
    ),
)
Q04: tuple[tuple[str, Change], ...] = (
    ("a tenant without it", drop(AFFINITY)),
    ("some such pods", on(AFFINITY, put("spec.hard.pods", "1"))),
    ("another thing at zero", on(AFFINITY, put("spec.hard", {"requests.cpu": "0"}))),
    (
        "another scope",
        on(AFFINITY, put("spec.scopeSelector.matchExpressions.0.scopeName", "Terminating")),
    ),
    ("a narrower scope", on(AFFINITY, _and_a_scope)),
    (
        "the control plane without it",
        drop("us-east-1 ResourceQuota platform-admin/quota-cross-namespace-affinity"),
    ),
    (
        "shared services' in another namespace",
        on(
            "ap-southeast-1 ResourceQuota shared-services/quota-cross-namespace-affinity",
            put("metadata.namespace", "default"),
        ),
    ),
)
Q10: tuple[tuple[str, Change], ...] = (
    ("a tenant without it", drop(PRIORITY)),
    ("the platform's priority", on(PRIORITY, _allowing("dotmac-platform"))),
    ("a system priority", on(PRIORITY, _allowing("system-node-critical"))),
    ("another plan's priority", on(PRIORITY, _allowing("dotmac-tenant-enterprise"))),
    ("some such pods", on(PRIORITY, put("spec.hard.pods", "3"))),
    ("a narrower scope", on(PRIORITY, _and_a_scope)),
    (
        "the other way round",
        on(PRIORITY, put("spec.scopeSelector.matchExpressions.0.operator", "NotIn")),
    ),
    ("a new priority that nobody refuses", add(EU, ANOTHER_PRIORITY)),
    (
        "shared services may be tenants",
        on(
            "us-east-1 ResourceQuota shared-services/quota-foreign-priority",
            _allowing("system-cluster-critical"),
        ),
    ),
    (
        "a namespace of another plan",
        on(
            "us-east-1 Namespace tenant-metro-fiber",
            put(("metadata", "labels", "dotmac.io/plan-tier"), "enterprise"),
        ),
    ),
)
WAYS: Ways = {"Q01": Q01, "Q02": Q02, "Q03": Q03, "Q04": Q04, "Q10": Q10}
