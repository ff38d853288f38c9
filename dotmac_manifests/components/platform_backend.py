"""What every pod of the platform-backend image has: environment, secrets as files, volumes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dotmac_manifests.components.jaeger import TRACES_GRPC
from dotmac_manifests.components.platform_config import (
    BACKEND,
    CLIENT_CERTIFICATE,
    CONFIG_MAP,
    DATABASE,
    DATABASE_SECRET,
    REDIS_SECRET,
    THIRD_PARTY,
    platform_environment,
)
from dotmac_manifests.components.pods import (
    Body,
    checksum,
    container,
    environment,
    scratch,
    secret_volume,
)
from dotmac_manifests.components.secret_store import CA_SECRET, TOKEN_AUDIENCE
from dotmac_manifests.components.tokens import token
from dotmac_manifests.plan.model import ControlPlanePlan

PORT = 8000
SECRETS: Mapping[str, str] = {
    "postgres": DATABASE_SECRET,
    "redis": REDIS_SECRET,
    "backend": BACKEND,
    "third-party": THIRD_PARTY,
    "client-certificate": CLIENT_CERTIFICATE,
}
"""Folder below /run/secrets to the Secret that stands there."""


def backend_environment(plan: ControlPlanePlan) -> Mapping[str, str]:
    """Where the backend's image finds what it calls; credentials come as files beside it."""
    region, folder = plan.region, "/run/secrets"
    return {
        "GIT_BRANCH": region.platform.git.revision,
        "GIT_REPOSITORY": region.platform.git.repo_url,
        "GIT_TOKEN_FILE": f"{folder}/backend/git-token",
        "JWT_SECRET_FILE": f"{folder}/backend/jwt-secret",
        "LICENSE_KEY_FILE": f"{folder}/backend/license-key",
        "OTEL_EXPORTER_OTLP_ENDPOINT": TRACES_GRPC,
        "POSTGRES_DB": DATABASE,
        "POSTGRES_HOST": "postgres-rw",
        "POSTGRES_PASSWORD_FILE": f"{folder}/postgres/password",
        "POSTGRES_PORT": "5432",
        "POSTGRES_SSLMODE": "require",
        "POSTGRES_USER": DATABASE,
        "REDIS_HOST": "redis",
        "REDIS_PASSWORD_FILE": f"{folder}/redis/password",
        "REDIS_PORT": "6379",
        "SECRET_KEY_FILE": f"{folder}/backend/secret-key",
        "SENDGRID_API_KEY_FILE": f"{folder}/third-party/sendgrid-api-key",
        "STRIPE_SECRET_KEY_FILE": f"{folder}/third-party/stripe-secret-key",
        "STRIPE_WEBHOOK_SECRET_FILE": f"{folder}/third-party/stripe-webhook-secret",
        "TENANT_CA_FILE": f"{folder}/client-certificate/ca.crt",
        "TENANT_CLIENT_CERT_FILE": f"{folder}/client-certificate/tls.crt",
        "TENANT_CLIENT_KEY_FILE": f"{folder}/client-certificate/tls.key",
        "TWILIO_ACCOUNT_SID_FILE": f"{folder}/third-party/twilio-account-sid",
        "TWILIO_AUTH_TOKEN_FILE": f"{folder}/third-party/twilio-auth-token",
    }


def openbao_environment(plan: ControlPlanePlan) -> Mapping[str, str]:
    """How the API logs in to OpenBao; nothing else of the control plane does."""
    folder, store = "/run/secrets/openbao", plan.region.spec.secret_store
    values = {
        "BAO_ADDR": plan.region.secret_server,
        "BAO_AUTH_MOUNT": store.auth_mount,
        "BAO_AUTH_ROLE": BACKEND,
        "BAO_KV_MOUNT": store.kv_mount,
        "BAO_TOKEN_FILE": f"{folder}/token",
    }
    if store.server is None:
        values["BAO_CACERT"] = f"{folder}/ca.crt"
    return values


def backend_container(
    plan: ControlPlanePlan, name: str, workload: str, *, openbao: bool = False, **extra: Any
) -> Body:
    """A container of the backend's image; with ``openbao`` it may fetch secrets by itself."""
    mounts = {f"/run/secrets/{folder}:ro": folder for folder in SECRETS}
    values = dict(backend_environment(plan))
    if openbao:
        mounts["/run/secrets/openbao:ro"] = "openbao"
        values.update(openbao_environment(plan))
    return container(
        name,
        plan.images[BACKEND],
        plan.sizes[workload],
        env=environment(values),
        env_from=[{"configMapRef": {"name": CONFIG_MAP}}],
        mounts={**mounts, "/tmp": "tmp"},
        **extra,
    )


def backend_volumes() -> list[Body]:
    """Volumes of those containers."""
    return [
        *(secret_volume(folder, secret) for folder, secret in SECRETS.items()),
        scratch("tmp", "128Mi"),
    ]


def backend_annotations(plan: ControlPlanePlan) -> dict[str, str]:
    """Pod annotations that restart the pods when their settings change."""
    return checksum(platform_environment(plan))


def openbao_volume(plan: ControlPlanePlan) -> Body:
    """A token that only OpenBao accepts, and the authority that signed its certificate."""
    sources = [token(TOKEN_AUDIENCE)]
    if plan.region.spec.secret_store.server is None:
        items = [{"key": "ca.crt", "path": "ca.crt"}]
        sources.append({"secret": {"name": CA_SECRET, "items": items}})
    return {"name": "openbao", "projected": {"defaultMode": 0o400, "sources": sources}}
