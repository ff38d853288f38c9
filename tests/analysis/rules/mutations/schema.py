"""Ways to write what the API server does not take."""

from __future__ import annotations

from tests.analysis.rules.mutations.edits import Ways, add, cut, mutations, on, pod, put

DENY = "us-east-1 NetworkPolicy tenant-citynet/default-deny"
QUOTA = "eu-west-1 ResourceQuota tenant-nordlicht/quota"
BACKEND = "us-east-1 Deployment tenant-fast-fiber/isp-backend"
ROLLOUT = "us-east-1 Rollout tenant-citynet/isp-backend"
POSTGRES = "us-east-1 Cluster platform-admin/postgres"
PROJECT = "ap-southeast-1 AppProject argocd/tenant-lion-net"
ROUTE = "ap-southeast-1 HTTPRoute tenant-lion-net/portal-lionnet-example"
CITYNET = "us-east-1 Namespace tenant-citynet"
LION = "ap-southeast-1 Namespace tenant-lion-net"
VERSION = ("metadata", "labels", "pod-security.kubernetes.io/enforce-version")
REDIS = "eu-west-1 StatefulSet tenant-nordlicht/redis"
SERVICE = "us-east-1 Service tenant-citynet"
PLATFORM = "us-east-1 Service platform-admin/platform-backend"
NAME = "app.kubernetes.io/name"
LABEL = ("spec", "template", "metadata", "labels", NAME)
POD = "statefulset.kubernetes.io/pod-name"
UNKNOWN = """
    apiVersion: example.com/v1
    kind: Widget
    metadata: {name: widget, namespace: shared-services}
"""
OLD = """
    apiVersion: policy/v1beta1
    kind: PodSecurityPolicy
    metadata: {name: restricted}
    spec: {}
"""

WAYS: Ways = {
    "K01": (
        ("misspelt selector", on(DENY, put("spec.podSelectors", {}))),
        ("no selector", on(BACKEND, cut("spec.selector"))),
        ("misspelt quota", on(QUOTA, put("spec.limit", {"pods": "1"}))),
        ("quantity", on(QUOTA, put(("spec", "hard", "limits.memory"), "lots"))),
        ("type", on(BACKEND, put("spec.replicas", "two"))),
        ("container", on(BACKEND, pod(put("containers.0.privileged", True)))),
        ("container of a rollout", on(ROLLOUT, pod(put("containers.0.imagePullPolices", "x")))),
        ("custom resource", on(POSTGRES, put("spec.instance", 3))),
        ("project", on(PROJECT, put("spec.destination", []))),
        ("route", on(ROUTE, put("spec.hostname", "a.example"))),
        ("newest minor", on(CITYNET, put(VERSION, "latest"))),
        ("minor of a future", on(CITYNET, put(VERSION, "v2.0"))),
        ("minor as a number", on(LION, put(VERSION, 1))),
        ("unknown kind", add("eu-west-1", UNKNOWN)),
        ("kind of old", add("us-east-1", OLD)),
    ),
    "K02": (
        ("selector of a deployment", on(BACKEND, put("spec.selector.matchLabels", {"app": "x"}))),
        (
            "template of a rollout",
            on(ROLLOUT, cut(LABEL)),
        ),
        (
            "template of a set",
            on(REDIS, put(LABEL, "x")),
        ),
        ("every pod", on(BACKEND, put("spec.selector", {}))),
        ("operator", on(BACKEND, put("spec.selector", {"matchExpressions": [{"key": NAME}]}))),
        ("service", on(f"{SERVICE}/netbox", put(("spec", "selector", NAME), "netboxes"))),
        ("service of no pod", on(f"{SERVICE}/redis", put(("spec", "selector", POD), "redis-7"))),
        ("service in two words", on(f"{SERVICE}/isp-backend", put("spec.selector.tier", "x"))),
        ("platform's service", on(PLATFORM, put("spec.selector", {"app": "x"}))),
    ),
}

MUTATIONS = mutations(WAYS)
