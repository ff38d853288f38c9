"""Every text of the manifests in which a credential might stand in plain sight."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, repeat
from typing import Any
from weakref import WeakKeyDictionary

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.secrets._shapes import (
    assigned,
    is_literal,
    names_credential,
    random_run,
    shape,
)
from dotmac_manifests.kube.yaml_reader import FieldPath

_TEXTLESS = frozenset(
    {
        "HorizontalPodAutoscaler",
        "LimitRange",
        "NetworkPolicy",
        "PodDisruptionBudget",
        "ResourceQuota",
        "Role",
        "RoleBinding",
        "Service",
        "ServiceAccount",
    }
)
"""Kinds whose fields the API server holds to names and numbers; only their annotations are read."""
_ENV, _ARGUMENT, _CONFIG, _NOTE, _VALUES = (
    "environment variable",
    "argument",
    "entry",
    "annotation",
    "value",
)
_PLACES: Mapping[str, str] = {
    "annotations": _NOTE,
    "args": _ARGUMENT,
    "command": _ARGUMENT,
    "data": _CONFIG,
    "parameters": _VALUES,
    "stringData": _CONFIG,
    "values": _VALUES,
    "valuesObject": _VALUES,
}
"""Fields below which names are somebody's own choice, not the API's."""
_DIGESTS = (
    "checksum",
    "digest",
    "fingerprint",
    "hash",
    "revision",
    "sha",
    "sha256",
    "sum",
    "image",
)


@dataclass(frozen=True)
class Suspect:
    """A text that gives itself away, in one way or several."""

    manifest: Manifest
    path: FieldPath
    place: str
    name: str
    shape: str = ""
    named: str = ""
    random: str = ""

    @property
    def where(self) -> str:
        """The text's place in words."""
        what = f"{self.manifest.ref.kind} {self.manifest.ref.name}"
        return f"{self.place} {self.name} of {what}" if self.place else f"{self.name} of {what}"


_BRANCHES = (dict, list)
_SHORTEST = 3
"""Characters below which nothing is taken for a credential."""
_Verdict = tuple[str, str, str]
_CLEAN: _Verdict = ("", "", "")
_Clean = dict[tuple[str, int], object]
"""Parts of objects in which nothing was found, by the name of the field and their identity. They
are held, so that no other part can have it."""
_found: WeakKeyDictionary[Facts, tuple[Suspect, ...]] = WeakKeyDictionary()


def suspects(facts: Facts) -> tuple[Suspect, ...]:
    """Everything that looks like a credential; the cluster is read once for all rules."""
    known = _found.get(facts)
    if known is None:
        clean: _Clean = {}
        known = _found[facts] = tuple(
            suspect for manifest in facts.manifests for suspect in _in_manifest(manifest, clean)
        )
    return known


def _in_manifest(manifest: Manifest, clean: _Clean) -> Iterator[Suspect]:
    if manifest.ref.kind == "Secret":
        return  # a Secret with data is a finding as such
    body: Any = manifest.body
    if manifest.ref.kind in _TEXTLESS:
        body = {"metadata": {"annotations": body["metadata"].get("annotations")}}
    if not all(_is_clean(name, value, clean) for name, value in _parts(body)):
        yield from _walk(manifest, body, (), "", "")


def _parts(body: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Fields of an object and of its mappings: what objects have in common is one of these."""
    if "value" in body:  # which its neighbours name
        yield "", body
        return
    for name, value in body.items():
        if isinstance(value, dict) and "value" not in value:
            yield from value.items()
        else:
            yield name, value


def _is_clean(name: str, value: Any, clean: _Clean) -> bool:
    """Whether nothing below is suspicious in the strictest place; ``clean`` is what is known."""
    if isinstance(value, str):
        return len(value) < _SHORTEST or _verdict(name, value, _CONFIG) is _CLEAN
    if not isinstance(value, _BRANCHES):
        return True
    key = name, id(value)
    if key not in clean:
        if _touched(name, value):
            return False
        clean[key] = value
    return True


def _touched(name: str, value: Any) -> bool:
    """Whether any text is suspicious in the strictest place: quick, and without paths."""
    stack: list[tuple[str, Any]] = [(name, value)]
    while stack:
        name, value = stack.pop()
        named = None
        found: Iterable[tuple[str, Any]]
        if isinstance(value, dict):
            if "value" in value:
                named = value.get("name")
            found = value.items()
        elif len(value) > 1 and _pairs(value):
            return True
        else:
            found = zip(repeat(name), value, strict=False)
        for key, below in found:
            called = str(named) if named and key == "value" else key
            if isinstance(below, str):
                if len(below) >= _SHORTEST and _verdict(called, below, _CONFIG) is not _CLEAN:
                    return True
            elif isinstance(below, _BRANCHES):
                stack.append((called, below))
    return False


def _walk(
    manifest: Manifest, value: Any, path: FieldPath, name: str, place: str
) -> Iterator[Suspect]:
    if isinstance(value, str):
        verdict = _verdict(name, value, place) if len(value) >= _SHORTEST else _CLEAN
        if verdict is not _CLEAN:
            yield Suspect(manifest, path, place, name, *verdict)
    elif isinstance(value, dict):
        named = value.get("name") if "value" in value else None
        for key, below in value.items():
            if key == "value" and named:
                yield from _walk(manifest, below, (*path, key), str(named), place or _ENV)
            else:
                inner = place or _place(str(key), below)
                yield from _walk(manifest, below, (*path, str(key)), str(key), inner)
    elif isinstance(value, list):
        for index, below in enumerate(value):
            if index and _pairs(value[index - 1 : index + 1]):
                flag = str(value[index - 1])
                yield Suspect(manifest, (*path, index), _ARGUMENT, flag, named=flag)
            yield from _walk(manifest, below, (*path, index), name, place)


def _place(key: str, below: object) -> str:
    """The place that opens below a field: texts and mappings of texts, or a list of arguments."""
    place = _PLACES.get(key, "")
    return "" if isinstance(below, list) and place != _ARGUMENT else place


def _pairs(values: list[Any]) -> bool:
    """Whether an option that names a credential is followed by its value."""
    return any(
        isinstance(flag, str)
        and isinstance(value, str)
        and flag.startswith("-")
        and "=" not in flag
        and " " not in flag
        and names_credential(flag)
        and is_literal(value)
        for flag, value in pairwise(values)
    )


@lru_cache(maxsize=1 << 17)
def _verdict(name: object, value: str, place: str) -> _Verdict:
    """Shape, name and randomness of one text; names count only where people choose them."""
    name, lines = str(name), value.strip().split("\n")
    shapes, assignments, runs = zip(*map(_line, lines), strict=True)
    named = ""
    if place:
        single = len(lines) == 1 and place != _ARGUMENT
        if single and names_credential(name) and is_literal(value):
            named = name
        named = named or _first(assignments)
    plain = name.lower().rpartition("/")[2].rpartition(".")[2]
    digest = plain.endswith(_DIGESTS) or name.startswith("checksum/")
    verdict = _first(shapes), named, "" if digest else _first(runs)
    return verdict if any(verdict) else _CLEAN


@lru_cache(maxsize=1 << 17)
def _line(line: str) -> _Verdict:
    """The same of one line, whatever its place: tenants' files have most lines in common."""
    return shape(line), assigned(line), random_run(line)


def _first(texts: Iterable[str]) -> str:
    return next(filter(None, texts), "")
