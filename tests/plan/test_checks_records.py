"""Records that contradict what stands are refused, with the file that has to change."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from dotmac_manifests.errors import InputError
from dotmac_manifests.plan.build import build_plan
from dotmac_manifests.spec.load import load_fleet
from tests.fleet import ROOT

HEAD = "apiVersion: dotmac.io/v1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec:\n"


def record(folder: str, name: str, spec: str) -> dict[str, bytes]:
    head = HEAD.format(kind=folder.removesuffix("s").title(), name=name)
    return {f"{folder}/{name}.yaml": f"{head}  {spec}\n".encode()}


def problems(files: Mapping[str, bytes]) -> list[str]:
    try:
        build_plan(load_fleet(ROOT, files))
    except InputError as error:
        return [str(problem) for problem in error.problems]
    return []


def tombstone(name: str, spec: str) -> dict[str, bytes]:
    return record("tombstones", name, f"{spec}\n  reason: x\n  approvedBy: cto")


def kept(**names: str) -> str:
    values = {"id": "other", "hosts": "[a.example.com]", "database": "d", "bucket": "b", **names}
    return "{" + ", ".join(f"{key}: {value}" for key, value in values.items()) + "}"


def gone(**names: str) -> dict[str, bytes]:
    spec = f"tenant: old\n  region: us-east-1\n  reserves: {kept(**names)}"
    return tombstone("old", spec)


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ({"id": "lion-net-33"}, "tenants/lion-net.yaml:7:3: spec.id: id lion-net-33 belonged"),
        ({"hosts": "[lion-net.isp.dotmac.com]"}, "host lion-net.isp.dotmac.com belonged"),
        ({"hosts": "[portal.lionnet.example]"}, "spec.customDomains.0: host portal.lionnet"),
        ({"hosts": "[nordlicht-netz.isp.dotmac.com]"}, "spec.subdomain"),
        ({"database": "tenant_lion_net_db"}, "database tenant_lion_net_db belonged"),
        ({"bucket": "dotmac-ap-southeast-1-lion-net"}, "bucket dotmac-ap-southeast-1-lion-net"),
    ],
)
def test_no_name_of_the_gone_is_in_use(names: dict[str, str], told: str) -> None:
    (problem,) = problems(gone(**names))
    assert told in problem
    assert "choose another; see tombstones/old.yaml" in problem


def test_names_that_nobody_has_do_no_harm() -> None:
    assert problems(gone()) == []


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ("region: us-east-1", "region us-east-1 still stands in regions/"),
        ("tenant: lion-net\n  region: ap-southeast-1", "has data in ap-southeast-1 again"),
        (
            f"tenant: lion-net\n  region: us-east-1\n  reserves: {kept()}",
            "tenant lion-net has left for good, but tenants/lion-net.yaml stands",
        ),
        (f"region: mars-1\n  reserves: {kept()}", "only a tenant reserves names; write tenant:"),
        ("region: mars-1\n  tenent: x", "did you mean tenant?"),
    ],
)
def test_a_tombstone_of_what_stands_is_refused(spec: str, told: str) -> None:
    (problem,) = problems(tombstone("record", spec))
    assert "tombstones/record.yaml" in problem
    assert told in problem


STEP = "{{ring: {ring}, from: {old}, started: 2026-11-21T09:30Z}}"


def rollout(
    name: str, *rings: str, state: str = "running", old: str = "v1.2.3", new: str = "v1.2.4"
) -> dict[str, bytes]:
    steps = ", ".join(STEP.format(ring=ring, old=old) for ring in rings)
    return record("rollouts", name, f"release: {new}\n  state: {state}\n  steps: [{steps}]")


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (rollout("a", "stagnig"), "'stagnig' does not exist"),
        (rollout("a", "staging", old="v0.0.1"), "steps.0.from: 'v0.0.1' does not exist"),
        (rollout("a", "staging", new="v0.0.1"), "spec.release: 'v0.0.1' does not exist"),
        (rollout("a", "staging", "early", "staging"), "ring staging was reached before"),
        (
            rollout("a", "staging") | rollout("b", "staging", state="paused"),
            "rollouts/b.yaml:6:3: spec.state: is paused, but so is a",
        ),
        (rollout("a"), "steps"),
    ],
)
def test_a_roll_out_under_way_refers_to_what_there_is(files: dict[str, bytes], told: str) -> None:
    assert any(told in problem for problem in problems(files))


def test_what_is_over_may_speak_of_rings_and_releases_that_are_gone() -> None:
    assert problems(rollout("a", "pilot", state="completed", old="v0.0.1", new="v0.0.2")) == []
    assert problems(rollout("a", "pilot", state="aborted") | rollout("b", "staging")) == []
