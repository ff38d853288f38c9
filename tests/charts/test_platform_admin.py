"""The control plane's files as a whole."""

from __future__ import annotations

import pytest

from dotmac_manifests.charts.platform_admin import FILES
from dotmac_manifests.components.resource import ManifestFile
from dotmac_manifests.kube.quantity import Quantity
from dotmac_manifests.plan.names import NAME_LABEL
from tests.fleet import seed_plan
from tests.rendered import Body, faults, pods_of, rendered

PLANES = sorted(seed_plan().control_planes)


def everything(name: str) -> list[Body]:
    plan = seed_plan().control_planes[name]

    def fill(file: ManifestFile) -> None:
        for _, part in FILES:
            part(file, plan)

    return rendered(fill)


@pytest.mark.parametrize("name", PLANES)
def test_it_fits_the_schemas(name: str) -> None:
    assert faults(everything(name)) == []


@pytest.mark.parametrize("name", PLANES)
def test_no_two_objects_share_an_identity(name: str) -> None:
    found = [
        (
            body["apiVersion"],
            body["kind"],
            body["metadata"].get("namespace"),
            body["metadata"]["name"],
        )
        for body in everything(name)
    ]
    assert len(found) == len(set(found))


@pytest.mark.parametrize("name", PLANES)
def test_every_reference_by_name_is_met(name: str) -> None:
    bodies = everything(name)
    made = {
        ("secret", body["spec"]["target"]["name"])
        for body in bodies
        if body["kind"] == "ExternalSecret"
    }
    made |= {
        ("secret", body["spec"]["secretName"]) for body in bodies if body["kind"] == "Certificate"
    }
    made |= {("map", body["metadata"]["name"]) for body in bodies if body["kind"] == "ConfigMap"}
    for pod in pods_of(bodies):
        for volume in pod.get("volumes", ()):
            if "secret" in volume:
                assert ("secret", volume["secret"]["secretName"]) in made
            if "configMap" in volume:
                assert ("map", volume["configMap"]["name"]) in made


def test_nothing_may_change_the_cluster() -> None:
    roles = [body for body in everything("us-east-1") if "Role" in body["kind"]]
    verbs = {verb for role in roles for rule in role.get("rules", ()) for verb in rule["verbs"]}
    assert verbs == {"create"}
    resources = {
        item for role in roles for rule in role.get("rules", ()) for item in rule["resources"]
    }
    assert resources == {"tokenreviews"}


def test_every_flow_between_pods_is_open_on_both_sides() -> None:
    bodies = everything("us-east-1")
    policies = {
        (body["metadata"]["namespace"], body["metadata"]["name"])
        for body in bodies
        if body["kind"] == "NetworkPolicy"
    }
    assert ("platform-admin", "external-secrets-to-openbao-ingress") in policies
    other = ("external-secrets", "platform-admin-external-secrets-to-openbao-egress")
    assert other in policies
    assert not any(namespace == "kube-system" for namespace, _ in policies)


def test_both_colours_fit_the_quota() -> None:
    plan = seed_plan().control_planes["us-east-1"]
    total = Quantity.parse("0")
    for body in everything("us-east-1"):
        if body["kind"] in ("Rollout", "Deployment", "StatefulSet"):
            spec = body["spec"]
            count = spec["replicas"] * (2 if body["kind"] == "Rollout" else 1)
            for container in spec["template"]["spec"]["containers"]:
                total += Quantity.parse(container["resources"]["requests"]["cpu"]) * count
    assert total < Quantity.parse(plan.quota.hard["requests.cpu"])


def test_each_pod_that_flows_name_is_rendered() -> None:
    plan = seed_plan().control_planes["us-east-1"]
    named = {
        value
        for flow in plan.flows
        for peer in (*flow.sources, flow.target)
        if getattr(peer, "namespace", "") == plan.namespace
        and getattr(peer, "key", "") == NAME_LABEL
        for value in getattr(peer, "values", ())
    }
    accounts = {
        body["metadata"]["name"]
        for body in everything("us-east-1")
        if body["kind"] == "ServiceAccount"
    }
    assert named <= accounts
