"""The strict schemas of Kubernetes' own kinds, cut down to what one kind needs.

They ship with `kubernetes-validate`, one file of definitions for each minor. That file is read
once a process; its package is not imported, as it brings in much that is not needed here.

Source: Kubernetes OpenAPI specification, as converted by kubernetes-validate.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from dotmac_manifests.crds import patterns
from dotmac_manifests.errors import DotmacError

MINORS = ("1.34", "1.35", "1.36", "1.37")
"""The Kubernetes minors whose kinds are known."""

_QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity"


@dataclass(frozen=True)
class Definitions:
    """All definitions of one minor, and which of them is which kind."""

    by_name: Mapping[str, dict[str, Any]]
    kinds: Mapping[tuple[str, str], str]
    _references: dict[str, frozenset[str]] = field(default_factory=dict, repr=False, compare=False)

    def closure(self, names: Iterable[str]) -> dict[str, dict[str, Any]]:
        """The definitions ``names`` and every definition they lead to.

        Raises ``KeyError`` for a name that is not defined.
        """
        found: dict[str, dict[str, Any]] = {}
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found[name] = self.by_name[name]
                waiting.extend(self._referred(name))
        return found

    def _referred(self, name: str) -> frozenset[str]:
        """What one definition refers to; many kinds lead to the same ones."""
        referred = self._references.get(name)
        if referred is None:
            referred = self._references[name] = frozenset(_references(self.by_name[name]))
        return referred


@cache
def definitions(minor: str) -> Definitions:
    """The definitions of a Kubernetes ``minor`` such as `1.36`, read once a process.

    Raises ``DotmacError`` when the installed schemas do not hold the minor.
    """
    path = _folder() / f"v{minor}.0-local-strict" / "_definitions.json"
    if minor not in MINORS or not path.is_file():
        raise DotmacError(f"no schemas of Kubernetes {minor}: known are {', '.join(MINORS)}")
    by_name: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["$defs"]
    # Upstream takes any text for a quantity; `1GB` is refused only when it is applied.
    by_name[_QUANTITY] = {
        "anyOf": [
            {"type": "string", "pattern": patterns.QUANTITY, "examples": ["500m", "2Gi"]},
            {"type": "number"},
        ]
    }
    kinds = {
        (f"{kind['group']}/{kind['version']}".lstrip("/"), kind["kind"]): name
        for name, definition in by_name.items()
        for kind in definition.get("x-kubernetes-group-version-kind", ())
    }
    return Definitions(by_name, kinds)


def _folder() -> Path:
    spec = find_spec("kubernetes_validate")
    if spec is None or not spec.submodule_search_locations:
        raise DotmacError("the package kubernetes-validate is not installed")
    return Path(spec.submodule_search_locations[0]) / "kubernetes-json-schema"


def _references(node: object) -> Iterator[str]:
    """The names of the definitions that a schema refers to."""
    if isinstance(node, dict):
        target = node.get("$ref")
        if isinstance(target, str):
            yield target.rpartition("/")[2]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)
