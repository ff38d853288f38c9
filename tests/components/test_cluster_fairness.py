from __future__ import annotations

from typing import Any

from dotmac_manifests.components.cdk import App
from dotmac_manifests.components.cluster_fairness import Fairness
from dotmac_manifests.components.resource import ManifestFile
from tests.fleet import seed_plan

Body = dict[str, Any]
# Schemas that Kubernetes itself keeps, by matchingPrecedence.
KUBE_SYSTEM, ALL_ACCOUNTS = 900, 9000


def built(kind: str) -> dict[str, Body]:
    file = ManifestFile(App(), "x.yaml")
    Fairness(file, seed_plan().regions["us-east-1"])
    return {body["metadata"]["name"]: body["spec"] for body in file.bodies if body["kind"] == kind}


def groups(schema: Body) -> set[str]:
    return {subject["group"]["name"] for subject in schema["rules"][0]["subjects"]}


def test_the_platform_is_matched_before_tenants_and_after_the_cluster_itself() -> None:
    schemas = built("FlowSchema")
    platform, tenants = schemas["dotmac-platform"], schemas["dotmac-tenants"]
    assert (
        KUBE_SYSTEM < platform["matchingPrecedence"] < tenants["matchingPrecedence"] < ALL_ACCOUNTS
    )


def test_every_platform_namespace_is_listed_and_the_rest_are_tenants() -> None:
    schemas = built("FlowSchema")
    named = {"argocd", "cert-manager", "external-secrets", "platform-admin", "shared-services"}
    assert {f"system:serviceaccounts:{name}" for name in named} <= groups(
        schemas["dotmac-platform"]
    )
    assert groups(schemas["dotmac-tenants"]) == {"system:serviceaccounts"}
    assert schemas["dotmac-tenants"]["distinguisherMethod"] == {"type": "ByNamespace"}


def test_tenants_have_the_smaller_share_and_cannot_borrow_without_end() -> None:
    levels = {name: spec["limited"] for name, spec in built("PriorityLevelConfiguration").items()}
    platform, tenants = levels["dotmac-platform"], levels["dotmac-tenants"]
    assert tenants["nominalConcurrencyShares"] < platform["nominalConcurrencyShares"]
    assert tenants["borrowingLimitPercent"] == 100
