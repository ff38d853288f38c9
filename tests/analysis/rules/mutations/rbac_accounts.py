"""Ways to share an account, or to take its token."""

from __future__ import annotations

from tests.analysis.rules.judge import Body
from tests.analysis.rules.mutations.edits import (
    Change,
    Ways,
    add,
    both,
    cut,
    drop,
    on,
    pod,
    push,
    put,
)
from tests.analysis.rules.mutations.grants import BINDING
from tests.analysis.rules.mutations.places import AP, EU, US


def prometheus_token(field: str, value: object) -> Change:
    """Change the token that Prometheus finds its targets with."""

    def edit(body: Body) -> None:
        (volume,) = (one for one in body["volumes"] if one["name"] == "api-token")
        volume["projected"]["sources"][0]["serviceAccountToken"][field] = value

    return on(f"{US} StatefulSet tenant-citynet/prometheus", pod(edit))


def token_volume(**token: object) -> dict[str, object]:
    """A projected token."""
    source = {"serviceAccountToken": {"path": "token", **token}}
    return {"name": "extra", "projected": {"sources": [source]}}


STORED = """
apiVersion: v1
kind: Secret
metadata: {name: stored, namespace: %s}
type: kubernetes.io/service-account-token
"""
ASKED = """
apiVersion: v1
kind: Secret
metadata:
  name: asked
  namespace: tenant-lion-net
  annotations: {kubernetes.io/service-account.name: prometheus}
"""
ELSEWHERE = """
apiVersion: v1
kind: ServiceAccount
metadata: {name: grafana, namespace: tenant-metro-fiber-vpn}
"""

WAYS: Ways = {
    "R08": (
        (
            "none",
            on(f"{US} Deployment tenant-citynet/celery-worker", pod(cut("serviceAccountName"))),
        ),
        (
            "default",
            on(
                f"{EU} StatefulSet tenant-nordlicht/redis",
                pod(put("serviceAccountName", "default")),
            ),
        ),
        (
            "shared-with-prometheus",
            on(
                f"{US} Deployment tenant-citynet/celery-worker",
                pod(put("serviceAccountName", "prometheus")),
            ),
        ),
        (
            "shared-in-the-control-plane",
            on(
                f"{US} Rollout platform-admin/platform-backend",
                pod(put("serviceAccountName", "openbao")),
            ),
        ),
        ("undefined", drop(f"{AP} ServiceAccount tenant-lion-net/redis")),
        (
            "renamed",
            on(
                f"{US} CronJob tenant-fast-fiber/mongodb-backup",
                pod(put("serviceAccountName", "backup")),
            ),
        ),
        (
            "vpn",
            on(
                f"{US} Deployment tenant-fast-fiber-vpn/wireguard",
                pod(put("serviceAccountName", "")),
            ),
        ),
        (
            "job-of-shared-services",
            on(f"{US} Job shared-services/bucket-citynet", pod(put("serviceAccountName", "loki"))),
        ),
        (
            "moved-account",
            both(
                drop(f"{US} ServiceAccount tenant-citynet/grafana"),
                add(
                    US,
                    ELSEWHERE,
                ),
            ),
        ),
    ),
    "R09": (
        ("tenant", add(US, STORED % "tenant-citynet")),
        ("gitops", add(EU, STORED % "argocd")),
        ("platform", add(US, STORED % "platform-admin")),
        (
            "by-annotation",
            add(
                AP,
                ASKED,
            ),
        ),
        (
            "by-external-secret",
            on(
                f"{US} ExternalSecret tenant-citynet/grafana",
                put("spec.target.template.type", "kubernetes.io/service-account-token"),
            ),
        ),
        (
            "listed-by-the-account",
            on(
                f"{US} ServiceAccount tenant-citynet/prometheus",
                push("secrets", {"name": "prometheus-token"}),
            ),
        ),
    ),
    "R16": (
        (
            "account",
            on(
                f"{US} ServiceAccount tenant-citynet/isp-backend",
                put("automountServiceAccountToken", True),
            ),
        ),
        (
            "account-says-nothing",
            on(f"{EU} ServiceAccount tenant-nordlicht/redis", cut("automountServiceAccountToken")),
        ),
        ("default-dropped", drop(f"{US} ServiceAccount tenant-fast-fiber-vpn/default")),
        (
            "default-mounts",
            on(
                f"{AP} ServiceAccount tenant-lion-net/default",
                put("automountServiceAccountToken", True),
            ),
        ),
        ("default-of-the-platform", drop(f"{US} ServiceAccount platform-admin/default")),
        ("default-of-an-operator", drop(f"{EU} ServiceAccount velero/default")),
        (
            "pod",
            on(
                f"{US} Rollout tenant-citynet/isp-backend",
                pod(put("automountServiceAccountToken", True)),
            ),
        ),
        (
            "pod-says-nothing",
            on(f"{US} StatefulSet shared-services/loki", pod(cut("automountServiceAccountToken"))),
        ),
        (
            "text-is-not-false",
            on(
                f"{US} Job tenant-citynet/mongodb-init",
                pod(put("automountServiceAccountToken", "false")),
            ),
        ),
    ),
    "R17": (
        ("no-expiry", prometheus_token("expirationSeconds", None)),
        ("a-year", prometheus_token("expirationSeconds", 31_536_000)),
        ("too-short-to-be-true", prometheus_token("expirationSeconds", 60)),
        ("text", prometheus_token("expirationSeconds", "3600")),
        (
            "for-the-api-server",
            on(
                f"{US} Rollout tenant-citynet/isp-backend",
                pod(push("volumes", token_volume(expirationSeconds=3600))),
            ),
        ),
        (
            "audience-dropped",
            on(
                f"{US} Rollout platform-admin/platform-backend",
                pod(push("volumes", token_volume(expirationSeconds=3600, audience=""))),
            ),
        ),
        ("binding-dropped", drop(BINDING)),
        (
            "vpn",
            on(
                f"{US} Deployment tenant-fast-fiber-vpn/wireguard",
                pod(push("volumes", token_volume(audience="vault"))),
            ),
        ),
    ),
}
