"""OpenBao's configuration: storage, listener, seal, audit.

Source: https://openbao.org/docs/configuration/ . There is no `disable_mlock`: OpenBao does not
lock its memory, so that its pods need no IPC_LOCK; nodes must run without swap instead, which is
the kubelet's default.
"""

from __future__ import annotations

from collections.abc import Mapping
from json import dumps

from dotmac_manifests.components.pods import Body, environment
from dotmac_manifests.components.tokens import token
from dotmac_manifests.plan.model import ControlPlanePlan
from dotmac_manifests.spec.region import RegionSpec

NAME = "openbao"
API, CLUSTER = 8200, 8201
TLS = "/openbao/tls"
IDENTITY = "/openbao/identity"
GOOGLE_CREDENTIALS = "google.json"


def hosts(plan: ControlPlanePlan) -> tuple[str, ...]:
    """Every name that a client or a member calls a server by."""
    services = [NAME, f"{NAME}-headless"]
    services += [f"{NAME}-{index}.{NAME}-headless" for index in range(plan.sizes[NAME].replicas)]
    suffixes = ("", f".{plan.namespace}", f".{plan.namespace}.svc")
    local = f".{plan.namespace}.svc.cluster.local"
    return ("localhost", *(f"{name}{end}" for name in services for end in (*suffixes, local)))


def member(plan: ControlPlanePlan, pod: str) -> str:
    """Name of one server."""
    return f"{pod}.{NAME}-headless.{plan.namespace}.svc"


def server_config(plan: ControlPlanePlan) -> str:
    """`openbao.json`.

    Audit goes to the standard output, with the values of secrets replaced by HMACs, and from
    there to Loki; the API cannot add or remove audit devices.
    """
    config: Body = {
        "ui": False,
        "cluster_name": f"dotmac-{plan.region.name}",
        "log_format": "json",
        "listener": [
            {
                "tcp": {
                    "address": f"[::]:{API}",
                    "cluster_address": f"[::]:{CLUSTER}",
                    "tls_cert_file": f"{TLS}/tls.crt",
                    "tls_key_file": f"{TLS}/tls.key",
                    "tls_min_version": "tls12",
                }
            }
        ],
        "storage": {"raft": {"path": "/openbao/data", "retry_join": _members(plan)}},
        "audit": [{"file": {"stdout": {"options": {"file_path": "stdout"}}}}],
    }
    if seal := _seal(plan.region.spec):
        config["seal"] = [seal]
    return dumps(config, indent=2, sort_keys=True) + "\n"


def _members(plan: ControlPlanePlan) -> list[Body]:
    return [
        {
            "leader_api_addr": f"https://{member(plan, f'{NAME}-{index}')}:{API}",
            "leader_ca_cert_file": f"{TLS}/ca.crt",
        }
        for index in range(plan.sizes[NAME].replicas)
    ]


def _seal(region: RegionSpec) -> Body | None:
    """The provider's key service; without it operators unseal each server by hand."""
    unseal = region.secret_store.unseal
    if unseal is None:
        return None
    if region.provider == "gcp":
        _, project, _, location, _, ring, _, key = unseal.key.split("/")
        parts = {"project": project, "region": location, "key_ring": ring, "crypto_key": key}
        return {"gcpckms": parts}
    return {"awskms": {"region": region.cloud_region, "kms_key_id": unseal.key}}


def google_credentials(region: RegionSpec) -> Mapping[str, str]:
    """File that tells Google's libraries to trade the pod's token for one of Google's.

    It holds no secret. Source: https://cloud.google.com/iam/docs/workload-identity-federation
    """
    unseal = region.secret_store.unseal
    if unseal is None or region.provider != "gcp":
        return {}
    account = {
        "type": "external_account",
        "audience": unseal.identity,
        "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
        "token_url": "https://sts.googleapis.com/v1/token",
        "credential_source": {"file": f"{IDENTITY}/token"},
    }
    return {GOOGLE_CREDENTIALS: dumps(account, indent=2, sort_keys=True) + "\n"}


def identity_environment(region: RegionSpec) -> list[Body]:
    """Who the server is at the key service: a short-lived token of its own, no stored key."""
    unseal = region.secret_store.unseal
    if unseal is None:
        return []
    if region.provider == "gcp":
        path = f"/openbao/config/{GOOGLE_CREDENTIALS}"
        return environment({"GOOGLE_APPLICATION_CREDENTIALS": path})
    return environment(
        {
            "AWS_REGION": region.cloud_region,
            "AWS_ROLE_ARN": unseal.identity,
            "AWS_WEB_IDENTITY_TOKEN_FILE": f"{IDENTITY}/token",
        }
    )


def identity_volume(region: RegionSpec) -> Body | None:
    """The volume of that token; its audience is what the provider's token service expects."""
    unseal = region.secret_store.unseal
    if unseal is None:
        return None
    audience = unseal.identity if region.provider == "gcp" else "sts.amazonaws.com"
    projected = {"defaultMode": 0o400, "sources": [token(audience)]}
    return {"name": "identity", "projected": projected}
