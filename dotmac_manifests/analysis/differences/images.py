"""Which images a change brings, and in place of which."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dotmac_manifests.analysis.differences.change import Action, Change
from dotmac_manifests.analysis.differences.fields import FieldChange

_PARTS = frozenset({"registry", "repository", "tag", "digest"})


def image_changes(change: Change) -> Iterator[tuple[str, str]]:
    """Each image that was and that is, empty where there was or is none; of fields that changed.

    An image that comes or goes with its whole object is none: the object tells.
    """
    if change.action is not Action.changed:
        return
    for one in change.fields:
        if _is_image(one):
            old, new = (value if isinstance(value, str) else "" for value in (one.old, one.new))
            yield old, new
            continue
        old_images, new_images = ([*_images(value)] for value in (one.old, one.new))
        yield from ((image, "") for image in old_images if image not in new_images)
        yield from (("", image) for image in new_images if image not in old_images)


def shown(old: str, new: str) -> str:
    """Both in one line; the name once if it stays, and always the whole digest."""
    if not old:
        return f"{new} (new)"
    if not new:
        return f"{old} (gone)"
    name, version = _split(old)
    other_name, other_version = _split(new)
    if name and name == other_name:
        return f"{name} {version} → {other_version}"
    return f"{old} → {new}"


def _split(image: str) -> tuple[str, str]:
    """Name, and tag and digest."""
    name, at, digest = image.partition("@")
    slash = name.rfind("/")
    colon = name.find(":", slash + 1)
    tag = name[colon + 1 :] if colon >= 0 else ""
    return (name[:colon] if colon >= 0 else name), f"{tag}{at}{digest}"


def _is_image(one: FieldChange) -> bool:
    """Whether a field holds a reference, or a part of one, as charts have it."""
    keys = [part for part in one.path if isinstance(part, str)]
    if not keys or not isinstance(one.new if isinstance(one.new, str) else one.old, str):
        return False
    if keys[-1] in _PARTS:
        return any(key.lower().endswith("image") for key in keys[:-1])
    if keys[-1] == "reference":
        return "image" in keys
    return keys[-1] in ("image", "imageName") or keys[-1].endswith("Image")


def _images(value: Any) -> Iterator[str]:
    """Images in a value that came or went as a whole, such as a container."""
    if isinstance(value, dict):
        for key, child in value.items():
            if key in ("image", "imageName") and isinstance(child, str):
                yield child
            else:
                yield from _images(child)
    elif isinstance(value, list):
        for child in value:
            yield from _images(child)
