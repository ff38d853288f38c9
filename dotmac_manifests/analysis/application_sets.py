"""The Applications that an ApplicationSet makes, as far as manifests tell.

Only lists that stand in the set can be judged, and files that were read from the very repository
that it deploys from; and templates that do no more than name a key: `{{ .slug }}`,
`{{ .data.slug }}`, and `{{ toJson .ignored }}` in a patch.
Source: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-List/,
https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Git/,
https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/GoTemplate/ and
https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Template/#template-patch
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dotmac_manifests.analysis.body import Body, items, mapping
from dotmac_manifests.analysis.globs import glob
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.errors import InputError
from dotmac_manifests.kube.refs import ref_of
from dotmac_manifests.kube.yaml_manifests import read_manifests

TEMPLATE = ("spec", "template")
Files = Mapping[str, Sequence[Body]]
"""Path in the repository to the objects in a file."""
_FIELD = re.compile(r"\{\{-?\s*(toJson\s+)?\.([\w.]+)\s*-?\}\}")


class Opaque(ValueError):
    """What a set makes cannot be told; the message says why."""


def generated(found: Manifest, files: Files) -> tuple[Manifest, ...]:
    """Every Application of a set, each at the place of the template; raises Opaque."""
    spec = mapping(found.body, "spec")
    if spec.get("goTemplate") is not True:
        raise Opaque("its template is no Go template")
    return tuple(_application(found, spec, element) for element in _elements(spec, files))


def _elements(spec: Body, files: Files) -> Iterator[Body]:
    for generator in items(spec, "generators"):
        kind = "".join(mapping(generator))
        body = mapping(generator, kind)
        if kind == "list" and set(body) == {"elements"}:
            yield from map(_element, items(body, "elements"))
        elif kind == "git" and set(body) == {"repoURL", "revision", "files"}:
            yield from _git(body, mapping(spec, *TEMPLATE[1:], "spec", "source"), files)
        else:
            raise Opaque("what it is made from is neither listed in it nor in files of Git")


def _element(value: Any) -> Body:
    if not isinstance(value, dict):
        raise Opaque("an element of its list is no mapping")
    return value


def _git(generator: Body, source: Body, files: Files) -> Iterator[Body]:
    """Whatever stands in the files; each is one object."""
    place = generator["repoURL"], generator["revision"]
    if place != (source.get("repoURL"), source.get("targetRevision")):
        raise Opaque("it reads files elsewhere than where it deploys from")
    for entry in items(generator, "files"):
        pattern = mapping(entry).get("path")
        if set(mapping(entry)) != {"path"} or not isinstance(pattern, str):
            raise Opaque("which files it reads is not told by their path alone")
        found = [bodies for path, bodies in files.items() if glob(pattern).fullmatch(path)]
        if not found:
            raise Opaque(f"none of the files {pattern} was read")
        for bodies in found:
            if len(bodies) != 1:
                raise Opaque(f"one of the files {pattern} holds several objects")
            yield bodies[0]


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
                raise Opaque(f"what it is made from has no {field[2]}")
            value = value[part]
        if field[1]:
            return json.dumps(value, sort_keys=True)
        if not isinstance(value, str) or "{{" in value:
            raise Opaque(f"{field[2]} of what it is made from is no plain text")
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
