"""Image references taken apart, and found wherever they are."""

from __future__ import annotations

import pytest

from dotmac_manifests.analysis.images import Image, images
from tests.analysis.facts_of import facts_of

DIGEST = "sha256:" + "0a" * 32


@pytest.mark.parametrize(
    ("text", "name", "tag", "digest"),
    [
        (f"r.io/a/b:1@{DIGEST}", "r.io/a/b", "1", DIGEST),
        ("r.io:5000/a/b", "r.io:5000/a/b", "", ""),
        ("r.io:5000/a/b:1", "r.io:5000/a/b", "1", ""),
        ("redis", "redis", "", ""),
        ("redis@sha256:abc", "redis", "", ""),
    ],
)
def test_references_fall_apart(text: str, name: str, tag: str, digest: str) -> None:
    (manifest,) = facts_of("{apiVersion: v1, kind: Pod, metadata: {name: a}}").manifests
    image = Image(manifest, (), text)
    assert (image.name, image.tag, image.digest) == (name, tag, digest)


@pytest.mark.parametrize(
    ("text", "repository"),
    [
        ("r.io/a/b:1", "a/b"),
        ("r.io.example.com/a/b:1", None),
        ("r.iocaine/a", None),
        ("r.io/../evil/a", None),
        ("a/r.io/b", None),
    ],
)
def test_a_registry_is_a_whole_prefix(text: str, repository: str | None) -> None:
    (manifest,) = facts_of("{apiVersion: v1, kind: Pod, metadata: {name: a}}").manifests
    assert Image(manifest, (), text).within(["r.io"]) == repository


def test_images_are_found_in_pods_and_in_what_operators_are_told() -> None:
    facts = facts_of("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a, namespace: ns}
    spec:
      initContainers: [{name: i, image: first}]
      containers: [{name: c, image: second}]
      volumes: [{name: v, image: {reference: third}}]
    ---
    apiVersion: example.com/v1
    kind: Thing
    metadata: {name: a, namespace: ns}
    spec:
      imageName: fourth
      sidecarImage: r.io/fifth
      parts: [{image: {registry: r.io, repository: sixth, tag: "1", sha: abc}}]
      imagePullPolicy: Always
    """)
    assert sorted(image.text for image in images(facts)) == [
        "first",
        "fourth",
        "r.io/fifth",
        "r.io/sixth:1@sha256:abc",
        "second",
        "third",
    ]
    assert images(facts) is images(facts)
