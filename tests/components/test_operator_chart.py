"""References in pieces, replicas by the region's size."""

from __future__ import annotations

import pytest

from dotmac_manifests.components.operator_chart import ImageParts, Settings, cluster_roles, crds
from tests.fleet import seed_plan

REFERENCE = "registry.example.com/mirror/team/app:v1.2@sha256:abc"


def test_a_reference_falls_into_its_parts() -> None:
    parts = ImageParts.of(REFERENCE)
    assert parts.tagged() == {
        "repository": "registry.example.com/mirror/team/app",
        "tag": "v1.2@sha256:abc",
    }
    assert parts.digested()["digest"] == "sha256:abc"
    assert parts.with_registry()["repository"] == "mirror/team/app"
    assert parts.with_sha() == {
        "registry": "registry.example.com",
        "repository": "mirror/team/app",
        "tag": "v1.2",
        "sha": "abc",
    }


def test_a_reference_without_digest_is_refused() -> None:
    with pytest.raises(ValueError, match="unpack"):
        ImageParts.of("registry.example.com/app:v1")


def test_replicas_follow_the_size_of_the_region() -> None:
    regions = seed_plan().regions
    assert Settings(regions["us-east-1"], "velero").replicas == 2
    assert Settings(regions["staging-us-east-1"], "velero").replicas == 1
    assert Settings(regions["staging-us-east-1"], "velero").budget() == {"enabled": False}


def test_patterns_are_anchored_to_a_group_or_a_release() -> None:
    assert crds("example.com")[0][2] == "*.example.com"
    assert [kind[2] for kind in cluster_roles("tool")] == ["tool*", "tool*"]
