"""What every pod of the fleet is held to: Pod Security restricted, and more.

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.emit.whole import (
    Body,
    Pods,
    all_pods,
    everything,
    fleet,
    namespaces,
    places,
)

OWN_USER = 10_000
SAFE_VOLUMES = {
    "configMap",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "persistentVolumeClaim",
    "projected",
    "secret",
}
IMAGE = re.compile(r"registry[a-z-]*\.dotmac\.io/[a-z0-9/._-]+:[\w.-]+@sha256:[0-9a-f]{64}")
DATABASES = {"postgres", "redis", "redis-cache", "mongodb"}


def vpn(pods: Pods) -> bool:
    """The one exception, in a namespace of its own that admission pins."""
    return str(pods.owner.body["metadata"]["namespace"]).endswith("-vpn")


def containers() -> Iterator[tuple[str, Body]]:
    """All containers, with a name for messages."""
    for pods in all_pods():
        for container in pods.containers:
            yield f"{pods.owner.name}: {container['name']}", container


def test_no_pod_shares_anything_with_its_node() -> None:
    for pods in all_pods():
        spec, name = pods.spec, pods.owner.name
        for field in ("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostAliases"):
            assert field not in spec, (name, field)
        for volume in spec.get("volumes", ()):
            (source,) = volume.keys() - {"name"}
            assert source in SAFE_VOLUMES, (name, volume["name"])
        assert "sysctls" not in spec["securityContext"], name
        assert spec["enableServiceLinks"] is False, name
    for name, container in containers():
        assert not [port for port in container.get("ports", ()) if "hostPort" in port], name


def test_containers_give_up_every_privilege() -> None:
    for name, container in containers():
        security = container["securityContext"]
        assert security["allowPrivilegeEscalation"] is False, name
        assert security["readOnlyRootFilesystem"] is True, name
        assert security["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert security["capabilities"]["drop"] == ["ALL"], name
        assert not security.keys() & {"privileged", "procMount", "seLinuxOptions"}, name
        assert "add" not in security["capabilities"] or "-vpn" in name or "vpn.yaml" in name, name


def test_pods_run_as_a_user_that_no_node_has() -> None:
    for pods in (pods for pods in all_pods() if not vpn(pods)):
        security, name = pods.spec["securityContext"], pods.owner.name
        assert security["runAsNonRoot"] is True, name
        assert security["runAsUser"] >= OWN_USER <= security["runAsGroup"], name
        assert security["fsGroup"] >= OWN_USER, name
        assert security["fsGroupChangePolicy"] == "OnRootMismatch", name
        assert security["seccompProfile"] == {"type": "RuntimeDefault"}, name
        for container in pods.containers:
            assert container["securityContext"]["runAsNonRoot"] is True, name
            assert not container["securityContext"].keys() & {"runAsUser", "runAsGroup"}, name


def test_wireguard_alone_has_a_capability_and_no_user_of_the_node() -> None:
    found = [pods for pods in all_pods() if vpn(pods)]
    assert found
    for pods in found:
        assert pods.labels["app.kubernetes.io/name"] == "wireguard"
        assert pods.spec["hostUsers"] is False
        (container,) = pods.containers
        assert container["securityContext"]["capabilities"]["add"] == ["NET_ADMIN"]


def test_no_probe_or_hook_names_a_host() -> None:
    for name, container in containers():
        handlers = [
            container.get(f"{kind}Probe", {}) for kind in ("startup", "readiness", "liveness")
        ]
        handlers += container.get("lifecycle", {}).values()
        for handler in handlers:
            for action in ("httpGet", "tcpSocket"):
                assert "host" not in handler.get(action, {}), name


def test_each_workload_has_an_account_of_its_own_without_a_token() -> None:
    for pods in all_pods():
        name, spec = pods.owner.name, pods.spec
        assert spec["serviceAccountName"] not in ("", "default"), name
        assert spec["automountServiceAccountToken"] is False, name
    for manifest in everything():
        if manifest.kind == "ServiceAccount" and "argocd/" not in manifest.path:
            assert manifest.body["automountServiceAccountToken"] is False, manifest.name


@pytest.mark.parametrize("place", places(), ids="/".join)
def test_pods_of_a_namespace_name_accounts_that_stand_in_it_one_workload_each(
    place: tuple[str, str],
) -> None:
    found = namespaces()[place]
    accounts = {body["metadata"]["name"] for _, body in found if body["kind"] == "ServiceAccount"}
    owners: dict[str, str] = {}
    for pods in all_pods():
        if pods.owner in found:
            account = pods.spec["serviceAccountName"]
            assert account in accounts, pods.owner.name
            assert owners.setdefault(account, pods.owner.name) == pods.owner.name


def test_tokens_are_short_lived_and_only_prometheus_has_one_in_a_tenant() -> None:
    for pods in all_pods():
        tokens = [
            source["serviceAccountToken"]
            for volume in pods.spec.get("volumes", ())
            for source in volume.get("projected", {}).get("sources", ())
            if "serviceAccountToken" in source
        ]
        assert all(token["expirationSeconds"] <= 3600 for token in tokens), pods.owner.name
        if tokens and "/tenants/" in pods.owner.path:
            assert pods.labels["app.kubernetes.io/name"] == "prometheus"


def test_images_are_the_registrys_and_pinned_by_digest() -> None:
    for name, container in containers():
        assert IMAGE.fullmatch(container["image"]), (name, container["image"])
        assert container["imagePullPolicy"] == "Always", name
    for manifest in everything():
        if manifest.kind == "Cluster":
            assert IMAGE.fullmatch(manifest.body["spec"]["imageName"]), manifest.name
    assert all(pods.spec["imagePullSecrets"] for pods in all_pods())


def test_every_container_says_what_it_needs_and_a_database_shares_no_memory() -> None:
    for pods in all_pods():
        for container in pods.containers:
            requests, limits = (container["resources"][kind] for kind in ("requests", "limits"))
            assert requests.keys() == limits.keys() == {"cpu", "memory", "ephemeral-storage"}
            if pods.labels["app.kubernetes.io/name"] in DATABASES:
                assert requests["memory"] == limits["memory"], pods.owner.name
    for manifest in everything():
        if manifest.kind == "Cluster":
            resources = manifest.body["spec"]["resources"]
            assert resources["requests"]["memory"] == resources["limits"]["memory"]


def test_scratch_space_is_bounded() -> None:
    for pods in all_pods():
        for volume in pods.spec.get("volumes", ()):
            if "emptyDir" in volume:
                assert "sizeLimit" in volume["emptyDir"], (pods.owner.name, volume["name"])


def test_mounts_and_volumes_belong_together() -> None:
    for pods in all_pods():
        volumes = [volume["name"] for volume in pods.spec.get("volumes", ())]
        volumes += [
            template["metadata"]["name"]
            for template in pods.owner.body["spec"].get("volumeClaimTemplates", ())
        ]
        mounted = {
            mount["name"]
            for container in pods.containers
            for mount in container.get("volumeMounts", ())
        }
        assert sorted(mounted) == sorted(volumes), pods.owner.name


def test_pods_go_to_their_own_region_with_their_own_priority() -> None:
    for pods in all_pods():
        spec, name = pods.spec, pods.owner.name
        assert not spec.keys() & {"nodeName", "schedulerName", "tolerations"}, name
        assert spec["priorityClassName"].startswith("dotmac-"), name
        if "/tenants/" in pods.owner.path and "grants.yaml" not in pods.owner.path:
            assert spec["priorityClassName"].startswith("dotmac-tenant-"), name
        (term,) = spec["affinity"]["nodeAffinity"][
            "requiredDuringSchedulingIgnoredDuringExecution"
        ]["nodeSelectorTerms"]
        assert term["matchExpressions"][0]["key"] == "topology.kubernetes.io/region", name
        assert "podAffinity" not in spec["affinity"], name


def test_jobs_end() -> None:
    for manifest in everything():
        spec = manifest.body.get("spec", {})
        if manifest.kind == "CronJob":
            assert spec["concurrencyPolicy"] == "Forbid"
            assert spec["startingDeadlineSeconds"] > 0
            assert spec["timeZone"] == "Etc/UTC"
            assert spec["successfulJobsHistoryLimit"] <= 3 >= spec["failedJobsHistoryLimit"]
            spec = spec["jobTemplate"]["spec"]
        if manifest.kind in ("Job", "CronJob"):
            for field in ("backoffLimit", "activeDeadlineSeconds", "ttlSecondsAfterFinished"):
                assert spec[field] > 0, (manifest.name, field)
        if manifest.kind in ("Deployment", "StatefulSet", "Rollout"):
            assert spec["revisionHistoryLimit"] <= 10, manifest.name


def test_namespaces_pin_the_level_and_version_of_pod_security() -> None:
    for manifest in fleet():
        if manifest.kind == "Namespace":
            labels = manifest.body["metadata"]["labels"]
            for mode in ("enforce", "audit", "warn"):
                key = f"pod-security.kubernetes.io/{mode}"
                assert re.fullmatch(r"v1\.\d\d", labels[f"{key}-version"]), manifest.name
                if "/tenants/" in manifest.path and not manifest.name.endswith("-vpn"):
                    assert labels[key] == "restricted", manifest.name
