"""Claims and ways to secrets that an API server must not take."""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.rules.admission._wrong import (
    OTHER,
    PROBE,
    Place,
    Wrong,
    cut,
    has,
    push,
    put,
)


def claims(_: Place) -> Iterator[Wrong]:
    """Claims of a tenant's namespace."""
    yield Wrong("a claim of another class", put("spec.storageClassName", OTHER))
    yield Wrong("a claim of the default class", cut("spec.storageClassName"))
    yield Wrong("a claim of class ''", put("spec.storageClassName", ""))
    yield Wrong("a claim that nodes share", push("spec.accessModes", "ReadWriteMany"))
    yield Wrong("a claim that nodes read", put("spec.accessModes", ["ReadOnlyMany"]))
    yield Wrong("a claim without access mode", cut("spec.accessModes"))
    yield Wrong("a claim of a raw device", put("spec.volumeMode", "Block"))
    source = {"apiGroup": "snapshot.storage.k8s.io", "kind": "VolumeSnapshot", "name": PROBE}
    for field, value in (
        ("selector", {"matchLabels": {"a": "b"}}),
        ("volumeName", PROBE),
        ("dataSource", source),
        ("dataSourceRef", source),
    ):
        yield Wrong(f"a claim with {field}", put(f"spec.{field}", value))


def external_secrets(place: Place) -> Iterator[Wrong]:
    """ExternalSecrets of a tenant's namespace."""
    prefix = place.site.secret_path_prefix
    yield Wrong(
        "a secret of a cluster's store", put("spec.secretStoreRef.kind", "ClusterSecretStore")
    )
    yield Wrong("a secret of no store", cut("spec.secretStoreRef"))
    for key in (
        f"{prefix}{PROBE}/password",
        "platform/password",
        f"{prefix}{place.tenant}",
        f"{prefix}{place.tenant}-{PROBE}/password",
        f"{prefix}{place.tenant}/../{PROBE}/password",
        f"/{prefix}{place.tenant}/password",
    ):
        data = {"secretKey": PROBE, "remoteRef": {"key": key}}
        yield Wrong(f"a secret from {key}", push("spec.data", data))
        yield Wrong(f"secrets from {key}", push("spec.dataFrom", {"extract": {"key": key}}))
        yield Wrong(f"secrets below {key}", push("spec.dataFrom", {"find": {"path": key}}))
    yield Wrong("secrets that are searched everywhere", push("spec.dataFrom", {"find": {}}))
    foreign = {"storeRef": {"kind": "ClusterSecretStore", "name": PROBE}}
    own = f"{prefix}{place.tenant}/{PROBE}"
    data = {"secretKey": PROBE, "remoteRef": {"key": own}, "sourceRef": foreign}
    yield Wrong("a secret of another store", push("spec.data", data))
    several = {"extract": {"key": own}, "sourceRef": foreign}
    yield Wrong("secrets of another store", push("spec.dataFrom", several))
    token = put("spec.target.template.type", "kubernetes.io/service-account-token")
    yield Wrong("a secret that is an account's token", token)
    manifest = {"apiVersion": "v1", "kind": "ConfigMap"}
    yield Wrong("a secret that is something else", put("spec.target.manifest", manifest))


def secret_stores(place: Place) -> Iterator[Wrong]:
    """SecretStores of a tenant's namespace."""
    vault = "spec.provider.vault"
    account = f"{vault}.auth.kubernetes"
    known = has("spec", "provider", "vault", "auth", "kubernetes")
    yield Wrong("a store elsewhere", put(f"{vault}.server", "https://probe.example.org"), known)
    yield Wrong("a store of another kind", put("spec.provider", {"fake": {}}))
    yield Wrong("a store that nobody logs in to", cut(f"{vault}.auth"), known)
    token = {"tokenSecretRef": {"name": PROBE, "key": PROBE}}
    yield Wrong("a store with a stored token", put(f"{vault}.auth", token), known)
    for role in (OTHER, place.other, f"{place.deployer.rpartition(':')[2]}-{PROBE}"):
        yield Wrong(f"a store of role {role}", put(f"{account}.role", role), known)
    space = put(f"{account}.serviceAccountRef.namespace", place.other)
    yield Wrong("a store with another namespace's account", space, known)
    yield Wrong("a store without account", cut(f"{account}.serviceAccountRef"), known)
    stored = put(f"{account}.secretRef", {"name": PROBE})
    yield Wrong("a store with an account's stored token", stored, known)
