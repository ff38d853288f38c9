"""Pod templates are found in every kind of object that makes pods."""

from __future__ import annotations

from textwrap import indent

import pytest

from dotmac_manifests.analysis.load import parse
from dotmac_manifests.analysis.templates import TEMPLATES, Pods, templates_of

TEMPLATE = """
metadata: {name: own, labels: {app: a, number: 1}}
spec:
  containers: [{name: one}, two]
  initContainers: [{name: three}]
  ephemeralContainers: [{name: four}]
"""


def found(kind: str, *fields: str, text: str = TEMPLATE) -> list[Pods]:
    """The templates of an object that has ``text`` below some fields."""
    for field in reversed(fields):
        text = f"{field}:\n{indent(text, '  ')}"
    own = "" if kind == "Pod" else "metadata: {name: own}\n"
    (manifest,) = parse(f"apiVersion: v1\nkind: {kind}\n{own}{text}")
    return list(templates_of(manifest))


@pytest.mark.parametrize("kind", sorted(TEMPLATES.keys() - {"Pod"}))
def test_every_kind_has_its_place(kind: str) -> None:
    path = TEMPLATES[kind]
    (pods,) = found(kind, *map(str, path))
    assert (pods.path, pods.spec_path) == (path, (*path, "spec"))
    assert dict(pods.labels) == {"app": "a"}


def test_containers_of_all_three_sorts_have_their_paths() -> None:
    (pods,) = found("Pod")
    assert [(path, body["name"]) for path, body in pods.containers()] == [
        (("spec", "containers", 0), "one"),
        (("spec", "initContainers", 0), "three"),
        (("spec", "ephemeralContainers", 0), "four"),
    ]


def test_analyses_may_have_several_jobs() -> None:
    metrics = "metrics: [{provider: {job: {spec: {template: {}}}}}, {provider: {web: {}}}, 1]"
    (pods,) = found("AnalysisTemplate", "spec", text=metrics)
    assert pods.path == ("spec", "metrics", 0, "provider", "job", "spec", "template")
    assert (pods.spec, list(pods.containers())) == ({}, [])


@pytest.mark.parametrize("text", ["spec: {template: text}", "spec: []", "spec: {}"])
def test_what_is_no_template_is_none(text: str) -> None:
    assert not found("Deployment", text=text)
    assert not found("Service", text=text)
