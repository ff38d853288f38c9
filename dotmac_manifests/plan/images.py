"""Image references: always the region's registry, always tag and digest."""

from __future__ import annotations

from collections.abc import Mapping

from dotmac_manifests.spec.platform import PlatformSpec
from dotmac_manifests.spec.releases import Release


def third_party(platform: PlatformSpec, registry: str) -> dict[str, str]:
    """Name in `images` to full reference, e.g. `registry/valkey/valkey:9.1.4@sha256:…`."""
    return {
        name: f"{registry}/{image.repository}:{image.tag}@{image.digest}"
        for name, image in sorted(platform.images.items())
    }


def released(release: Release, registry: str) -> Mapping[str, str]:
    """Name of an application's image to full reference."""
    return {
        name: f"{app_repository(name, registry)}:{image.tag}@{image.digest}"
        for name, image in sorted(release.images.items())
    }


def app_repository(name: str, registry: str) -> str:
    """Where an application's image is pushed to and pulled from."""
    return f"{registry}/dotmac/{name}"
