"""Ways to have Argo CD fail in the middle: without rights, without an end, in the wrong order."""

from __future__ import annotations

from typing import Any

from tests.analysis.rules.mutations.edits import (
    Change,
    Ways,
    add,
    cut,
    drop,
    mutations,
    on,
    put,
)

TENANT = "us-east-1 {} tenant-citynet/{}"
ROLE = "us-east-1 Role tenant-citynet/argocd-deployer"
VPN_ROLE = "us-east-1 Role tenant-fast-fiber-vpn/argocd-deployer"
BINDING = "eu-west-1 RoleBinding tenant-nordlicht/argocd-deployer"
VPN_BINDING = "us-east-1 RoleBinding tenant-fast-fiber-vpn/argocd-deployer"
PROJECT = "us-east-1 AppProject argocd/tenant-citynet"
CM = "eu-west-1 ConfigMap argocd/argocd-cm"
MIGRATION = "us-east-1 Job tenant-citynet/isp-backend-migrate"
BUCKET = "us-east-1 Job shared-services/bucket-citynet"
POLICY = ("metadata", "annotations", "argocd.argoproj.io/hook-delete-policy")
HOOK = ("metadata", "annotations", "argocd.argoproj.io/hook")
WAVE = ("metadata", "annotations", "argocd.argoproj.io/sync-wave")
HEALTH = ("data", "resource.customizations.health.argoproj.io_Application")


def _wave(address: str, wave: str) -> Change:
    return on(address, put(WAVE, wave))


def _citynet(kind: str, name: str, wave: str) -> Change:
    return _wave(TENANT.format(kind, name), wave)


def _verbs(*verbs: str) -> Any:
    return put("rules.0.verbs", list(verbs))


PILING_UP = """
    apiVersion: batch/v1
    kind: Job
    metadata:
      generateName: check-
      namespace: tenant-citynet
      annotations:
        argocd.argoproj.io/hook: PostSync
        argocd.argoproj.io/hook-delete-policy: BeforeHookCreation
    spec: {activeDeadlineSeconds: 60, ttlSecondsAfterFinished: 60}
"""

WAYS: Ways = {
    "A13": (
        ("never prunes", on(ROLE, _verbs("get", "create", "patch"))),
        ("reads", on(ROLE, _verbs("get", "list", "watch"))),
        ("kind", on(ROLE, put("rules.1.resources", ["deployments"]))),
        ("group", on(ROLE, put("rules.1.apiGroups", ["app"]))),
        ("one object", on(ROLE, put("rules.0.resourceNames", ["redis"]))),
        ("no role", drop(ROLE)),
        ("no binding", drop(BINDING)),
        ("other account", on(BINDING, put("subjects.0.name", "tenant-harbor-link"))),
        ("other namespace", on(BINDING, put("subjects.0.namespace", "tenant-nordlicht"))),
        ("other role", on(BINDING, put("roleRef.name", "prometheus"))),
        ("vpn", drop(VPN_BINDING)),
        ("vpn's role", on(VPN_ROLE, cut("rules.0"))),
        ("nobody", drop("us-east-1 ServiceAccount argocd/tenant-citynet")),
        (
            "misspelt",
            on(PROJECT, put("spec.destinationServiceAccounts.0.defaultServiceAccount", "argocd:x")),
        ),
    ),
    "A14": (
        ("stays", on(MIGRATION, cut(POLICY))),
        ("in the way", on(MIGRATION, put(POLICY, "HookSucceeded"))),
        ("unknown policy", on(BUCKET, put(POLICY, "BeforeHookCreation,Always"))),
        ("unknown phase", on(BUCKET, put(HOOK, "Presync"))),
        ("no phase", on(BUCKET, put(HOOK, ""))),
        ("hangs", on(MIGRATION, cut("spec.activeDeadlineSeconds"))),
        ("no end", on(BUCKET, put("spec.activeDeadlineSeconds", 0))),
        ("remains", on(BUCKET, cut("spec.ttlSecondsAfterFinished"))),
        ("gone at once", on(MIGRATION, put("spec.ttlSecondsAfterFinished", 0))),
        ("piles up", add("us-east-1", PILING_UP)),
    ),
    "A15": (
        ("walls later", _wave("us-east-1 Application argocd/tenant-citynet-base", "30")),
        ("walls together", _wave("us-east-1 Application argocd/tenant-citynet-base", "25")),
        ("project", _wave(PROJECT, "50")),
        ("account", _wave("us-east-1 ServiceAccount argocd/tenant-citynet", "30")),
        ("admission", _wave("eu-west-1 Application argocd/cluster", "22")),
        ("operator", _wave("us-east-1 Application argocd/operator-cloudnative-pg", "26")),
        ("store of secrets", _wave("eu-west-1 Application argocd/operator-external-secrets", "9")),
        ("namespace", _wave("us-east-1 Application argocd/shared-services", "22")),
        ("secret", _citynet("ExternalSecret", "redis", "0")),
        ("secret's wave", _citynet("ExternalSecret", "redis", "-15")),
        ("store", _citynet("SecretStore", "dotmac", "-24")),
        ("store's account", _citynet("ServiceAccount", "secret-store", "0")),
        ("service account", _citynet("ServiceAccount", "isp-backend", "6")),
        ("settings", _citynet("ConfigMap", "mongodb-init", "1")),
        ("early hook", on(MIGRATION, put(HOOK, "PreSync"))),
        ("health", on(CM, cut(HEALTH))),
        ("settings gone", drop(CM)),
        ("no number", _citynet("ConfigMap", "redis", "early")),
        ("default deny", _wave("us-east-1 NetworkPolicy shared-services/default-deny", "9")),
        ("quota", _wave("us-east-1 ResourceQuota shared-services/quota", "9")),
    ),
}

MUTATIONS = mutations(WAYS)
