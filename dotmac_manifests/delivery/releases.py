"""Releases enter by their digests, and single tenants are pinned to them: `dotmac release`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from dotmac_manifests.delivery.draft import Draft, Edit, Refused
from dotmac_manifests.delivery.history import arrival
from dotmac_manifests.delivery.tenants import tenant_file, unbound
from dotmac_manifests.edit.text import Delete, Set
from dotmac_manifests.plan.images import app_repository
from dotmac_manifests.spec.fleet import Fleet
from dotmac_manifests.spec.load import PLATFORM_FILE
from dotmac_manifests.spec.releases import AppImage

APP_IMAGES: tuple[str, ...] = get_args(AppImage)
_IMAGE = re.compile(
    r"(?P<repository>[^@:]+(:[0-9]+/[^@:]+)?)(:(?P<tag>[\w][\w.-]{0,127}))?"
    r"@(?P<digest>sha256:[0-9a-f]{64})"
)


def add(
    draft: Draft, fleet: Fleet, version: str, images: Sequence[str], base: str | None = None
) -> None:
    """Record a release: each image as `NAME=REPOSITORY[:TAG]@sha256:…`.

    Images that are not given are those of the release ``base``. A release never changes: adding
    the same again does nothing, adding another of the same name raises Refused, and so does an
    image that would not be pulled from where the manifests pull it.
    """
    releases = fleet.platform.spec.releases
    if base is not None and base not in releases:
        raise Refused(f"There is no release {base!r}; known: {', '.join(releases)}")
    found: dict[str, dict[str, str]] = {}
    for name in APP_IMAGES:
        image = releases[base].images.get(_app(name)) if base else None
        if image is not None:
            found[name] = {"tag": image.tag, "digest": image.digest}
    given = [_image(text, version, fleet) for text in images]
    for name, reference in given:
        if reference != dict(given)[name]:
            raise Refused(f"{name} is given twice, with different digests or tags")
    found.update(given)
    missing = [name for name in APP_IMAGES if name not in found]
    if missing:
        raise Refused(f"{version} lacks {', '.join(missing)}; add --image, or --from a release")
    release = {"images": {name: found[name] for name in APP_IMAGES}}
    if version in releases:
        if releases[version].model_dump(by_alias=True) == release:
            return
        raise Refused(f"{version} is recorded with other digests, and a release never changes")
    draft.edit(PLATFORM_FILE, [Set(("spec", "releases", version), release)])


def remove(draft: Draft, fleet: Fleet, version: str) -> None:
    """Forget a release that nothing uses; raises Refused with what does.

    What a ring would be rolled back to is in use, too.
    """
    spec = fleet.platform.spec
    if version not in spec.releases:
        return
    users = [f"ring {ring.name}" for ring in spec.rings if ring.release == version]
    for ring in spec.rings:
        found = arrival(fleet, ring)
        if found and not found.step.rolled_back and found.step.from_ == version:
            users.append(f"ring {ring.name}, to be rolled back to")
    for slug, tenant in fleet.tenants.items():
        if version in (tenant.spec.release.pin, tenant.spec.lifecycle.release):
            users.append(f"tenant {slug}")
    for name, rollout in fleet.rollouts.items():
        if rollout.spec.state in ("running", "paused") and version in (
            rollout.spec.release,
            *(step.from_ for step in rollout.spec.steps),
        ):
            users.append(f"roll-out {name}")
    if users:
        raise Refused(f"{version} is in use by {', '.join(users)}")
    draft.edit(PLATFORM_FILE, [Delete(("spec", "releases", version))])


def pin(draft: Draft, fleet: Fleet, slug: str, version: str) -> None:
    """Let one tenant run a release of its own, such as a hot-fix, whatever its ring gets.

    Raises NotYet for a frozen tenant, Refused for one that leaves.
    """
    unbound(fleet, slug)
    if version not in fleet.platform.spec.releases:
        known = ", ".join(fleet.platform.spec.releases)
        raise Refused(f"There is no release {version!r}; known: {known}")
    draft.edit(tenant_file(slug), [Set(("spec", "release", "pin"), version)])


def unpin(draft: Draft, fleet: Fleet, slug: str) -> None:
    """Let a tenant follow its ring again; raises like ``pin``."""
    unbound(fleet, slug)
    edit: Edit = Delete(("spec", "release", "pin"), prune=True)
    draft.edit(tenant_file(slug), [edit])


def _image(text: str, version: str, fleet: Fleet) -> tuple[str, dict[str, str]]:
    name, _, reference = text.partition("=")
    if name not in APP_IMAGES:
        raise Refused(
            f"{text!r}: {name!r} is no image of a release; known: {', '.join(APP_IMAGES)}"
        )
    match = _IMAGE.fullmatch(reference)
    if match is None:
        raise Refused(f"{text!r}: write NAME=REPOSITORY:TAG@sha256:<64 hexadecimal digits>")
    expected = app_repository(name, fleet.platform.spec.registry)
    if match["repository"] != expected:
        raise Refused(f"{text!r}: the manifests pull {name} from {expected}; push it there")
    return name, {"tag": match["tag"] or version, "digest": match["digest"]}


def _app(name: str) -> AppImage:
    known: Mapping[str, Any] = {found: found for found in APP_IMAGES}
    image: AppImage = known[name]
    return image
