from __future__ import annotations

import pytest

from tests.crds.cases import MISSING, Wrong, assert_refused


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong("ApplicationSet/tenants-us-east-1", "spec.generators", MISSING),
        Wrong("ApplicationSet/tenants-us-east-1", "spec.generators", [], upstream=False),
        Wrong(
            "ApplicationSet/tenants-us-east-1",
            "spec.generators.0.list",
            {"elements": []},
            "spec.generators[0]",
            upstream=False,
        ),
        Wrong(
            "ApplicationSet/tenants-us-east-1",
            "spec.generators.0.git.revision",
            MISSING,
            "spec.generators[0].git.revision",
        ),
        Wrong("ApplicationSet/tenants-us-east-1", "spec.template.spec.destination", MISSING),
        Wrong("ApplicationSet/tenants-us-east-1", "spec.goTemplate", "true"),
        Wrong("ApplicationSet/tenants-us-east-1", "spec.syncPolicy.applicationsSync", "create"),
        Wrong("ApplicationSet/tenants-us-east-1", "spec.strategy.type", "Rolling", upstream=False),
        Wrong("ApplicationSet/tenants-us-east-1", "spec.goTemplateOption", ["missingkey=error"]),
    ],
    ids=str,
)
def test_a_mistake_is_refused_at_its_place(wrong: Wrong) -> None:
    assert_refused(wrong)
