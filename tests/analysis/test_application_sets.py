"""What an ApplicationSet makes is told from its file, or it is said that it cannot be."""

from __future__ import annotations

from textwrap import dedent

import pytest

from dotmac_manifests.analysis.application_sets import Opaque, generated
from dotmac_manifests.analysis.load import Manifest, parse

SET = """
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: tenants, namespace: argocd}
spec:
  goTemplate: true
  generators:
    - list:
        elements:
          - {slug: a, ring: early, ignored: [{kind: Deployment, name: web}], none: null}
          - {slug: b, ring: general, ignored: []}
  template:
    metadata:
      name: tenant-{{ .slug }}
      labels: {ring: "{{ .ring }}"}
    spec:
      project: tenant-{{.slug}}
      source: {path: "x/{{ .slug }}", repoURL: r}
      destination: {namespace: "tenant-{{ .slug }}"}
  templatePatch: |
    spec:
      ignoreDifferences: {{ toJson .ignored }}
"""


def one(text: str = SET) -> Manifest:
    (found,) = parse(dedent(text))
    return found


def test_each_element_of_a_list_makes_an_application() -> None:
    first, second = generated(one(), {})
    assert (first.ref.kind, first.ref.namespace, first.ref.name) == (
        "Application",
        "argocd",
        "tenant-a",
    )
    assert first.body["metadata"]["labels"] == {"ring": "early"}
    assert first.body["spec"] == {
        "project": "tenant-a",
        "source": {"path": "x/a", "repoURL": "r"},
        "destination": {"namespace": "tenant-a"},
        "ignoreDifferences": [{"kind": "Deployment", "name": "web"}],
    }
    assert second.body["spec"]["ignoreDifferences"] == []


def test_fields_are_found_in_the_template() -> None:
    first, _ = generated(one(), {})
    line = 1 + SET.splitlines().index("      project: tenant-{{.slug}}")
    assert first.position(("spec", "project"))[0] == line


def test_a_patch_is_merged_key_by_key() -> None:
    patched = SET.replace(
        "spec:\n      ignoreDifferences", "spec:\n      source: {path: z}\n      x"
    )
    first, _ = generated(one(patched), {})
    assert first.body["spec"]["source"] == {"path": "z", "repoURL": "r"}


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("goTemplate: true", "goTemplate: false", "no Go template"),
        ("- list:", "- git:", "neither listed"),
        ("- list:\n", "- selector: {}\n      list:\n", "neither listed"),
        ("elements:", "elementsYaml: ''\n        elements:", "neither listed"),
        ("slug: b, ", "", "has no slug"),
        ("{slug: b, ring: general, ignored: []}", "b", "no mapping"),
        ("project: tenant-{{.slug}}", "project: '{{ .slug | upper }}'", "more than name keys"),
        ("project: tenant-{{.slug}}", "project: '{{ .ignored }}'", "no plain text"),
        ("{{ toJson .ignored }}", "{{ range .ignored }}", "more than name keys"),
        ("{{ toJson .ignored }}", "[", "no single YAML document"),
        ("name: tenant-{{ .slug }}", "x: y", "an Application of it"),
        ("ring: general", "ring: '{{ .slug }}'", "no plain text"),
    ],
)
def test_what_cannot_be_told_is_said(before: str, after: str, why: str) -> None:
    assert before in SET
    with pytest.raises(Opaque, match=why):
        generated(one(SET.replace(before, after, 1)), {})


FILES = """
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: tenants, namespace: argocd}
spec:
  goTemplate: true
  generators:
    - git: {repoURL: r, revision: main, files: [{path: dist/r/rolling/*.yaml}]}
  template:
    metadata: {name: "tenant-{{ .data.slug }}"}
    spec: {source: {repoURL: r, targetRevision: main, path: "x/{{ .data.slug }}"}}
"""


def test_files_of_the_same_repository_are_read() -> None:
    files = {
        "dist/r/rolling/a.yaml": [{"data": {"slug": "a"}}],
        "dist/r/rolling/b.yaml": [{"data": {"slug": "b"}}],
        "dist/r/other.yaml": [{}, {}],
    }
    assert [made.ref.name for made in generated(one(FILES), files)] == ["tenant-a", "tenant-b"]


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("revision: main, files", "revision: dev, files", "elsewhere"),
        ("repoURL: r, revision", "repoURL: s, revision", "elsewhere"),
        ("rolling/*", "rollin/*", "none of the files"),
        ("rolling/*", "*", "several objects"),
        ("{path: dist/r/rolling/*.yaml}", "{path: '*', exclude: true}", "not told by their path"),
        ("files: [{path: dist/r/rolling/*.yaml}]", "directories: []", "neither listed"),
    ],
)
def test_other_files_cannot_be_told(before: str, after: str, why: str) -> None:
    assert before in FILES
    files = {"dist/r/rolling/a.yaml": [{"data": {"slug": "a"}}], "dist/r/other.yaml": [{}, {}]}
    with pytest.raises(Opaque, match=why):
        generated(one(FILES.replace(before, after, 1)), files)
