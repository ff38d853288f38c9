from __future__ import annotations

import pytest

from tests.crds.cases import MISSING, Wrong, assert_refused

FILTER = "HTTPRouteFilter/maintenance"


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong(FILTER, "spec.directResponse", MISSING),
        Wrong(FILTER, "spec.urlRewrite", {}),
        Wrong(FILTER, "spec.directResponse.statusCode", "503"),
        Wrong(FILTER, "spec.directResponse.body.type", "ValueRef"),
        Wrong(FILTER, "spec.directResponse.body.inline", "x" * 4097),
    ],
    ids=str,
)
def test_a_mistake_is_refused_at_its_place(wrong: Wrong) -> None:
    assert_refused(wrong)
