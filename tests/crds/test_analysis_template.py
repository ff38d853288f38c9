from __future__ import annotations

import pytest

from tests.crds.cases import MISSING, Wrong, assert_refused


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong(
            "AnalysisTemplate/success-rate",
            "spec.metrics.0.provider",
            MISSING,
            "spec.metrics[0].provider",
        ),
        Wrong(
            "AnalysisTemplate/success-rate",
            "spec.metrics.0.provider",
            {},
            "spec.metrics[0].provider",
            upstream=False,
        ),
        Wrong(
            "AnalysisTemplate/success-rate",
            "spec.metrics.0.interval",
            "1 min",
            "spec.metrics[0].interval",
            upstream=False,
        ),
        Wrong(
            "AnalysisTemplate/success-rate",
            "spec.metrics.0.sucessCondition",
            "true",
            "spec.metrics[0].sucessCondition",
        ),
        Wrong(
            "AnalysisTemplate/success-rate",
            "spec.metrics.2.provider.web.url",
            MISSING,
            "spec.metrics[2].provider.web.url",
        ),
        Wrong(
            "AnalysisTemplate/success-rate",
            "spec.metrics.1.provider.job.spec",
            MISSING,
            "spec.metrics[1].provider.job.spec",
        ),
        Wrong("AnalysisTemplate/success-rate", "spec.args.0.name", MISSING, "spec.args[0].name"),
    ],
    ids=str,
)
def test_a_mistake_is_refused_at_its_place(wrong: Wrong) -> None:
    assert_refused(wrong)
