"""The order in which Argo CD applies objects, as far as one waits for another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.load import Manifest, parse
from dotmac_manifests.analysis.rules.argo._order import Order, before, phase_of, wave_of
from dotmac_manifests.analysis.site import Site


def one(kind: str, name: str, folder: str, wave: str = "0", hook: str = "") -> Manifest:
    annotations = f'argocd.argoproj.io/sync-wave: "{wave}"'
    annotations += f", argocd.argoproj.io/hook: {hook}" if hook else ""
    (found,) = parse(
        f"apiVersion: v1\nkind: {kind}\n"
        f"metadata: {{name: '{name}', namespace: ns, annotations: {{{annotations}}}}}"
    )
    return replace(found, file=f"dist/r/{folder}/{name}.yaml", cluster="dist/r")


def application(name: str, folder: str, at: str, wave: str = "0") -> Manifest:
    (found,) = parse(
        f"apiVersion: argoproj.io/v1alpha1\nkind: Application\n"
        f'metadata: {{name: {name}, annotations: {{argocd.argoproj.io/sync-wave: "{wave}"}}}}\n'
        f"spec: {{source: {{path: dist/r/{folder}}}}}"
    )
    return replace(found, file=f"dist/r/{at}/{name}.yaml", cluster="dist/r")


ROOT = replace(application("root", "argocd", "."), file="dist/r/root.yaml")
FIRST, SECOND = application("a", "a", "argocd", "1"), application("b", "b", "argocd", "2")
TOGETHER = application("c", "c", "argocd", "2")


def order(*manifests: Manifest) -> Order:
    apps = (ROOT, FIRST, SECOND, TOGETHER)
    return Order(Facts("dist/r", (*apps, *manifests), Site()))


@pytest.mark.parametrize(
    ("first", "then", "applied", "healthy"),
    [
        (one("ConfigMap", "x", "a"), one("ConfigMap", "y", "a", "1"), True, True),
        (one("ConfigMap", "x", "a", "1"), one("ConfigMap", "y", "a"), False, False),
        (one("ServiceAccount", "x", "a"), one("Job", "y", "a"), True, False),
        (one("Job", "x", "a"), one("ServiceAccount", "y", "a"), False, False),
        (one("Thing", "x", "a"), one("Job", "y", "a"), False, False),
        (one("Job", "x", "a", "9", "PreSync"), one("ConfigMap", "y", "a", "-9"), True, True),
        (one("ConfigMap", "x", "a", "9"), one("Job", "y", "a", "-9", "PostSync"), True, True),
        (one("ConfigMap", "x", "a", "9"), one("ConfigMap", "y", "b", "-9"), True, True),
        (one("ConfigMap", "x", "b", "-9"), one("ConfigMap", "y", "a", "9"), False, False),
        (one("ConfigMap", "x", "b", "-9"), one("ConfigMap", "y", "c", "9"), False, False),
        (one("ConfigMap", "x", "argocd", "1"), one("ConfigMap", "y", "b"), True, True),
        (one("ConfigMap", "x", "argocd", "2"), one("ConfigMap", "y", "b"), True, False),
        (one("ConfigMap", "x", "elsewhere"), one("ConfigMap", "y", "a"), True, True),
    ],
)
def test_what_comes_before_what(
    first: Manifest, then: Manifest, applied: bool, healthy: bool
) -> None:
    found = order(first, then)
    turns = found.turns(first), found.turns(then)
    assert before(*turns, healthy=False) is applied
    assert before(*turns, healthy=True) is healthy


def test_an_application_comes_before_what_it_brings() -> None:
    inside = one("ConfigMap", "x", "a")
    found = order(inside)
    assert before(found.turns(FIRST), found.turns(inside), healthy=False)
    assert not before(found.turns(inside), found.turns(FIRST), healthy=False)


def test_what_is_applied_by_hand_has_no_turn() -> None:
    assert order().turns(ROOT) == ()


def test_the_earliest_of_several_phases_counts() -> None:
    assert phase_of(one("Job", "x", "a", hook='"PostSync, PreSync"')) == -1
    assert phase_of(one("Job", "x", "a", hook="Skip")) is None
    assert wave_of(one("Job", "x", "a", "-7")) == -7
    assert wave_of(one("Job", "x", "a", "seven")) is None
