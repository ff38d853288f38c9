"""Image references: what they are made of, and everything in the manifests that names one.

Source: https://github.com/opencontainers/distribution-spec and
https://kubernetes.io/docs/concepts/containers/images/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.kube.yaml_reader import FieldPath

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True)
class Image:
    """One reference, where it stands, and whether it is pulled by a kubelet for a container."""

    manifest: Manifest
    path: FieldPath
    text: str

    @property
    def name(self) -> str:
        """Registry and repository."""
        left = self.text.partition("@")[0]
        return left.removesuffix(f":{self.tag}") if self.tag else left

    @property
    def tag(self) -> str:
        """The tag, or nothing."""
        return self.text.partition("@")[0].rpartition("/")[2].partition(":")[2]

    @property
    def digest(self) -> str:
        """The digest, or nothing if there is none, or something else in its place."""
        found = self.text.partition("@")[2]
        return found if _DIGEST.fullmatch(found) else ""

    def within(self, registries: Iterable[str]) -> str | None:
        """The repository without its registry, if that is one of these prefixes."""
        for prefix in registries:
            whole = f"{prefix.rstrip('/')}/"
            if self.name.startswith(whole) and ".." not in self.name:
                return self.name.removeprefix(whole)
        return None


_KNOWN: WeakKeyDictionary[Facts, tuple[Image, ...]] = WeakKeyDictionary()


def images(facts: Facts) -> tuple[Image, ...]:
    """Every image that containers, image volumes, operators' objects and charts are told of."""
    if facts not in _KNOWN:
        _KNOWN[facts] = tuple(_images(facts))
    return _KNOWN[facts]


def _images(facts: Facts) -> Iterator[Image]:
    for pods in facts.pods:
        for path, container in pods.containers():
            yield Image(pods.manifest, (*path, "image"), str(container.get("image") or ""))
        for index, volume in enumerate(items(pods.spec, "volumes")):
            if "image" in mapping(volume):
                path = (*pods.spec_path, "volumes", index, "image", "reference")
                text = str(mapping(volume, "image").get("reference") or "")
                yield Image(pods.manifest, path, text)
    owners = {id(pods.manifest) for pods in facts.pods}
    for manifest in facts.manifests:
        group = manifest.ref.group
        if "." in group and not group.endswith(".k8s.io") and id(manifest) not in owners:
            yield from _named(manifest, mapping(manifest.body, "spec"), ("spec",))


def _named(manifest: Manifest, value: Any, path: FieldPath) -> Iterator[Image]:
    """Images in an object whose shape is not known: by the names of its fields."""
    if isinstance(value, dict):
        if isinstance(value.get("repository"), str):
            yield Image(manifest, path, _assembled(value))
        for key, child in value.items():
            if isinstance(child, str):
                if key in ("image", "imageName") or (key.endswith("Image") and "/" in child):
                    yield Image(manifest, (*path, key), child)
            elif isinstance(child, dict | list):
                yield from _named(manifest, child, (*path, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _named(manifest, child, (*path, index))


def _assembled(value: Mapping[str, Any]) -> str:
    """A reference that a chart puts together of registry, repository, tag and digest."""
    name = "/".join(str(value[key]) for key in ("registry", "repository") if value.get(key))
    tag, sha = value.get("tag"), value.get("sha")
    digest = value.get("digest") or (f"sha256:{sha}" if sha else "")
    return f"{name}:{tag}" * bool(tag) + name * (not tag) + f"@{digest}" * bool(digest)
