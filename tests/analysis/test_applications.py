"""Which files an Application brings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dotmac_manifests.analysis.applications import Applications, Folder
from dotmac_manifests.analysis.load import Manifest, parse

APPLICATION = """
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: {name}, namespace: argocd}}
spec:
  project: p
  source: {{path: {path}, directory: {{recurse: {recurse}}}}}
"""


def folder(path: str = "dist/r/a", **directory: Any) -> Folder:
    found = Folder.of({"path": path, "directory": directory})
    assert found is not None
    return found


def test_a_folder_is_read_flat_unless_it_recurses() -> None:
    assert folder().covers("dist/r/a/x.yaml")
    assert not folder().covers("dist/r/a/b/x.yaml")
    assert folder(recurse=True).covers("dist/r/a/b/x.yaml")
    assert not folder().covers("dist/r/ab/x.yaml")


def test_patterns_are_over_the_path_below_the_folder() -> None:
    assert folder(include="x.yaml").covers("dist/r/a/x.yaml")
    assert not folder(include="a/x.yaml").covers("dist/r/a/x.yaml")
    assert folder(recurse=True, include="*.yaml").covers("dist/r/a/b/x.yaml")
    assert not folder(include="{x,y}.yaml", exclude="y*").covers("dist/r/a/y.yaml")


@pytest.mark.parametrize("path", [".", "", "./", "/"])
def test_the_repository_itself_is_a_folder(path: str) -> None:
    assert folder(path, recurse=True).covers("a/b.yaml")


@pytest.mark.parametrize("tool", ["chart", "helm", "kustomize", "plugin"])
def test_what_a_tool_renders_is_no_folder(tool: str) -> None:
    assert Folder.of({"path": "a", tool: {}}) is None


def objects(root: str) -> list[Manifest]:
    (first,) = parse(APPLICATION.format(name="a", path="dist/r/a", recurse="false"))
    (second,) = parse(APPLICATION.format(name="all", path="dist/r", recurse="true"))
    files = (f"{root}/r/a/1.yaml", f"{root}/r/b/2.yaml")
    return [
        replace(one, file=file, cluster=f"{root}/r")
        for one, file in zip((first, second), files, strict=True)
    ]


@pytest.mark.parametrize("root", ["dist", "/home/me/repo/dist", "out", "/out", "../other"])
def test_the_repository_may_be_anywhere_and_dist_be_called_otherwise(root: str) -> None:
    found = Applications(f"{root}/r", objects(root))
    names = {file: [one.ref.name for one in brought] for file, brought in found.bringing.items()}
    assert names == {f"{root}/r/a/1.yaml": ["all", "a"], f"{root}/r/b/2.yaml": ["all"]}
