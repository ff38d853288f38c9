from __future__ import annotations

import json

from tests.cli.running import dotmac
from tests.fleet import ROOT, seed_plan


def test_the_list_has_a_line_for_each_tenant() -> None:
    run = dotmac("tenant", "list")
    head, *lines = [line.split() for line in run.out.splitlines()]
    assert (run.code, run.err) == (0, "")
    assert head == ["tenant", "plan", "region", "ring", "release", "host", "state"]
    assert lines == [
        [
            slug,
            found.spec.plan,
            found.region.name,
            found.ring,
            found.release,
            found.host,
            "active",
        ]
        for slug, found in seed_plan().tenants.items()
    ]
    rows = json.loads(dotmac("tenant", "list", "-o", "json").out)
    assert [list(row.values()) for row in rows] == [
        [row[name] for name in sorted(head)]
        for row in (dict(zip(head, line, strict=True)) for line in lines)
    ]


def test_a_tenant_is_shown_with_every_decision() -> None:
    plan = seed_plan().tenants["fast-fiber"]
    run = dotmac("tenant", "show", "fast-fiber")
    assert (run.code, run.err) == (0, "")
    for text in (plan.host, plan.namespace, plan.bucket, *plan.sizes, *plan.quota.hard):
        assert text in run.out
    assert all(flow.why in run.out for flow in plan.flows)
    shown = json.loads(dotmac("tenant", "show", "fast-fiber", "-o", "json").out)
    assert shown["quota"] == plan.quota.hard
    assert shown["sizes"] == {name: size.resources for name, size in plan.sizes.items()}
    assert shown["flows"] == {flow.name: flow.why for flow in plan.flows}


def test_a_name_is_shown_as_it_is_in_every_encoding() -> None:
    name = seed_plan().tenants["nordlicht"].spec.display_name
    assert not name.isascii()
    assert name in dotmac("tenant", "show", "nordlicht").out
    narrow = dotmac("tenant", "show", "nordlicht", PYTHONIOENCODING="ascii")
    assert narrow.code == 0
    assert name.encode("ascii", "backslashreplace").decode() in narrow.out


def test_an_unknown_tenant_is_told_with_the_known_ones() -> None:
    run = dotmac("tenant", "show", "fast-fibre")
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith("There is no tenant 'fast-fibre'; known: citynet, ")
    listed = dotmac("tenant", "show", "fast-fibre", "-o", "json")
    assert (listed.code, listed.err) == (2, "")
    assert json.loads(listed.out) == {"error": run.err.strip()}


def test_a_value_names_the_line_that_decided_it() -> None:
    shown = json.loads(dotmac("tenant", "show", "citynet", "-o", "json").out)
    origins = {one["name"]: one for one in shown["origins"]}
    for name, text in (
        ("sizes.isp-backend.replicas", "replicas: {min: 2, max: 10}"),
        ("release", "release: v1.2.3"),
        ("ring", "selector:"),
        ("database.storage", "storage: 750Gi"),
        ("quota.pods", "pods: "),
        ("backup.retentionDays", "retentionDays: 90"),
        ("host", "tenants: isp.dotmac.com"),
    ):
        file, line = origins[name]["place"].split(":")
        assert text in (ROOT / file).read_text().splitlines()[int(line) - 1], name
    assert origins["flags.enableCustomerPortal"]["decided_by"] == "default"
