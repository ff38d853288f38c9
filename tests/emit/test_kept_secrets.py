"""Secrets come from the store, each tenant's by its own way, and reach pods as files."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from tests.emit.whole import (
    all_pods,
    everything,
    namespaces,
    places,
    tenant_places,
    tenants,
)

SENSITIVE = re.compile(r"(?i)(password|secret|token|api_?key|private_?key|credential)")
HARMLESS = re.compile(r"(_FILE|__FILE|_NAME|_SECRET_NAME)$")
TENANTS = tenant_places()
LITERAL_KEYS = re.compile(r"-----BEGIN|AKIA[0-9A-Z]{16}|eyJ[A-Za-z0-9_-]{20,}")


def test_no_secret_is_rendered() -> None:
    assert not [manifest.name for manifest in everything() if manifest.kind == "Secret"]
    for manifest in everything():
        assert not LITERAL_KEYS.search(str(manifest.body)), manifest.name


def test_variables_name_files_and_never_hold_what_is_in_them() -> None:
    for pods in all_pods():
        for container in pods.containers:
            for variable in container.get("env", ()):
                name = variable["name"]
                if SENSITIVE.search(name) and not HARMLESS.search(name):
                    assert "secretKeyRef" in variable.get("valueFrom", {}), (pods.owner.name, name)
                if name.endswith("_FILE"):
                    assert variable["value"].startswith("/"), (pods.owner.name, name)


def test_files_that_variables_name_are_mounted() -> None:
    for pods in all_pods():
        for container in pods.containers:
            mounts = [mount["mountPath"] for mount in container.get("volumeMounts", ())]
            for variable in container.get("env", ()):
                if variable["name"].endswith("_FILE"):
                    path = variable["value"]
                    assert any(path.startswith(f"{mount}/") for mount in mounts), (
                        pods.owner.name,
                        variable["name"],
                    )


def test_files_of_secrets_are_readable_by_their_pod_alone() -> None:
    for pods in all_pods():
        for volume in pods.spec.get("volumes", ()):
            for source in ("secret", "projected"):
                if source in volume:
                    assert volume[source]["defaultMode"] & 0o007 == 0, pods.owner.name


@pytest.mark.parametrize("place", places(), ids="/".join)
def test_secrets_and_files_that_pods_mount_are_made_in_their_namespace(
    place: tuple[str, str],
) -> None:
    found = namespaces()[place]
    made: dict[str, set[str] | None] = {}
    for manifest in found:
        spec = manifest.body.get("spec", {})
        if manifest.kind == "ExternalSecret":
            template = spec["target"]["template"].get("data")
            made[spec["target"]["name"]] = set(
                template or (entry["secretKey"] for entry in spec["data"])
            )
        elif manifest.kind == "Certificate":
            made[spec["secretName"]] = {"ca.crt", "tls.crt", "tls.key"}
        elif manifest.kind == "ConfigMap":
            made[manifest.body["metadata"]["name"]] = set(manifest.body["data"])
    made["kube-root-ca.crt"] = {"ca.crt"}
    for pods in all_pods():
        if pods.owner not in found:
            continue
        for secret in pods.spec["imagePullSecrets"]:
            assert secret["name"] in made, pods.owner.name
        for volume in pods.spec.get("volumes", ()):
            sources = [volume, *volume.get("projected", {}).get("sources", ())]
            for source in sources:
                for kind in ("secret", "configMap"):
                    if kind not in source:
                        continue
                    name = source[kind].get("secretName") or source[kind]["name"]
                    assert name in made, (pods.owner.name, name)
                    keys = {item["key"] for item in source[kind].get("items", ())}
                    assert keys <= (made[name] or set()), (pods.owner.name, name, keys)


@pytest.mark.parametrize("place", TENANTS, ids="/".join)
def test_a_tenant_reads_its_own_part_of_the_store(place: tuple[str, str]) -> None:
    slug = place[1].removeprefix("tenant-").removesuffix("-vpn")
    accounts = {
        manifest.body["metadata"]["name"]
        for manifest in namespaces()[place]
        if manifest.kind == "ServiceAccount"
    }
    for manifest in namespaces()[place]:
        spec = manifest.body.get("spec", {})
        if manifest.kind == "SecretStore":
            login = spec["provider"]["vault"]["auth"]["kubernetes"]
            assert login["role"] == f"tenant-{slug}"
            assert login["serviceAccountRef"]["name"] in accounts
            assert "namespace" not in login["serviceAccountRef"]
        if manifest.kind == "ExternalSecret":
            assert spec["secretStoreRef"]["kind"] == "SecretStore"
            for entry in spec["data"]:
                assert entry["remoteRef"]["key"].startswith(f"tenants/{slug}/"), manifest.name


def test_no_store_serves_the_whole_cluster_without_saying_whom() -> None:
    for manifest in everything():
        if manifest.kind == "ClusterSecretStore":
            assert manifest.body["spec"]["conditions"], manifest.name


def test_each_component_has_a_role_and_password_of_its_own() -> None:
    users: dict[str, set[str]] = defaultdict(set)
    for manifest in tenants():
        spec = manifest.body.get("spec", {})
        if manifest.kind == "ExternalSecret":
            template = spec["target"]["template"]
            if template["type"] == "kubernetes.io/basic-auth":
                users[template["data"]["username"]].add(spec["data"][0]["remoteRef"]["key"])
    assert users
    assert all(len(paths) == 1 for paths in users.values()), users
    assert len({path for paths in users.values() for path in paths}) == len(users)
