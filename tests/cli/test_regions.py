from __future__ import annotations

import json

from tests.cli.running import dotmac
from tests.fleet import seed_plan


def test_the_list_has_a_line_for_each_region() -> None:
    run = dotmac("region", "list")
    head, *lines = run.out.splitlines()
    assert (run.code, run.err) == (0, "")
    assert head.split()[0] == "region"
    assert [line.split()[0] for line in lines] == list(seed_plan().regions)


def test_programs_get_the_same_as_json() -> None:
    rows = json.loads(dotmac("region", "list", "-o", "json").out)
    plan = seed_plan()
    assert {row["region"]: (row["kubernetes"], row["tenants"]) for row in rows} == {
        name: (region.minor, str(len(plan.tenants_of(name))))
        for name, region in plan.regions.items()
    }
