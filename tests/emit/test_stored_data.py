"""Where data is kept, what may delete it, and how each part of it is saved."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from tests.emit.whole import (
    Body,
    Manifest,
    everything,
    namespaces,
    tenant_places,
    tenants,
)
from tests.fleet import fixture_plan

KEPT = "Prune=false,Delete=false"
CONFIRMED = "Prune=confirm,Delete=confirm"
OPTIONS = "argocd.argoproj.io/sync-options"
TENANTS = tenant_places()


@cache
def removable() -> frozenset[tuple[str, str]]:
    """Region and name of each namespace that Git lets go."""
    plan = fixture_plan()
    return frozenset(
        (found.region.name, name)
        for found in (*plan.tenants.values(), *plan.moving.values())
        for name in (found.namespace, found.vpn_namespace)
        if found.removable and name
    )


def kept(manifest: Manifest) -> str:
    """What Argo CD is told of a namespace or a claim."""
    metadata = manifest.body["metadata"]
    place = (manifest.path.split("/")[0], metadata.get("namespace", metadata["name"]))
    return CONFIRMED if place in removable() else KEPT


def claims() -> Iterator[tuple[str, Body, str]]:
    """All claims and templates of claims, and what Argo CD is told; templates cannot change."""
    for manifest in everything():
        if manifest.kind == "PersistentVolumeClaim":
            yield manifest.name, manifest.body, kept(manifest)
        for template in (manifest.body.get("spec") or {}).get("volumeClaimTemplates", ()):
            yield manifest.name, template, KEPT


def test_claims_are_of_the_encrypted_class_and_outlive_what_used_them() -> None:
    for name, claim, told in claims():
        spec = claim["spec"]
        assert spec["storageClassName"] == "dotmac-encrypted", name
        assert set(spec["accessModes"]) <= {"ReadWriteOnce", "ReadWriteOncePod"}, name
        assert spec["volumeMode"] == "Filesystem", name
        assert not spec.keys() & {"volumeName", "selector", "dataSource", "dataSourceRef"}, name
        assert claim["metadata"]["annotations"][OPTIONS] == told, name


def test_what_takes_its_data_along_goes_only_by_a_persons_word() -> None:
    for manifest in everything():
        if manifest.kind == "StatefulSet":
            policy = manifest.body["spec"]["persistentVolumeClaimRetentionPolicy"]
            assert policy == {"whenDeleted": "Retain", "whenScaled": "Retain"}, manifest.name
        if manifest.kind in ("Cluster", "Database"):
            assert manifest.annotations[OPTIONS] == CONFIRMED, manifest.name
        if manifest.kind == "Namespace":
            assert manifest.annotations[OPTIONS] == kept(manifest), manifest.name


def test_claims_of_a_stateful_set_carry_nothing_that_an_update_changes() -> None:
    for manifest in everything():
        for template in (manifest.body.get("spec") or {}).get("volumeClaimTemplates", ()):
            assert "app.kubernetes.io/version" not in template["metadata"]["labels"], manifest.name
    for manifest in everything():
        if manifest.kind in ("Deployment", "StatefulSet", "Rollout"):
            chosen = manifest.body["spec"]["selector"]["matchLabels"]
            assert "app.kubernetes.io/version" not in chosen, manifest.name


def test_no_tenant_has_volumes_or_snapshots_of_the_cluster() -> None:
    kinds = {"PersistentVolume", "VolumeAttachment", "VolumeSnapshotContent", "StorageClass"}
    assert not [manifest.name for manifest in tenants() if manifest.kind in kinds]


def schedules(place: tuple[str, str]) -> list[Body]:
    """Velero's schedules that take a namespace."""
    return [
        manifest.body["spec"]
        for manifest in everything()
        if manifest.kind == "Schedule"
        and manifest.path.startswith(f"{place[0]}/")
        and place[1] in manifest.body["spec"]["template"]["includedNamespaces"]
    ]


@pytest.mark.parametrize("place", TENANTS, ids="/".join)
def test_every_part_that_keeps_state_is_saved(place: tuple[str, str]) -> None:
    found = namespaces()[place]
    kept = {
        manifest.body["metadata"]["name"]
        for manifest in found
        if manifest.kind in ("Cluster", "PersistentVolumeClaim")
        or manifest.body.get("spec", {}).get("volumeClaimTemplates")
    }
    dumped = {body["metadata"]["name"] for _, body in found if body["kind"] == "CronJob"}
    (schedule,) = schedules(place)
    assert schedule["template"]["ttl"].endswith("h0m0s")
    assert kept <= {"grafana", "mongodb", "postgres", "prometheus", "redis", "wireguard-data"}
    if "mongodb" in kept:
        assert "mongodb-backup" in dumped
    archived = {m.body["spec"]["cluster"]["name"] for m in found if m.kind == "ScheduledBackup"}
    if "postgres" in kept:
        assert "postgres-backup" in dumped or "postgres" in archived


def test_a_schedule_takes_the_namespaces_of_one_tenant_only() -> None:
    for manifest in tenants():
        if manifest.kind == "Schedule":
            taken = manifest.body["spec"]["template"]["includedNamespaces"]
            slug = manifest.path.split("/")[2]
            assert set(taken) <= {f"tenant-{slug}", f"tenant-{slug}-vpn"}, manifest.name


def test_each_tenant_stores_objects_in_a_bucket_of_its_own() -> None:
    owners: dict[str, str] = {}
    for manifest in tenants():
        for bucket in _buckets(manifest):
            slug = manifest.path.split("/")[2]
            assert owners.setdefault(bucket, slug) == slug, manifest.name
            assert slug in bucket


def _buckets(manifest: Manifest) -> Iterator[str]:
    spec = manifest.body.get("spec") or {}
    if manifest.kind == "ObjectStore":
        yield spec["configuration"]["destinationPath"].removeprefix("s3://").split("/")[0]
    for container in spec.get("template", {}).get("spec", {}).get("containers", ()):
        for variable in container.get("env", ()):
            if variable["name"] in ("S3_BUCKET_NAME", "BUCKET"):
                yield variable["value"]
