"""What may disappear: only what a record or a tenant's own state names."""

from __future__ import annotations

from dotmac_manifests.plan.approvals import Approvals, approvals
from dotmac_manifests.plan.build import build_plan
from dotmac_manifests.spec.load import load_fleet
from tests.fleet import ROOT, seed_plan
from tests.plan.test_checks_records import gone, record, tombstone


def test_without_records_nothing_may_go() -> None:
    found = seed_plan().approvals
    assert found == Approvals(*[frozenset()] * 5, 25)


def test_each_record_approves_what_it_names_and_no_more() -> None:
    objects = "[{region: us-east-1, kind: PriorityClass, name: old}, {region: eu-west-1, "
    objects += "kind: Secret, namespace: argocd, name: x}]"
    files = {
        **gone(),
        **tombstone("region.mars-1", "region: mars-1"),
        **tombstone("fast-fiber.moved-from.eu-west-1", "tenant: fast-fiber\n  region: eu-west-1"),
        **record("removals", "r", f"reason: x\n  approvedBy: cto\n  objects: {objects}"),
    }
    fleet = load_fleet(ROOT, files)
    assert approvals(fleet, {}, {}) == Approvals(
        regions=frozenset({"mars-1"}),
        tenants=frozenset({("us-east-1", "old"), ("eu-west-1", "fast-fiber")}),
        shrinking=frozenset(),
        resting=frozenset(),
        objects=frozenset(
            {("us-east-1", "PriorityClass", "", "old"), ("eu-west-1", "Secret", "argocd", "x")}
        ),
        max_objects=25,
    )


def test_workloads_of_who_leaves_or_moves_may_go_where_they_do_not_run() -> None:
    def changed(slug: str, lifecycle: str, region: str) -> dict[str, bytes]:
        text = (ROOT / f"tenants/{slug}.yaml").read_text()
        if f"region: {region}" not in text:
            text = text.replace("placement:\n", f"placement:\n    region: {region}\n")
        return {f"tenants/{slug}.yaml": f"{text}  lifecycle: {lifecycle}\n".encode()}

    leaving = "{state: offboarding, reason: x, stage: %s, approvedBy: cto}"
    files = {
        **changed("fast-fiber", "{move: {from: eu-west-1}}", "us-east-1"),
        **changed("metro-fiber", leaving % "approved", "us-east-1"),
        **changed("lion-net", leaving % "final-backup", "ap-southeast-1"),
    }
    plan = build_plan(load_fleet(ROOT, files))
    assert plan.approvals.resting == {("us-east-1", "metro-fiber")}
    assert plan.approvals.shrinking == {("eu-west-1", "fast-fiber"), ("ap-southeast-1", "lion-net")}
