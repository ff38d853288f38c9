from __future__ import annotations

from dotmac_manifests.components.genieacs import GenieAcs
from dotmac_manifests.components.pods import Body
from dotmac_manifests.plan.model import TenantPlan
from tests.components.rendering import find, pod, render, suspended
from tests.fleet import seed_plan

TENANTS = seed_plan().tenants
PORTS = {"cwmp": 7547, "nbi": 7557, "fs": 7567}


def bodies(plan: TenantPlan) -> list[Body]:
    return render(lambda file: GenieAcs(file, plan))


def server(plan: TenantPlan, process: str) -> Body:
    (found,) = pod(find(bodies(plan), "Deployment", f"genieacs-{process}"))["containers"]
    body: Body = found
    return body


def settings(plan: TenantPlan, process: str) -> dict[str, str]:
    return {variable["name"]: variable["value"] for variable in server(plan, process)["env"]}


def test_each_process_is_a_deployment_inside_the_cluster() -> None:
    found = bodies(TENANTS["citynet"])
    for process, port in PORTS.items():
        service = find(found, "Service", f"genieacs-{process}")["spec"]
        assert service["type"] == "ClusterIP"
        assert [entry["port"] for entry in service["ports"]] == [port]


def test_all_members_of_the_replica_set_are_named() -> None:
    start = server(TENANTS["citynet"], "cwmp")["command"][-1]
    members = ",".join(f"mongodb-{number}.mongodb-headless:27017" for number in range(3))
    assert f"$PASSWORD@{members}/genieacs?authSource=genieacs&replicaSet=rs0" in start
    assert (
        "mongodb-0.mongodb-headless" in server(suspended(TENANTS["citynet"]), "fs")["command"][-1]
    )


def test_the_password_comes_from_its_file_alone() -> None:
    body = server(TENANTS["fast-fiber"], "nbi")
    assert all("valueFrom" not in variable for variable in body["env"])
    assert "args" not in body
    assert "/run/secrets/mongodb" in [mount["mountPath"] for mount in body["volumeMounts"]]


def test_workers_follow_the_memory_and_not_the_node() -> None:
    name = "GENIEACS_CWMP_WORKER_PROCESSES"
    assert settings(TENANTS["metro-fiber"], "cwmp")[name] == "1"
    assert settings(TENANTS["citynet"], "cwmp")[name] == "3"


def test_ready_and_alive_ask_different_things() -> None:
    for process in PORTS:
        body = server(TENANTS["fast-fiber"], process)
        assert "tcpSocket" in body["livenessProbe"]
        assert "tcpSocket" not in body["readinessProbe"]
