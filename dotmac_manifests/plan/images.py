"""Image references: always the region's registry, always tag and digest."""

from __future__ import annotations

from collections.abc import Mapping

from dotmac_manifests.plan.model import RegionPlan
from dotmac_manifests.spec.platform import PlatformSpec


def third_party(platform: PlatformSpec, registry: str) -> dict[str, str]:
    """Name in `images` to full reference, e.g. `registry/valkey/valkey:9.1.4@sha256:…`."""
    return {
        name: f"{registry}/{image.repository}:{image.tag}@{image.digest}"
        for name, image in sorted(platform.images.items())
    }


def images_of(region: RegionPlan, release: str) -> Mapping[str, str]:
    """Name to full reference of all images where a release runs in a region."""
    own = region.platform.releases[release].images
    return {
        **region.images,
        **{
            name: f"{app_repository(name, region.registry)}:{image.tag}@{image.digest}"
            for name, image in sorted(own.items())
        },
    }


def app_repository(name: str, registry: str) -> str:
    """Where an application's image is pushed to and pulled from."""
    return f"{registry}/dotmac/{name}"
