"""Blue-green roll-outs of the control plane."""

from __future__ import annotations

from dotmac_manifests.components.blue_green import SMOKE_TEST
from dotmac_manifests.components.platform_app import PlatformApp
from tests.fleet import seed_plan
from tests.rendered import Body, names, one, rendered

PLAN = seed_plan().control_planes["us-east-1"]


def app() -> list[Body]:
    return rendered(lambda file: PlatformApp(file, PLAN))


def test_nobody_is_let_over_without_being_asked() -> None:
    for name in ("platform-admin-app", "platform-backend"):
        strategy = one(app(), "Rollout", name)["spec"]["strategy"]["blueGreen"]
        assert strategy["autoPromotionEnabled"] is False
        assert strategy["activeService"] == name
        assert strategy["previewService"] == f"{name}-preview"


def test_the_preview_is_tested_before_and_the_active_server_after_the_switch() -> None:
    strategy = one(app(), "Rollout", "platform-backend")["spec"]["strategy"]["blueGreen"]
    (before,) = strategy["prePromotionAnalysis"]["args"]
    (after,) = strategy["postPromotionAnalysis"]["args"]
    assert before["value"] == "http://platform-backend-preview:8000/health/ready"
    assert after["value"] == "http://platform-backend:8000/health/ready"
    assert strategy["prePromotionAnalysis"]["templates"] == [{"templateName": SMOKE_TEST}]


def test_both_services_exist_and_select_the_workload() -> None:
    assert names(app(), "Service") == [
        "platform-admin-app",
        "platform-admin-app-preview",
        "platform-backend",
        "platform-backend-preview",
    ]
    preview = one(app(), "Service", "platform-backend-preview")["spec"]
    assert preview["selector"] == {"app.kubernetes.io/name": "platform-backend"}
