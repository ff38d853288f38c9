"""The control plane's two servers."""

from __future__ import annotations

from dotmac_manifests.components.platform_app import PlatformApp
from tests.fleet import seed_plan
from tests.rendered import faults, names, one, rendered

PLAN = seed_plan().control_planes["us-east-1"]
BODIES = rendered(lambda file: PlatformApp(file, PLAN))


def test_it_fits_the_schemas() -> None:
    assert faults(BODIES) == []


def test_one_instance_of_each_scaled_by_size_alone() -> None:
    assert names(BODIES, "Rollout") == ["platform-admin-app", "platform-backend"]
    assert names(BODIES, "HorizontalPodAutoscaler") == []
    for name in names(BODIES, "Rollout"):
        spec = one(BODIES, "Rollout", name)["spec"]
        assert spec["replicas"] == 1
        (server,) = spec["template"]["spec"]["containers"]
        assert server["resources"] == PLAN.sizes[name].resources
        assert server["image"] == PLAN.images[name]


def test_probes_ask_different_questions() -> None:
    for name in names(BODIES, "Rollout"):
        (server,) = one(BODIES, "Rollout", name)["spec"]["template"]["spec"]["containers"]
        ready, live = server["readinessProbe"]["httpGet"], server["livenessProbe"]["httpGet"]
        assert ready["path"] != live["path"]
