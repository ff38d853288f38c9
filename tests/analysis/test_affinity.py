"""Terms that look beyond their own namespace."""

from __future__ import annotations

from typing import Any

import pytest

from dotmac_manifests.analysis.affinity import PREFERRED, REQUIRED, foreign


@pytest.mark.parametrize("kind", ["podAffinity", "podAntiAffinity"])
@pytest.mark.parametrize(
    ("term", "beyond"),
    [
        ({}, False),
        ({"namespaces": []}, False),
        ({"namespaces": ["a"]}, True),
        ({"namespaceSelector": {}}, True),
        ({"namespaceSelector": None}, False),
    ],
)
def test_namespaces_and_selectors_are_beyond(kind: str, term: dict[str, Any], beyond: bool) -> None:
    required = {"affinity": {kind: {REQUIRED: [{}, term]}}}
    preferred = {"affinity": {kind: {PREFERRED: [{"weight": 1, "podAffinityTerm": term}]}}}
    assert foreign(required) == ((("affinity", kind, REQUIRED, 1),) if beyond else ())
    assert bool(foreign(preferred)) == beyond
