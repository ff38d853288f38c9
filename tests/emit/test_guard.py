"""What may disappear from dist/ and what may not; the identities it is judged by."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dotmac_manifests.emit.guard import Gone, gone, guard
from dotmac_manifests.emit.identities import Identity, identities
from dotmac_manifests.emit.owners import cut, identity_hash
from dotmac_manifests.emit.render import render
from dotmac_manifests.emit.unit import units
from dotmac_manifests.kube.yaml_writer import dump
from dotmac_manifests.plan.build import build_plan
from dotmac_manifests.plan.model import FleetPlan
from dotmac_manifests.spec.load import load_fleet
from tests.fleet import ROOT, seed_plan
from tests.kube.nasty import NUMBERS, TEXTS, WORDS

TENANT_FILE = "us-east-1/tenants/citynet/data.yaml"
CONFIG = Identity("", "ConfigMap", "tenant-citynet", "settings")
CLAIM = Identity("", "PersistentVolumeClaim", "tenant-citynet", "data")
NAMESPACE = Identity("", "Namespace", "", "tenant-citynet")


def told(plan: FleetPlan, *found: Gone) -> str:
    return "\n".join(str(problem) for problem in guard(found, plan))


def approving(**fields: object) -> FleetPlan:
    plan = seed_plan()
    return replace(plan, approvals=replace(plan.approvals, **fields))


def test_every_object_of_the_fleet_is_seen_as_a_yaml_reader_sees_it() -> None:
    for path in sorted((ROOT / "dist").rglob("*.yaml")):
        data = path.read_bytes()
        read = {
            Identity(
                found["apiVersion"].rpartition("/")[0],
                found["kind"],
                found["metadata"].get("namespace", ""),
                found["metadata"]["name"],
            )
            for found in yaml.load_all(data, yaml.CSafeLoader)
        }
        assert identities(data) == read, path


@given(st.sampled_from([*WORDS, *NUMBERS, "a-1"]), st.sampled_from(TEXTS), st.sampled_from(TEXTS))
def test_no_text_inside_an_object_is_taken_for_an_identity(
    name: str, label: str, text: str
) -> None:
    body = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "namespace": "n", "labels": {"x": label}},
        "data": {"a": text, "b": "kind: Namespace\nmetadata:\n  name: x\n---\nkind: Pod\n"},
    }
    assert identities(dump([body]).encode()) == {Identity("", "ConfigMap", "n", name)}


def test_what_moves_to_another_file_is_not_gone() -> None:
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": "n"}}
    before = {"r/x.yaml": dump([body]).encode()}
    assert gone(before, {identity_hash("r", ("", "ConfigMap", "n", "a"))}) == ()
    assert gone(before, {identity_hash("other", ("", "ConfigMap", "n", "a"))}) == (
        Gone("r", "r/x.yaml", Identity("", "ConfigMap", "n", "a")),
    )


@pytest.mark.parametrize(
    "identity",
    [
        CLAIM,
        NAMESPACE,
        Identity("apps", "StatefulSet", "tenant-citynet", "mongodb"),
        Identity("postgresql.cnpg.io", "Cluster", "tenant-citynet", "postgres"),
    ],
)
def test_what_holds_data_goes_only_by_name(identity: Identity) -> None:
    lost = Gone("us-east-1", TENANT_FILE, identity)
    text = told(seed_plan(), lost)
    assert str(identity) in text
    assert "dotmac removal approve" in text
    assert told(approving(objects=frozenset({lost.key})), lost) == ""
    elsewhere = frozenset({("eu-west-1", *lost.key[1:])})
    assert told(approving(objects=elsewhere), lost) == text


def test_a_few_objects_may_go_and_many_may_not() -> None:
    many = [Gone("us-east-1", TENANT_FILE, CONFIG._replace(name=f"c{n}")) for n in range(26)]
    assert told(seed_plan(), *many[:25]) == ""
    assert "26 objects would disappear at once" in told(seed_plan(), *many)
    assert told(approving(max_objects=26), *many) == ""


def test_a_shrinking_tenant_may_lose_claims_but_not_its_namespace() -> None:
    plan = approving(shrinking=frozenset({("us-east-1", "citynet")}))
    assert told(plan, Gone("us-east-1", TENANT_FILE, CLAIM)) == ""
    assert "Namespace" in told(plan, Gone("us-east-1", TENANT_FILE, NAMESPACE))


def test_a_resting_tenant_may_lose_what_serves_it_and_no_data() -> None:
    plan = approving(resting=frozenset({("us-east-1", "citynet")}), max_objects=0)
    assert told(plan, Gone("us-east-1", TENANT_FILE, CONFIG)) == ""
    assert "data with it" in told(plan, Gone("us-east-1", TENANT_FILE, CLAIM))
    assert "at once" in told(plan, Gone("us-east-1", "us-east-1/cluster/a.yaml", CONFIG))


@pytest.mark.parametrize("slug", sorted(seed_plan().tenants))
def test_every_tenant_can_be_suspended(slug: str) -> None:
    file = f"tenants/{slug}.yaml"
    text = f"{(ROOT / file).read_text()}  lifecycle: {{state: suspended, reason: x}}\n"
    plan = build_plan(load_fleet(ROOT, {file: text.encode()}))
    (unit,) = (unit for unit in units(plan) if unit.tenant == slug)
    rendered = render(unit)
    before = {path: (ROOT / "dist" / path).read_bytes() for path in rendered.files}
    manifests = {path: data for path, data in before.items() if path.endswith(".yaml")}
    lost = gone(manifests, frozenset(cut(b"".join(rendered.identities.values()))))
    assert lost
    assert told(plan, *lost) == ""


def test_a_region_that_is_lost_is_one_problem_and_goes_by_its_tombstone() -> None:
    lost = [
        Gone("old-1", "old-1/cluster/a.yaml", CONFIG),
        Gone("old-1", "old-1/tenants/citynet/data.yaml", NAMESPACE),
    ]
    text = told(seed_plan(), *lost)
    assert text.count("\n") == 0
    assert "regions/old-1.yaml" in text
    assert told(approving(regions=frozenset({"old-1"})), *lost) == ""


def test_a_tenant_that_left_one_region_only_is_told_to_move() -> None:
    lost = Gone("eu-west-1", "eu-west-1/argocd/tenants/citynet.yaml", CONFIG)
    text = told(seed_plan(), lost)
    assert "no longer has anything in eu-west-1" in text
    assert told(approving(tenants=frozenset({("eu-west-1", "citynet")})), lost) == ""


def test_a_file_that_nobody_can_read_holds_nothing() -> None:
    assert identities(b"\xff\xfe: [") == frozenset()
    assert identities(Path(__file__).read_bytes()) == frozenset()
