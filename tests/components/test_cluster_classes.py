from __future__ import annotations

from typing import Any

import pytest

from dotmac_manifests.components.cdk import App
from dotmac_manifests.components.cluster_classes import PriorityClasses, SnapshotClass, Storage
from dotmac_manifests.components.resource import ManifestFile
from tests.fleet import GCP, gcp_plan, seed_plan

Body = dict[str, Any]
REGIONS = {**seed_plan().regions, **gcp_plan().regions}


def built(component: type, region: str) -> list[Body]:
    file = ManifestFile(App(), "x.yaml")
    component(file, REGIONS[region])
    return file.bodies


def test_priorities_follow_the_plans_and_the_platform_comes_first() -> None:
    classes = {body["metadata"]["name"]: body for body in built(PriorityClasses, "us-east-1")}
    plans = seed_plan().platform.plans
    assert set(classes) == {"dotmac-platform", *(f"dotmac-tenant-{plan}" for plan in plans)}
    for plan, settings in plans.items():
        assert classes[f"dotmac-tenant-{plan}"]["value"] == settings.priority
    highest = max(classes.values(), key=lambda body: body["value"])
    assert highest["metadata"]["name"] == "dotmac-platform"
    assert not any(body["globalDefault"] for body in classes.values())


def test_low_plans_push_nobody_away() -> None:
    never = {
        body["metadata"]["name"]
        for body in built(PriorityClasses, "us-east-1")
        if body["preemptionPolicy"] == "Never"
    }
    assert never == {"dotmac-tenant-starter", "dotmac-tenant-professional"}


@pytest.mark.parametrize(
    ("region", "key"),
    [
        ("eu-west-1", "topology.ebs.csi.aws.com/zone"),
        (GCP, "topology.gke.io/zone"),
    ],
)
def test_disks_stay_in_the_regions_zones(region: str, key: str) -> None:
    [body] = built(Storage, region)
    spec = REGIONS[region].spec
    assert body["allowedTopologies"] == [
        {"matchLabelExpressions": [{"key": key, "values": list(spec.zones)}]}
    ]
    assert body["parameters"] == spec.storage_class.parameters
    assert body["volumeBindingMode"] == "WaitForFirstConsumer"


def test_velero_finds_the_snapshot_class_of_the_driver() -> None:
    [body] = built(SnapshotClass, "eu-west-1")
    assert body["driver"] == "ebs.csi.aws.com"
    assert body["metadata"]["labels"]["velero.io/csi-volumesnapshot-class"] == "true"
