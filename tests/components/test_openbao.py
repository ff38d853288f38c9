"""OpenBao's objects."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dotmac_manifests.components.openbao import OpenBao
from dotmac_manifests.components.resource import SYNC_WAVE, WAVES
from dotmac_manifests.plan.model import ControlPlanePlan
from tests.fleet import seed_plan
from tests.rendered import Body, faults, names, one, rendered


@pytest.fixture
def plan() -> ControlPlanePlan:
    return seed_plan().control_planes["us-east-1"]


@pytest.fixture
def bodies(plan: ControlPlanePlan) -> list[Body]:
    return rendered(lambda file: OpenBao(file, plan))


def test_it_fits_the_schemas(bodies: list[Body]) -> None:
    assert faults(bodies) == []


def test_three_members_start_together_and_leave_one_by_one(bodies: list[Body]) -> None:
    spec = one(bodies, "StatefulSet")["spec"]
    assert (spec["replicas"], spec["podManagementPolicy"]) == (3, "Parallel")
    assert one(bodies, "PodDisruptionBudget")["spec"]["maxUnavailable"] == 1
    assert one(bodies, "Service", "openbao-headless")["spec"]["publishNotReadyAddresses"]


def test_it_comes_before_what_reads_from_it(bodies: list[Body]) -> None:
    waves = [int(body["metadata"]["annotations"][SYNC_WAVE]) for body in bodies]
    assert max(waves) < WAVES["SecretStore"]


def test_a_sealed_server_is_alive_but_not_ready(bodies: list[Body]) -> None:
    (server,) = one(bodies, "StatefulSet")["spec"]["template"]["spec"]["containers"]
    ready = server["readinessProbe"]["httpGet"]
    live = server["livenessProbe"]["httpGet"]
    assert (ready["path"], ready["scheme"]) == ("/v1/sys/health?standbyok=true", "HTTPS")
    assert "sealedcode=204&uninitcode=204" in live["path"]


def test_it_may_ask_whose_token_it_sees_and_nothing_else(bodies: list[Body]) -> None:
    (rule,) = one(bodies, "ClusterRole")["rules"]
    assert rule == {
        "apiGroups": ["authentication.k8s.io"],
        "resources": ["tokenreviews"],
        "verbs": ["create"],
    }
    (subject,) = one(bodies, "ClusterRoleBinding")["subjects"]
    assert (subject["name"], subject["namespace"]) == ("openbao", "platform-admin")


def test_its_addresses_are_filled_in_after_the_name_they_refer_to(bodies: list[Body]) -> None:
    (server,) = one(bodies, "StatefulSet")["spec"]["template"]["spec"]["containers"]
    order = [entry["name"] for entry in server["env"]]
    referring = [
        entry["name"] for entry in server["env"] if "$(POD_NAME)" in entry.get("value", "")
    ]
    assert referring == ["BAO_API_ADDR", "BAO_CLUSTER_ADDR", "BAO_RAFT_NODE_ID"]
    assert all(order.index("POD_NAME") < order.index(name) for name in referring)


def test_it_has_no_capability_and_no_mounted_account(bodies: list[Body]) -> None:
    pod = one(bodies, "StatefulSet")["spec"]["template"]["spec"]
    assert pod["automountServiceAccountToken"] is False
    assert pod["containers"][0]["securityContext"]["capabilities"] == {"drop": ["ALL"]}


def test_a_store_elsewhere_leaves_nothing_to_run(plan: ControlPlanePlan) -> None:
    store = plan.region.spec.secret_store.model_copy(update={"server": "https://vault.dotmac.com"})
    spec = plan.region.spec.model_copy(update={"secret_store": store})
    elsewhere = replace(plan, region=replace(plan.region, spec=spec))
    assert rendered(lambda file: OpenBao(file, elsewhere)) == []


def test_a_single_member_needs_no_budget() -> None:
    staging = seed_plan().control_planes["staging-us-east-1"]
    bodies = rendered(lambda file: OpenBao(file, staging))
    assert one(bodies, "StatefulSet")["spec"]["replicas"] == 1
    assert names(bodies, "PodDisruptionBudget") == []
