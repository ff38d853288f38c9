"""Writes a new input file the way people write theirs."""

from __future__ import annotations

from collections.abc import Mapping

from dotmac_manifests.edit.operations import same
from dotmac_manifests.edit.render import document
from dotmac_manifests.edit.text import EditError
from dotmac_manifests.kube.yaml_reader import read_document
from dotmac_manifests.kube.yaml_writer import dump

_FIRST = ("apiVersion", "kind", "metadata", "spec")


def new_file(content: Mapping[str, object], *, comment: str = "") -> bytes:
    """The file of one object of a ``kind`` of ours, one folder below the root.

    Its first line names the JSON Schema of the kind, for editors; ``comment``, of any number of
    lines, follows. Then come apiVersion, kind, metadata and spec; within them the keys keep the
    order that they are given in. Short lists of scalars take one line.

    Raises TypeError or ValueError for a value that YAML cannot carry, and EditError when the text
    would not read back as ``content``.
    """
    value = {key: content[key] for key in (*_FIRST, *content) if key in content}
    dump([value])  # raises for what YAML cannot carry
    schema = f"../schemas/{str(value['kind']).lower()}.schema.json"
    head = [f"yaml-language-server: $schema={schema}", *comment.splitlines()]
    text = "".join(f"# {line}".rstrip() + "\n" for line in head) + document(value)
    data = text.encode()
    if not same(read_document(data, "").value, value):
        raise EditError("a new file would not read back as what it is made of")
    return data
