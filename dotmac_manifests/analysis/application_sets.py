"""The Applications that an ApplicationSet makes, as far as its own file tells.

Only lists that stand in the set can be judged, and templates that do no more than name a key of
theirs: `{{ .slug }}`, and `{{ toJson .ignored }}` in a patch.
Source: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-List/,
https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/GoTemplate/ and
https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Template/#template-patch
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from dotmac_manifests.analysis.body import Body, items, mapping
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.errors import InputError
from dotmac_manifests.kube.refs import ref_of
from dotmac_manifests.kube.yaml_manifests import read_manifests

TEMPLATE = ("spec", "template")
_FIELD = re.compile(r"\{\{-?\s*(toJson\s+)?\.([\w.]+)\s*-?\}\}")


class Opaque(ValueError):
    """What a set makes cannot be told from its file; the message says why."""


def generated(found: Manifest) -> tuple[Manifest, ...]:
    """Every Application of a set, each at the place of the template; raises Opaque."""
    spec = mapping(found.body, "spec")
    if spec.get("goTemplate") is not True:
        raise Opaque("its template is no Go template")
    return tuple(_application(found, spec, element) for element in _elements(spec))


def _elements(spec: Body) -> Iterator[Body]:
    for generator in items(spec, "generators"):
        elements = items(generator, "list", "elements")
        if set(mapping(generator)) != {"list"} or set(mapping(generator, "list")) != {"elements"}:
            raise Opaque("what it is made from is not listed in it")
        for element in elements:
            if not isinstance(element, dict):
                raise Opaque("an element of its list is no mapping")
            yield element


def _application(found: Manifest, spec: Body, element: Body) -> Manifest:
    template = _filled(spec.get("template"), element)
    if "templatePatch" in spec:
        template = _merged(template, _patch(spec["templatePatch"], element))
    metadata = {"namespace": found.ref.namespace, **mapping(template, "metadata")}
    kind = {"apiVersion": "argoproj.io/v1alpha1", "kind": "Application"}
    body = {**kind, **mapping(template), "metadata": metadata}
    try:
        return replace(found, body=body, ref=ref_of(body), path=(*found.path, *TEMPLATE))
    except ValueError as error:
        raise Opaque(f"an Application of it {error}") from None


def _filled(value: Any, element: Body) -> Any:
    if isinstance(value, str):
        return _text(value, element)
    if isinstance(value, list):
        return [_filled(item, element) for item in value]
    if isinstance(value, dict):
        return {_text(key, element): _filled(item, element) for key, item in value.items()}
    return value


def _text(text: str, element: Body) -> str:
    def fill(field: re.Match[str]) -> str:
        value: Any = element
        for part in field[2].split("."):
            if not isinstance(value, dict) or part not in value:
                raise Opaque(f"an element of its list has no {field[2]}")
            value = value[part]
        if field[1]:
            return json.dumps(value, sort_keys=True)
        if not isinstance(value, str) or "{{" in value:
            raise Opaque(f"{field[2]} of an element of its list is no plain text")
        return value

    if "{{" not in text:
        return text
    filled = _FIELD.sub(fill, text)
    if "{{" in _FIELD.sub("", text):
        raise Opaque("its template does more than name keys")
    return filled


def _patch(text: Any, element: Body) -> Any:
    try:
        (part,) = read_manifests(_text(str(text), element), "templatePatch")
    except (InputError, ValueError) as error:
        if isinstance(error, Opaque):
            raise
        raise Opaque("its templatePatch is no single YAML document") from None
    return part.value


def _merged(body: Any, patch: Any) -> Any:
    """The patch over the body: mappings key by key, null removes, lists are replaced."""
    if not isinstance(patch, dict) or not isinstance(body, dict):
        return patch
    merged = {key: value for key, value in body.items() if patch.get(key, value) is not None}
    for key, value in patch.items():
        if value is not None:
            merged[key] = _merged(body.get(key), value)
    return merged
