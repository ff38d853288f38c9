"""Nobody asks the secret store for another tenant's secrets.

Why: the path in an ExternalSecret is a wish, and the role at the store decides; but a role that is
wider than it should be goes unnoticed until a path makes use of it. So each tenant asks below its
own path only, and the platform asks for nothing of a tenant's but the key of its bucket, which
the provisioner has to know as well.

Reads: every key of ExternalSecrets: data, dataFrom, overrides of the store by entry, generators;
ClusterExternalSecrets, which write into namespaces they choose. Whether the store's policies agree
is not in the manifests.

Violating:

    apiVersion: external-secrets.io/v1
    kind: ExternalSecret
    metadata:
      name: redis
      namespace: tenant-acme
    spec:
      secretStoreRef:
        name: dotmac
        kind: SecretStore
      data:
        - secretKey: password
          remoteRef:
            key: tenants/globex/redis
            property: password

Clean:

    apiVersion: external-secrets.io/v1
    kind: ExternalSecret
    metadata:
      name: redis
      namespace: tenant-acme
    spec:
      secretStoreRef:
        name: dotmac
        kind: SecretStore
      data:
        - secretKey: password
          remoteRef:
            key: tenants/acme/redis
            property: password

Source: https://external-secrets.io/latest/guides/multi-tenancy/;
https://external-secrets.io/latest/api/externalsecret/; OWASP K8s Top Ten 2025 K03
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.kube.yaml_reader import FieldPath


def check(facts: Facts) -> Iterator[Broken]:
    """Keys of somebody else."""
    for shared in facts.kind("ClusterExternalSecret"):
        yield Broken(
            shared,
            f"ClusterExternalSecret {shared.ref.name} writes one secret into many namespaces",
            "make an ExternalSecret in each namespace, with a path of its own",
        )
    for secret in facts.kind("ExternalSecret"):
        stores = _stores(secret)
        for path, store in stores:
            if store.get("kind", "SecretStore") != "SecretStore":
                yield Broken(
                    secret,
                    f"ExternalSecret {secret.ref.name} reads {store.get('kind')} "
                    f"{store.get('name')}, which is not its namespace's own",
                    "name a SecretStore of the namespace",
                    path,
                )
        for path, key in _keys(secret):
            wrong = _wrong(facts, secret, key)
            if wrong:
                yield Broken(
                    secret,
                    f"ExternalSecret {secret.ref.name} of {secret.ref.namespace} {wrong}",
                    "ask below the namespace's own path",
                    path,
                )


def _stores(secret: Manifest) -> list[tuple[FieldPath, Mapping[str, Any]]]:
    """Every store that is named, for all entries or for one."""
    found: list[tuple[FieldPath, Mapping[str, Any]]] = [
        (("spec", "secretStoreRef"), mapping(secret.body, "spec", "secretStoreRef"))
    ]
    for field in ("data", "dataFrom"):
        for index, entry in enumerate(items(secret.body, "spec", field)):
            store = mapping(entry, "sourceRef", "storeRef")
            if store:
                found.append((("spec", field, index, "sourceRef"), store))
    return found


def _keys(secret: Manifest) -> Iterator[tuple[FieldPath, str | None]]:
    """Every key that is asked for; nothing where that cannot be told."""
    for index, entry in enumerate(items(secret.body, "spec", "data")):
        key = mapping(entry, "remoteRef").get("key")
        yield ("spec", "data", index, "remoteRef"), key if isinstance(key, str) else None
    for index, entry in enumerate(items(secret.body, "spec", "dataFrom")):
        key = mapping(entry, "extract").get("key") or mapping(entry, "find").get("path")
        yield ("spec", "dataFrom", index), key if isinstance(key, str) else None


def _wrong(facts: Facts, secret: Manifest, key: str | None) -> str:
    """What is wrong with a key; empty if nothing is."""
    site, space = facts.site, secret.ref.namespace
    if key is None:
        return "asks for secrets that cannot be told: no key is named"
    if ".." in key or "//" in key or key.startswith("/"):
        return f"asks for {key!r}, a path that cannot be judged"
    if space in facts.owners:
        own = f"{site.secret_path_prefix}{facts.owners[space]}/"
        return "" if key.startswith(own) else f"asks for {key!r}, which is not below {own}"
    if not f"{key}/".startswith(site.secret_path_prefix):
        return ""
    tenant, _, rest = key.removeprefix(site.secret_path_prefix).partition("/")
    if (
        space in site.platform_namespaces
        and rest in site.shared_secrets
        and secret.ref.name == f"{site.tenant_namespace_prefix}{tenant}-{rest}"
    ):
        return ""
    return f"asks for {key!r}, which belongs to tenant {tenant!r}"


RULE = Rule("X03", "own-secret-paths", Severity.CRITICAL, check)
