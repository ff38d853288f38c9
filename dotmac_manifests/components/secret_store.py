"""A namespace's door to the secret store, and its credentials for the registry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.certificates import CERTIFICATES, internal_certificate
from dotmac_manifests.components.resource import Component, Owner, Resource, metadata
from dotmac_manifests.components.secrets import external_secret
from dotmac_manifests.plan import names
from dotmac_manifests.plan.model import RegionPlan

Body = dict[str, Any]
ACCOUNT = "secret-store"
CA_SECRET = "secret-store-ca"
COMPONENT = "secrets"
VERSION = "1"
TOKEN_AUDIENCE = "vault"


class SecretStore(Component):
    """A namespaced SecretStore that logs in with a service account of its own namespace.

    The store binds ``role`` to that account and namespace, and the role to one path prefix, so
    that no namespace can read another's secrets even with a forged ExternalSecret. Where the
    store runs in the same cluster its certificate comes from the internal authority, whose
    certificate a Certificate of this namespace brings along.
    Source: https://external-secrets.io/latest/provider/hashicorp-vault/
    """

    def __init__(self, scope: Construct, namespace: str, role: str, region: RegionPlan) -> None:
        super().__init__(scope, f"secret-store-{namespace}")
        self._namespace = namespace
        store = region.spec.secret_store
        vault: Body = {
            "server": region.secret_server,
            "path": store.kv_mount,
            "version": "v2",
            "auth": {
                "kubernetes": {
                    "mountPath": store.auth_mount,
                    "role": role,
                    "serviceAccountRef": {"name": ACCOUNT, "audiences": [TOKEN_AUDIENCE]},
                }
            },
        }
        if store.server is None:
            vault["caProvider"] = {"type": "Secret", "name": CA_SECRET, "key": "ca.crt"}
            self._authority()
        Resource(
            self,
            "account",
            {
                "apiVersion": "v1",
                "kind": "ServiceAccount",
                "metadata": self._metadata(ACCOUNT),
                "automountServiceAccountToken": False,
            },
        )
        Resource(
            self,
            "store",
            {
                "apiVersion": "external-secrets.io/v1",
                "kind": "SecretStore",
                "metadata": self._metadata(names.SECRET_STORE),
                "spec": {"provider": {"vault": vault}},
            },
        )

    def _authority(self) -> None:
        """A certificate nobody serves with: its Secret carries the authority's `ca.crt`."""
        account = f"{ACCOUNT}.{self._namespace}"
        Resource(
            self,
            "authority",
            {
                "apiVersion": CERTIFICATES,
                "kind": "Certificate",
                "metadata": {
                    **self._metadata(CA_SECRET),
                    "annotations": {"argocd.argoproj.io/sync-wave": "-26"},
                },
                "spec": internal_certificate(
                    CA_SECRET, account, [f"{account}.svc"], ["client auth"]
                ),
            },
        )

    def _metadata(self, name: str) -> Body:
        return metadata(name, self._namespace, app=ACCOUNT, component=COMPONENT, version=VERSION)


class PullSecret(Component):
    """The namespace's own credentials for the registry, as every pod names them.

    ``path`` is where the store keeps `username` and `password`.
    """

    def __init__(self, scope: Construct, namespace: str, region: RegionPlan, path: str) -> None:
        super().__init__(scope, f"pull-secret-{namespace}")
        entry = '{"username":"{{ .username }}","password":"{{ .password }}"}'
        config = f'{{"auths":{{"{region.registry}":{entry}}}}}'
        keys: Mapping[str, str] = {"username": "username", "password": "password"}
        external_secret(
            self,
            Owner(namespace, "registry", COMPONENT, VERSION),
            names.PULL_SECRET,
            path=path,
            keys=keys,
            secret_type="kubernetes.io/dockerconfigjson",
            template={".dockerconfigjson": config},
        )
