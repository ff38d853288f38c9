"""Edits YAML that people wrote: the touched lines change, every other byte stays.

ruamel's round trip keeps comments and order, but not indentation, spacing and long lines. So it
writes only what is new, and that is laid into the original text where the parser says it belongs.
The result counts only when it reads back as what was asked for.
"""

from __future__ import annotations

from collections.abc import Sequence

import yaml

from dotmac_manifests.edit.difference import first_step
from dotmac_manifests.edit.operations import Delete, Edit, KeyOrder, Set, changed, same
from dotmac_manifests.edit.round_trip import round_trip
from dotmac_manifests.edit.splice import splice
from dotmac_manifests.errors import DotmacError, InputError
from dotmac_manifests.kube.yaml_reader import FieldPath, read_document

__all__ = ["Delete", "Edit", "EditError", "KeyOrder", "Set", "apply"]

_BOM = "\ufeff"


class EditError(DotmacError):
    """A text is written in a way that cannot be edited without damage; nothing was changed."""


def _any_order(_: FieldPath) -> Sequence[str]:
    return ()


def apply(text: str, edits: Sequence[Edit], *, file: str = "", order: KeyOrder = _any_order) -> str:
    """``text``, one YAML document, after ``edits``, in their order.

    A new key follows the nearest key that comes before it in ``order``, or else the last one.
    Edits that change nothing return ``text`` itself. ``file`` names the text in errors.

    Raises InputError when the text is not what our reader takes, or a path leads into something
    that is neither a mapping nor a list; TypeError or ValueError for a value that YAML cannot
    carry; EditError when the outcome would not read back as what was asked for.
    """
    document = read_document(text.encode(), file)
    expected = changed(document, edits)
    if same(document.value, expected):
        return text
    mark = _BOM if text.startswith(_BOM) else ""
    body = text.removeprefix(_BOM)
    spliced = _spliced(body, document.value, expected, order)
    if spliced is None:  # unusual YAML, such as explicit keys
        whole = round_trip(body, document.value, expected)
        spliced = next((found for found in whole if _reads_as(found, expected)), None)
        if spliced is None:
            fields = ", ".join(".".join(map(str, edit.path)) for edit in edits)
            raise EditError(
                f"{file or 'the text'}: cannot change {fields} in place; edit it by hand"
            )
    return mark + spliced


def _spliced(
    text: str, value: dict[str, object], expected: dict[str, object], order: KeyOrder
) -> str | None:
    """The text after all steps to ``expected``, or None when a step did not do what it should.

    Every step brings the value nearer, so that one which does not ends the attempt.
    """
    while step := first_step(value, expected):
        before = value
        try:
            text = splice(text, step, order)
            value = read_document(text.encode(), "").value
        except (yaml.YAMLError, InputError):
            return None
        if same(before, value):
            return None
    return text


def _reads_as(text: str, expected: dict[str, object]) -> bool:
    try:
        return same(read_document(text.encode(), "").value, expected)
    except InputError:
        return False
