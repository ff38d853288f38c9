"""Roll-outs, records, figures, nodes."""

from __future__ import annotations

from dotmac_manifests.components.operator_chart import Settings
from dotmac_manifests.components.operators_delivery import (
    EXTERNAL_DNS,
    ROLLOUTS,
    cluster_autoscaler,
    external_dns,
    rollouts,
)
from tests.fleet import GCP, cloudflare_plan, gcp_plan, seed_plan

REGIONS = seed_plan().regions


def test_records_come_from_rules_and_services_and_are_never_removed() -> None:
    values = external_dns(Settings(REGIONS["us-east-1"], "external-dns"))
    assert values["policy"] == "upsert-only"
    assert values["txtOwnerId"] == "us-east-1"
    assert values["sources"] == ["ingress", "service"]
    assert EXTERNAL_DNS.skip_crds


def test_only_a_primary_region_writes_the_platforms_own_names() -> None:
    primary = external_dns(Settings(REGIONS["us-east-1"], "external-dns"))
    other = external_dns(Settings(REGIONS["eu-west-1"], "external-dns"))
    assert "admin.dotmac.com" in primary["domainFilters"]
    assert other["domainFilters"] == ["isp.dotmac.com"]


def test_providers_have_names_of_their_own() -> None:
    google = external_dns(Settings(gcp_plan().regions[GCP], "external-dns"))
    assert google["provider"] == {"name": "google"}
    assert google["extraArgs"] == ["--google-project=dotmac-apac"]
    assert google["env"] == []


def test_a_gateways_names_come_from_its_routes() -> None:
    values = external_dns(Settings(REGIONS["ap-southeast-1"], "external-dns"))
    assert values["sources"] == ["gateway-httproute", "service"]


def test_a_cloudflare_token_is_referred_to() -> None:
    values = external_dns(Settings(cloudflare_plan().regions[GCP], "external-dns"))
    assert values["provider"] == {"name": "cloudflare"}
    (token,) = values["env"]
    assert token["valueFrom"]["secretKeyRef"] == {"name": "dns-provider", "key": "api-token"}


def test_rollouts_may_touch_no_router() -> None:
    values = rollouts(Settings(REGIONS["us-east-1"], "argo-rollouts"))
    assert values["providerRBAC"]["enabled"] is False
    assert not any(values["providerRBAC"]["providers"].values())


def test_rollouts_may_not_redefine_argo_cds_own_kinds() -> None:
    names = {kind[2] for kind in ROLLOUTS.cluster_kinds}
    assert "rollouts.argoproj.io" in names
    assert not {"*.argoproj.io", "applications.argoproj.io"} & names


def test_the_autoscaler_finds_the_groups_of_its_own_cluster() -> None:
    values = cluster_autoscaler(Settings(REGIONS["eu-west-1"], "cluster-autoscaler"))
    assert values["autoDiscovery"] == {"clusterName": "dotmac-eu-west-1"}
    assert values["awsRegion"] == "eu-west-1"
