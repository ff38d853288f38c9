from __future__ import annotations

import json as reader

from dotmac_manifests.errors import Problem
from dotmac_manifests.report import json


def test_a_document_is_sorted_readable_and_ends_its_last_line() -> None:
    text = json.document({"b": ["ü"], "a": 1})
    assert text == '{\n  "a": 1,\n  "b": [\n    "ü"\n  ]\n}\n'


def test_a_problem_keeps_every_part() -> None:
    found = Problem("tenants/a.yaml", 3, 5, "spec.plan", "is wrong", "write starter")
    assert reader.loads(json.document(json.problems([found]))) == [
        {
            "file": "tenants/a.yaml",
            "line": 3,
            "column": 5,
            "field": "spec.plan",
            "message": "is wrong",
            "remedy": "write starter",
        }
    ]
