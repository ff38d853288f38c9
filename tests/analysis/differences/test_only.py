"""Which differences somebody asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from dotmac_manifests.analysis.differences.only import only
from tests.differences import changes, fleet, tenant, told

REGIONS = ("eu-west-1", "us-east-1")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), 6),
        (("us-east-1",), 4),
        (REGIONS, 6),
        (("acme",), 4),
        (("acme", "eu-west-1"), 2),
        (("deployment",), 0),
        (("Deployment",), 3),
        (("Deployment", "ConfigMap", "bolt"), 2),
    ],
)
def test_only(tmp_path: Path, words: tuple[str, ...], expected: int) -> None:
    old, new = (
        {
            **fleet(tenant("acme", version), region="eu-west-1"),
            **fleet(tenant("acme", version), tenant("bolt", version)),
        }
        for version in ("v1", "v2")
    )
    wanted = only(words, REGIONS)
    kept = [change for change in changes(tmp_path, old, new) if wanted.keeps(change)]
    assert len(told(kept)) == expected
