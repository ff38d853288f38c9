"""What is left of a tenant at every stage, read from the YAML alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from dotmac_manifests.analysis.load import load
from dotmac_manifests.analysis.rules.registry import RULES
from dotmac_manifests.analysis.schema import validate
from dotmac_manifests.analysis.site import Site
from dotmac_manifests.analysis.verify import clusters, verify
from dotmac_manifests.emit.render import render
from dotmac_manifests.emit.unit import units
from tests.emit.stages import Place, objects, of_kind
from tests.fleet import fixture_plan

STORING: tuple[Place, ...] = (
    ("shape-last-backup", "us-east-1"),
    ("shape-last-dump", "us-east-1"),
    ("shape-moving", "eu-west-1"),
)
REMAINS: tuple[Place, ...] = (
    ("shape-drained", "us-east-1"),
    ("shape-removable", "us-east-1"),
    ("shape-moved", "ap-southeast-1"),
    ("shape-moved-away", "eu-west-1"),
)
GONE: tuple[Place, ...] = (("shape-removable", "us-east-1"), ("shape-moved-away", "eu-west-1"))
OPTIONS = "argocd.argoproj.io/sync-options"
FINALIZER = "resources-finalizer.argocd.argoproj.io"
RUNNING = ("Deployment", "Rollout", "StatefulSet")
OUTWARD = {"HTTPRoute", "Ingress", "ListenerSet", "VirtualServer"}


@pytest.mark.parametrize("place", [*STORING, *REMAINS], ids="-in-".join)
def test_what_is_not_served_stands_behind_its_walls_and_faces_nobody(place: Place) -> None:
    files = {file for file, _ in objects(*place) if "/" not in file}
    walls = {"access.yaml", "grants.yaml", "isolation.yaml", "namespace.yaml"}
    assert walls <= files <= {*walls, "configuration.yaml", "data.yaml", "vpn.yaml"}
    assert of_kind(place, *OUTWARD) == []
    for body in of_kind(place, "Service"):
        assert body["spec"].get("type", "ClusterIP") == "ClusterIP"
    for _, body in objects(*place):
        annotations = body["metadata"].get("annotations", {})
        assert "external-dns.alpha.kubernetes.io/hostname" not in annotations
        assert "dotmac.io/hosts" not in annotations
    assert not [body for body in of_kind(place, "Job") if "smoke" in body["metadata"]["name"]]


@pytest.mark.parametrize("place", STORING, ids="-in-".join)
def test_where_data_comes_or_is_saved_the_databases_run(place: Place) -> None:
    for workload in of_kind(place, "StatefulSet"):
        assert workload["spec"]["replicas"] > 0
    for cluster in of_kind(place, "Cluster"):
        assert "cnpg.io/hibernation" not in cluster["metadata"]["annotations"]
    assert of_kind(place, "Deployment", "Rollout") == []


@pytest.mark.parametrize("place", REMAINS, ids="-in-".join)
def test_remains_stand_still_with_their_data(place: Place) -> None:
    for workload in of_kind(place, *RUNNING):
        assert workload["spec"]["replicas"] == 0
        assert workload["spec"]["persistentVolumeClaimRetentionPolicy"]["whenDeleted"] == "Retain"
    for cluster in of_kind(place, "Cluster"):
        assert cluster["metadata"]["annotations"]["cnpg.io/hibernation"] == "on"
    assert all(job["spec"]["suspend"] for job in of_kind(place, "CronJob", "ScheduledBackup"))
    mine = f"tenant-{place[0]}"
    assert not [job for job in of_kind(place, "Job") if job["metadata"]["namespace"] == mine]


def test_a_final_backup_of_everything_is_really_taken() -> None:
    by_operator, by_hand = STORING[0], STORING[1]
    (backup,) = (one for one in of_kind(by_operator, "Backup") if "cluster" in one["spec"])
    assert backup["apiVersion"] == "postgresql.cnpg.io/v1"
    assert backup["spec"]["method"] == "plugin"
    for place, expected in (
        (by_operator, {"mongodb-final-backup"}),
        (by_hand, {"mongodb-final-backup", "postgres-final-backup"}),
    ):
        jobs = {job["metadata"]["name"]: job for job in of_kind(place, "Job")}
        assert expected == {name for name in jobs if name.endswith("-final-backup")}
        for name in expected:
            hook = jobs[name]["metadata"]["annotations"]["argocd.argoproj.io/hook-delete-policy"]
            assert "HookSucceeded" not in hook, "its success is the evidence"
            nightly = name.replace("-final", "")
            (job,) = (
                one for one in of_kind(place, "CronJob") if one["metadata"]["name"] == nightly
            )
            command = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]
            final = jobs[name]["spec"]["template"]["spec"]["containers"][0]
            assert final["env"] == command["env"]
            scripts = {one["metadata"]["name"]: one["data"] for one in of_kind(place, "ConfigMap")}
            script = scripts[name]["backup.sh"]
            assert "$FOLDER/final/$stamp" in script
            assert "delete" not in script
        (volumes,) = (
            one for one in of_kind(place, "Backup") if one["apiVersion"] == "velero.io/v1"
        )
        assert volumes["metadata"]["annotations"][OPTIONS] == "Prune=false,Delete=false"
        assert f"tenant-{place[0]}" in volumes["spec"]["includedNamespaces"]


def test_evidence_of_the_final_backup_stays_until_the_end() -> None:
    for slug in ("shape-drained", "shape-removable"):
        names = {body["metadata"]["name"] for body in of_kind((slug, "us-east-1"), "Backup")}
        assert names == {"postgres-final", f"tenant-{slug}-final"}


def every_place() -> list[Place]:
    """Every fixture tenant in every region where it has something."""
    plan = fixture_plan()
    found = (*plan.tenants.values(), *plan.moving.values())
    return [(tenant.slug, tenant.region.name) for tenant in found]


@pytest.mark.parametrize("place", every_place(), ids="-in-".join)
def test_only_what_is_removable_goes_and_only_by_a_persons_word(place: Place) -> None:
    told = "Prune=confirm,Delete=confirm" if place in GONE else "Prune=false,Delete=false"
    for body in of_kind(place, "Namespace", "PersistentVolumeClaim"):
        assert body["metadata"]["annotations"][OPTIONS] == told
    for body in of_kind(place, "Namespace"):
        approved = body["metadata"]["annotations"].get("dotmac.io/deletion-approved")
        assert approved == ("true" if place in GONE else None)
        stage = body["metadata"]["labels"].get("dotmac.io/lifecycle")
        assert (stage == "removable") is (place in GONE)
    for body in of_kind(place, "Application", "AppProject"):
        assert body["metadata"].get("finalizers", []) == ([FINALIZER] if place in GONE else [])
        guarded = OPTIONS in body["metadata"].get("annotations", {})
        assert guarded is (place not in GONE), "one confirmation, on what is removed itself"


def test_no_host_is_claimed_in_two_clusters() -> None:
    owners: dict[str, Place] = {}
    for place in every_place():
        for body in of_kind(place, "Namespace"):
            for host in body["metadata"]["annotations"].get("dotmac.io/hosts", "").split(","):
                assert not host or owners.setdefault(host, place) == place


@pytest.mark.parametrize("place", every_place(), ids="-in-".join)
def test_every_object_fits_its_schema(place: Place) -> None:
    minor = fixture_plan().regions[place[1]].minor
    for file, body in objects(*place):
        assert not list(validate(body, kubernetes_minor=minor)), (file, body["metadata"]["name"])


def test_verify_finds_nothing_in_regions_with_tenants_at_every_stage(tmp_path: Path) -> None:
    for unit in units(fixture_plan()):
        for path, data in render(unit).files.items():
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
    found = verify(clusters(load([tmp_path]), Site()), RULES.values())
    assert [f"{one.rule} {one.manifest.ref}: {one.message}" for one in found] == []
