from __future__ import annotations

import pytest

from tests.crds.cases import MISSING, Wrong, assert_refused


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong("Application/fast-fiber", "spec.project", MISSING),
        Wrong("Application/fast-fiber", "spec.source", MISSING, "spec", upstream=False),
        Wrong("Application/fast-fiber", "spec.source.repoUrl", "https://git.example.com"),
        Wrong("Application/fast-fiber", "spec.source.repoURL", MISSING),
        Wrong(
            "Application/fast-fiber",
            "spec.destination.name",
            "us",
            "spec.destination",
            upstream=False,
        ),
        Wrong("Application/fast-fiber", "spec.syncPolicy.automated.prune", "true"),
        Wrong("Application/fast-fiber", "spec.syncPolicy.automatic", {}),
        Wrong(
            "Application/fast-fiber",
            "spec.syncPolicy.syncOptions.0",
            "ServerSideApply",
            "spec.syncPolicy.syncOptions[0]",
            upstream=False,
        ),
        Wrong("Application/fast-fiber", "spec.syncPolicy.retry.limit", "5"),
        Wrong(
            "Application/fast-fiber",
            "spec.syncPolicy.retry.backoff.duration",
            "1 minute",
            upstream=False,
        ),
        Wrong(
            "Application/fast-fiber",
            "spec.ignoreDifferences.0.kind",
            MISSING,
            "spec.ignoreDifferences[0].kind",
        ),
        Wrong("Application/fast-fiber", "metadata.name", "Fast_Fiber", upstream=False),
    ],
    ids=str,
)
def test_a_mistake_is_refused_at_its_place(wrong: Wrong) -> None:
    assert_refused(wrong)
