"""A whole fleet on Google Cloud, and one behind Cloudflare: nothing depends on one provider."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
import yaml

from dotmac_manifests.emit.render import render
from dotmac_manifests.emit.unit import units
from dotmac_manifests.plan.model import FleetPlan
from tests.fleet import GATEWAY, GCP, cloudflare_plan, gcp_plan
from tests.rendered import names

Body = dict[str, Any]
PLANS: tuple[Callable[[], FleetPlan], ...] = (gcp_plan, cloudflare_plan)


@cache
def files(plan: Callable[[], FleetPlan]) -> dict[str, str]:
    """Every file of a fleet; rendering checks each object against its schema."""
    return {
        path: content.decode()
        for unit in units(plan())
        for path, content in render(unit).files.items()
    }


def bodies(plan: Callable[[], FleetPlan], path: str) -> list[Body]:
    return list(yaml.load_all(files(plan)[f"{GCP}/{path}"], Loader=yaml.CSafeLoader))


def proxied(plan: Callable[[], FleetPlan]) -> Iterator[bool]:
    """Of each route of the tenant whether Cloudflare stands before it."""
    for body in bodies(plan, f"tenants/{GATEWAY}/edge.yaml"):
        if body["kind"] == "HTTPRoute":
            annotations = body["metadata"].get("annotations", {})
            yield annotations.get("external-dns.alpha.kubernetes.io/cloudflare-proxied") == "true"


@pytest.mark.parametrize("plan", PLANS)
def test_all_of_it_is_rendered_and_none_of_it_is_of_amazon(plan: Callable[[], FleetPlan]) -> None:
    parts = {path.split("/")[1] for path in files(plan) if path.startswith(f"{GCP}/")}
    assert {"argocd", "cluster", "operators", "platform-admin", "shared-services"} <= parts
    for path, text in files(plan).items():
        for word in ("amazonaws", "cloudfront", "arn:aws", "eks.", "ebs.csi", "aws-load-balancer"):
            assert word not in text, f"{path} speaks of {word}"


def test_google_brings_metrics_and_nodes_itself() -> None:
    applications = names(bodies(gcp_plan, "argocd/applications.yaml"), "Application")
    assert not {"operator-metrics-server", "operator-cluster-autoscaler"} & set(applications)


def test_only_google_dns_asks_for_a_cloud_identity() -> None:
    policies = {
        plan: names(bodies(plan, "operators/external-dns.yaml"), "NetworkPolicy") for plan in PLANS
    }
    assert "to-identity-egress" in policies[gcp_plan]
    assert "to-identity-egress" not in policies[cloudflare_plan]


def test_cloudflare_stands_before_the_tenants_routes() -> None:
    assert not any(proxied(gcp_plan))
    assert any(proxied(cloudflare_plan))


def test_cloudflares_token_comes_from_the_store() -> None:
    secrets = {
        (body["metadata"]["namespace"], entry["remoteRef"]["key"])
        for body in bodies(cloudflare_plan, "operators/credentials.yaml")
        if body["kind"] == "ExternalSecret"
        for entry in body["spec"]["data"]
    }
    key = f"regions/{GCP}/cloudflare"
    assert {("external-dns", key), ("cert-manager", key)} <= secrets
