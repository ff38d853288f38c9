from __future__ import annotations

import pytest

from tests.crds.cases import MISSING, Wrong, assert_refused

SERVER = "VirtualServer/maintenance"
ANSWER = "spec.routes.0.action.return"


def _answer(field: str, value: object) -> Wrong:
    return Wrong(
        SERVER,
        f"{ANSWER}.{field}",
        value,
        f"spec.routes[0].action.return.{field}",
        upstream=False,
    )


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong(SERVER, "spec.server-snippets", "return 200;", upstream=False),
        Wrong(SERVER, "spec.upstreams", [], upstream=False),
        Wrong(SERVER, "spec.routes", MISSING, upstream=False),
        _answer("body", 'a "quoted" word'),
        _answer("body", "costs $5"),
        _answer("type", "text/html; charset=utf-8"),
        _answer("code", 42),
    ],
    ids=str,
)
def test_a_mistake_is_refused_at_its_place(wrong: Wrong) -> None:
    assert_refused(wrong)
