"""The control plane's settings."""

from __future__ import annotations

from dotmac_manifests.components.platform_config import PlatformConfig, platform_environment
from tests.fleet import seed_plan
from tests.rendered import faults, names, one, rendered

PLANS = seed_plan().control_planes


def test_it_says_what_it_is_and_where() -> None:
    values = platform_environment(PLANS["us-east-1"])
    assert values["DEPLOYMENT_MODE"] == "platform_admin"
    assert values["ENABLE_PLATFORM_ROUTES"] == "true"
    assert values["NEXT_PUBLIC_ADMIN_URL"] == "https://admin.dotmac.com"
    assert values["NEXT_PUBLIC_API_BASE_URL"] == "https://api.dotmac.com"
    assert values["NEXT_PUBLIC_GRAPHQL_URL"] == "https://api.dotmac.com/graphql"
    assert values["NEXT_PUBLIC_TENANT_SELECTOR"] == "true"


def test_staging_has_its_api_below_the_administrators_host() -> None:
    values = platform_environment(PLANS["staging-us-east-1"])
    assert values["NEXT_PUBLIC_API_BASE_URL"] == "https://admin-staging.dotmac.com/api"


def test_flags_are_those_of_the_platform() -> None:
    values = platform_environment(PLANS["us-east-1"])
    flags = PLANS["us-east-1"].region.platform.feature_flags
    assert values["NEXT_PUBLIC_ENABLE_PARTNER_PORTAL"] == str(flags.enable_partner_portal).lower()
    assert values["NEXT_PUBLIC_ENABLE_SLA_MONITORING"] == str(flags.enable_sla_monitoring).lower()


def test_secrets_are_references_below_the_platforms_own_path() -> None:
    bodies = rendered(lambda file: PlatformConfig(file, PLANS["us-east-1"]))
    assert faults(bodies) == []
    assert names(bodies, "Secret") == []
    assert names(bodies, "ExternalSecret") == [
        "platform-backend",
        "platform-client-certificate",
        "platform-third-party",
    ]
    for body in bodies:
        for entry in body.get("spec", {}).get("data", []):
            assert entry["remoteRef"]["key"].startswith("platform/")


def test_the_client_certificate_is_what_tls_libraries_expect() -> None:
    bodies = rendered(lambda file: PlatformConfig(file, PLANS["us-east-1"]))
    spec = one(bodies, "ExternalSecret", "platform-client-certificate")["spec"]
    assert spec["target"]["template"]["type"] == "kubernetes.io/tls"
    assert [entry["secretKey"] for entry in spec["data"]] == ["ca.crt", "tls.crt", "tls.key"]
