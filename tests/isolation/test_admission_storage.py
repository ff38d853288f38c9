from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from dotmac_manifests.isolation.admission_storage import storage_policies
from tests.fleet import seed_plan
from tests.isolation.admitted import DEPLOYER, TENANT, VELERO, VPN, Request, refusals, rendered

Body = dict[str, Any]
CLAIM: Body = {
    "storageClassName": "dotmac-encrypted",
    "accessModes": ["ReadWriteOncePod"],
    "volumeMode": "Filesystem",
}
SNAPSHOT: Body = {"kind": "VolumeSnapshot", "name": "x"}


@cache
def policies() -> list[Body]:
    return rendered(storage_policies(seed_plan().regions["us-east-1"]))


def judged(
    api: str, kind: str, spec: Body, user: str = DEPLOYER, namespace: Body = TENANT
) -> list[str]:
    obj = {"apiVersion": api, "kind": kind, "metadata": {"name": "x"}, "spec": spec}
    return refusals(policies(), Request(obj=obj, user=user, namespace=namespace))


def claim(**fields: Any) -> list[str]:
    return judged("v1", "PersistentVolumeClaim", {**CLAIM, **fields})


def test_a_fresh_encrypted_disk_passes() -> None:
    assert claim() == []
    assert claim(accessModes=["ReadWriteOnce"]) == []


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"storageClassName": "standard"}, "encrypted class"),
        ({"storageClassName": ""}, "encrypted class"),
        ({"accessModes": ["ReadWriteMany"]}, "one node at a time"),
        ({"volumeMode": "Block"}, "file system"),
        ({"volumeName": "pv-of-someone"}, "nobody else's data"),
        ({"selector": {"matchLabels": {}}}, "nobody else's data"),
        ({"dataSource": SNAPSHOT}, "nobody else's data"),
        ({"dataSourceRef": {**SNAPSHOT, "namespace": "tenant-citynet"}}, "nobody else's data"),
    ],
)
def test_other_disks_are_refused(fields: Body, message: str) -> None:
    [refused] = claim(**fields)
    assert message in refused


def test_velero_restores_from_a_snapshot() -> None:
    restored = {**CLAIM, "dataSource": SNAPSHOT}
    assert judged("v1", "PersistentVolumeClaim", restored, VELERO) == []


def external(key: str = "tenants/fast-fiber/netbox", **fields: Any) -> list[str]:
    spec: Body = {
        "secretStoreRef": {"kind": "SecretStore", "name": "dotmac"},
        "target": {"name": "x", "template": {"type": "Opaque"}},
        "data": [{"secretKey": "k", "remoteRef": {"key": key}}],
        **fields,
    }
    return judged("external-secrets.io/v1", "ExternalSecret", spec)


def test_secrets_of_ones_own_pass() -> None:
    assert external() == []
    assert external(dataFrom=[{"extract": {"key": "tenants/fast-fiber/x"}}]) == []
    assert external(dataFrom=[{"find": {"path": "tenants/fast-fiber/x"}}]) == []
    assert external(secretStoreRef={"name": "dotmac"}) == []


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"key": "tenants/citynet/netbox"}, "own path"),
        ({"key": "tenants/fast-fiber-two/netbox"}, "own path"),
        ({"key": "tenants/fast-fiber/../citynet/netbox"}, "own path"),
        ({"key": "platform/database"}, "own path"),
        ({"dataFrom": [{"extract": {"key": "tenants/citynet/x"}}]}, "own path"),
        ({"dataFrom": [{"find": {"name": {"regexp": ".*"}}}]}, "own path"),
        ({"dataFrom": [{"sourceRef": {"generatorRef": {"kind": "X"}}}]}, "own SecretStore"),
        ({"secretStoreRef": {"kind": "ClusterSecretStore", "name": "x"}}, "own SecretStore"),
        ({"target": {"template": {"type": "kubernetes.io/service-account-token"}}}, "token"),
        ({"target": {"manifest": {"kind": "Role"}}}, "nothing but a Secret"),
    ],
)
def test_other_secrets_are_refused(fields: dict[str, Any], message: str) -> None:
    assert [text for text in external(**fields) if message in text]


def store(**login: Any) -> list[str]:
    server = seed_plan().regions["us-east-1"].secret_server
    kubernetes = {
        "role": "tenant-fast-fiber",
        "serviceAccountRef": {"name": "secret-store"},
        **login,
    }
    vault = {"server": login.pop("server", server), "auth": {"kubernetes": kubernetes}}
    return judged("external-secrets.io/v1", "SecretStore", {"provider": {"vault": vault}})


def test_a_store_with_the_tenants_own_role_passes() -> None:
    assert store() == []


@pytest.mark.parametrize(
    "login",
    [
        {"role": "tenant-citynet"},
        {"role": "platform-admin"},
        {"serviceAccountRef": {"name": "x", "namespace": "tenant-citynet"}},
        {"secretRef": {"name": "x"}},
        {"server": "https://evil.com"},
    ],
)
def test_another_role_or_server_is_refused(login: Body) -> None:
    assert store(**login)


def test_another_provider_is_refused() -> None:
    spec: Body = {"provider": {"kubernetes": {"remoteNamespace": "tenant-citynet"}}}
    assert judged("external-secrets.io/v1", "SecretStore", spec, namespace=VPN)
