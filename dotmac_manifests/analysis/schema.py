"""Whether a rendered object is one that the API server would take.

Kubernetes' own kinds are judged by the strict schemas of the region's minor, custom resources by
the schemas made from our models; core objects embedded in those, such as the pod template of a
Rollout, again by Kubernetes' schemas. A kind without a schema is an error, never a pass.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from dotmac_manifests.analysis.schema_definitions import Definitions, definitions
from dotmac_manifests.analysis.schema_errors import SchemaError, explain, field_path
from dotmac_manifests.crds.bundle import bundled_kinds, bundled_schema
from dotmac_manifests.errors import DotmacError

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator

__all__ = ["SchemaError", "fits", "schema_for", "validate"]

_DEFINITION = "x-kubernetes-definition"
_SCALARS = (str, int, type(None))


def validate(obj: Mapping[str, Any], *, kubernetes_minor: str = "1.36") -> list[SchemaError]:
    """Every mistake of one object, sorted by place; an empty list is a pass.

    ``obj`` is one document as read from YAML, ``kubernetes_minor`` such as `1.36`. Two things are
    judged more strictly than upstream does: an object needs a name, and a quantity its form.
    """
    api_version, kind = obj.get("apiVersion"), obj.get("kind")
    if not (isinstance(api_version, str) and isinstance(kind, str) and api_version and kind):
        missing = [name for name in ("apiVersion", "kind") if not _is_text(obj.get(name))]
        return [SchemaError(name, "must be a text that is not empty") for name in missing]
    if not _is_json(obj):
        return sorted(_foreign_values(dict(obj), ()))
    try:
        schema = schema_for(api_version, kind, kubernetes_minor)
    except DotmacError as error:
        return [SchemaError("", str(error))]
    if schema is None:
        return [_unknown_kind(api_version, kind, kubernetes_minor)]
    found = _validator(api_version, kind, kubernetes_minor).iter_errors(dict(obj))
    return sorted({mistake for error in found for mistake in explain(error, schema)})


def fits(obj: Mapping[str, Any], *, kubernetes_minor: str = "1.36") -> bool:
    """Whether `validate` finds no mistake in an object of which it is known that it is JSON."""
    try:
        judge = _validator(obj["apiVersion"], obj["kind"], kubernetes_minor)
    except DotmacError:
        return False
    return judge.is_valid(obj)


@cache
def schema_for(api_version: str, kind: str, kubernetes_minor: str) -> dict[str, Any] | None:
    """The self-contained JSON Schema (draft 2020-12) of a kind; None where there is none.

    Raises ``DotmacError`` for a minor that is not known.
    """
    core = definitions(kubernetes_minor)
    custom = bundled_schema(api_version, kind)
    if custom is not None:
        return _with_core_definitions(custom, core)
    name = core.kinds.get((api_version, kind))
    if name is None:
        return None
    return {
        "$ref": f"#/$defs/{name}",
        "required": ["apiVersion", "kind", "metadata"],
        "properties": {
            "metadata": {
                "type": "object",
                "required": ["name"],
                "properties": {"name": {"type": "string", "minLength": 1}},
            }
        },
        "$defs": core.closure([name]),
    }


@cache
def _validator(api_version: str, kind: str, kubernetes_minor: str) -> Draft202012Validator:
    from jsonschema_rs import Draft202012Validator  # noqa: PLC0415 - only where objects are judged

    schema = schema_for(api_version, kind, kubernetes_minor)
    return Draft202012Validator(schema or False, validate_formats=False)


def _with_core_definitions(schema: dict[str, Any], core: Definitions) -> dict[str, Any]:
    """``schema`` with the named Kubernetes definitions in place of embedded core objects."""
    names: set[str] = set()

    def resolve(node: Any) -> Any:
        if isinstance(node, dict):
            name = node.get(_DEFINITION)
            if isinstance(name, str):
                names.add(name)
                return {"type": "object", "$ref": f"#/$defs/{name}"}
            return {key: resolve(value) for key, value in node.items()}
        return [resolve(value) for value in node] if isinstance(node, list) else node

    resolved: dict[str, Any] = resolve(schema)
    resolved["$defs"] = {**resolved.get("$defs", {}), **core.closure(sorted(names))}
    return resolved


def _unknown_kind(api_version: str, kind: str, minor: str) -> SchemaError:
    known = bundled_kinds() | definitions(minor).kinds.keys()
    others = sorted(version for version, name in known if name == kind)
    message = f"no schema for {kind} of {api_version} in Kubernetes {minor}"
    remedy = f"use {' or '.join(others)}" if others else "correct the kind or give it a model"
    return SchemaError("", message, remedy)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _is_text_key(key: object) -> bool:
    return isinstance(key, str)


def _is_json(value: object) -> bool:
    """Whether there is nothing that `_foreign_values` would name; it is asked of every object."""
    rest = [value]
    while rest:
        value = rest.pop()
        if isinstance(value, dict):
            for key in value:
                if not isinstance(key, str):
                    return False
            rest += value.values()
        elif isinstance(value, list):
            rest += value
        elif not (isinstance(value, _SCALARS) or _is_finite(value)):
            return False
    return True


def _is_finite(value: object) -> bool:
    return isinstance(value, float) and math.isfinite(value)


def _foreign_values(value: object, path: tuple[str | int, ...]) -> Iterator[SchemaError]:
    """What YAML can say and JSON cannot: dates, keys that are not text, infinities."""
    match value:
        case None | str() | bool() | int():
            return
        case dict():
            for key, item in value.items():
                if isinstance(key, str):
                    yield from _foreign_values(item, (*path, key))
                else:
                    yield SchemaError(
                        field_path(path), f"has the key {key!r}, which is not text", "quote the key"
                    )
        case list():
            for index, item in enumerate(value):
                yield from _foreign_values(item, (*path, index))
        case float() if math.isfinite(value):
            return
        case _:
            yield SchemaError(
                field_path(path), f"is a {type(value).__name__}, which JSON does not have"
            )
