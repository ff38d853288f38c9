"""Which objects a rendered file holds, read from our own writer's layout without parsing YAML."""

from __future__ import annotations

import re
from typing import NamedTuple

from dotmac_manifests.kube.refs import group_of

_DOCUMENTS = re.compile(rb"^---\n", re.MULTILINE)
_API = re.compile(rb"^apiVersion: (\S+)$", re.MULTILINE)
_KIND = re.compile(rb"^kind: (\S+)$", re.MULTILINE)
_METADATA = re.compile(rb"^metadata:\n((?:  .*\n|\n)+)", re.MULTILINE)
_FIELD = re.compile(rb"^  (name|namespace): (.+)$", re.MULTILINE)


class Identity(NamedTuple):
    """One object: API group, kind, namespace (empty when it lies in none), name."""

    group: str
    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        place = f"{self.namespace}/{self.name}" if self.namespace else self.name
        return f"{self.kind} {place}"


def identities(data: bytes) -> frozenset[Identity]:
    """Objects of a file that `synth` wrote; what is no such object counts for nothing."""
    found = set()
    for document in _DOCUMENTS.split(data):
        api, kind, metadata = (part.search(document) for part in (_API, _KIND, _METADATA))
        if not (api and kind and metadata):
            continue
        fields = {name: _text(value) for name, value in _FIELD.findall(metadata[1])}
        group = group_of(_text(api[1]))
        name = fields.get(b"name", "")
        found.add(Identity(group, _text(kind[1]), fields.get(b"namespace", ""), name))
    return frozenset(found)


def _text(value: bytes) -> str:
    text = value.decode("utf-8", "replace")
    if text[:1] not in ("'", '"'):
        return text
    import yaml  # noqa: PLC0415 - takes long to import, and few texts have quotes

    try:
        return str(yaml.safe_load(text))
    except yaml.YAMLError:  # a hand has been at it
        return text
