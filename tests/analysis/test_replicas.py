"""How many pods: by replicas, by autoscaler, and during an update."""

from __future__ import annotations

import pytest

from dotmac_manifests.analysis.amounts import Unreadable
from dotmac_manifests.analysis.replicas import Scale, scale, share, surge, unavailable
from tests.analysis.facts_of import facts_of

WORKLOAD = """
apiVersion: {version}
kind: {kind}
metadata: {{name: a, namespace: ns}}
spec: {spec}
"""
SCALER = """---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: a, namespace: ns}
spec: {scaleTargetRef: {kind: Deployment, name: a}, %s}
"""
KEDA = """---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: a, namespace: ns}
spec: {scaleTargetRef: {name: a}, maxReplicaCount: 7}
"""
VERSIONS = {"Rollout": "argoproj.io/v1alpha1"}


def written(kind: str, spec: str) -> str:
    """One workload as YAML."""
    return WORKLOAD.format(version=VERSIONS.get(kind, "apps/v1"), kind=kind, spec=spec)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        (written("Deployment", "{}"), 1, 1),
        (written("Deployment", "{replicas: 3}"), 3, 3),
        (written("Deployment", "{}") + SCALER % "minReplicas: 2, maxReplicas: 5", 2, 5),
        (written("Deployment", "{}") + SCALER % "maxReplicas: 5", 1, 5),
        (written("Deployment", "{replicas: 0}") + SCALER % "maxReplicas: 5", 0, 0),
        (written("StatefulSet", "{replicas: 2}") + SCALER % "maxReplicas: 5", 2, 2),
        (written("Deployment", "{}") + KEDA, 0, 7),
    ],
)
def test_an_autoscaler_decides_for_what_it_names(text: str, least: int, most: int) -> None:
    facts = facts_of(text)
    found = scale(facts, facts.manifests[0])
    assert (found.least, found.most) == (least, most)
    assert found == Scale(least, most, found.scaler)


@pytest.mark.parametrize("bounds", ["minReplicas: 1", "maxReplicas: many"])
def test_bounds_that_are_no_numbers_are_refused(bounds: str) -> None:
    facts = facts_of(written("Deployment", "{}") + SCALER % bounds)
    with pytest.raises(Unreadable):
        scale(facts, facts.manifests[0])


@pytest.mark.parametrize(
    ("kind", "spec", "more", "fewer"),
    [
        ("Deployment", "{}", 2, 1),
        ("Deployment", "{strategy: {type: Recreate}}", 0, 5),
        ("Deployment", "{strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}}", 0, 1),
        ("Deployment", "{strategy: {rollingUpdate: {maxSurge: '50%', maxUnavailable: 0}}}", 3, 0),
        ("Deployment", "{strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: '10%'}}}", 0, 1),
        ("StatefulSet", "{}", 0, 1),
        ("Rollout", "{strategy: {canary: {maxSurge: 1, maxUnavailable: 0}}}", 1, 0),
        ("Rollout", "{strategy: {blueGreen: {previewReplicaCount: 1}}}", 5, 0),
    ],
)
def test_an_update_of_five_pods(kind: str, spec: str, more: int, fewer: int) -> None:
    (manifest,) = facts_of(written(kind, spec)).manifests
    assert (surge(manifest, 5), unavailable(manifest, 5)) == (more, fewer)
    assert surge(manifest, 0) == 0


def test_shares_round_as_they_are_told_and_nothing_else_is_read() -> None:
    assert share("25%", 5, (), up=True) == 2
    assert share("25%", 5, (), up=False) == 1
    with pytest.raises(Unreadable):
        share("a quarter", 5, (), up=True)
