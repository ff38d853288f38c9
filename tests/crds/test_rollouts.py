from __future__ import annotations

import pytest

from tests.crds.cases import MISSING, Wrong, assert_refused


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong("Rollout/platform-backend", "spec.strategy", {}, "spec.strategy", upstream=False),
        Wrong("Rollout/platform-backend", "spec.strategy", MISSING, upstream=False),
        Wrong("Rollout/platform-backend", "spec.strategy.blueGreen.activeService", MISSING),
        Wrong("Rollout/platform-backend", "spec.strategy.blueGreen.autoPromotion", False),
        Wrong("Rollout/platform-backend", "spec.strategy.blueGreen.previewReplicaCount", "1"),
        Wrong(
            "Rollout/platform-backend", "spec.strategy.canary", {}, "spec.strategy", upstream=False
        ),
        Wrong("Rollout/platform-backend", "spec.replicas", -1, upstream=False),
        Wrong("Rollout/platform-backend", "spec.template", MISSING, "spec", upstream=False),
        Wrong(
            "Rollout/isp-backend",
            "spec.strategy.canary.steps.0.setWeight",
            "5",
            "spec.strategy.canary.steps[0].setWeight",
        ),
        Wrong(
            "Rollout/isp-backend",
            "spec.strategy.canary.steps.0.pause",
            {},
            "spec.strategy.canary.steps[0]",
            upstream=False,
        ),
        Wrong(
            "Rollout/isp-backend",
            "spec.strategy.canary.steps.1.pause.seconds",
            5,
            "spec.strategy.canary.steps[1].pause.seconds",
        ),
        Wrong("Rollout/isp-backend", "spec.strategy.canary.maxSurge", True),
        Wrong("Rollout/isp-backend", "spec.strategy.canary.trafficRouting.plugin", {}),
    ],
    ids=str,
)
def test_a_mistake_is_refused_at_its_place(wrong: Wrong) -> None:
    assert_refused(wrong)
