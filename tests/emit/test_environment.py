"""Every variable that the applications read is rendered, spelt as they spell it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.emit.whole import Body, fleet, tenants
from tests.fleet import ROOT

SOURCE = ROOT.parent / "shared/sources/deployment-model.md"
"""What the applications ask for, where it lies beside the repository."""
SHARED = [
    "NEXT_PUBLIC_API_BASE_URL",
    "NEXT_PUBLIC_GRAPHQL_URL",
    "NEXT_PUBLIC_SESSION_TIMEOUT",
    "NEXT_PUBLIC_ENABLE_DARK_MODE",
    "NEXT_PUBLIC_ENABLE_REALTIME",
    "NEXT_PUBLIC_SENTRY_DSN",
    "NEXT_PUBLIC_ANALYTICS_ID",
    "DEPLOYMENT_MODE",
    "ENABLE_PLATFORM_ROUTES",
]
PLATFORM = [
    "NEXT_PUBLIC_ENABLE_TENANT_MANAGEMENT",
    "NEXT_PUBLIC_ENABLE_LICENSE_MANAGEMENT",
    "NEXT_PUBLIC_ENABLE_FEATURE_FLAGS",
    "NEXT_PUBLIC_TENANT_SELECTOR",
    "NEXT_PUBLIC_CROSS_TENANT_SEARCH",
    "NEXT_PUBLIC_ADMIN_URL",
]
TENANT = [
    "TENANT_ID",
    "TENANT_SLUG",
    "TENANT_NAME",
    "NEXT_PUBLIC_ENABLE_CUSTOMER_PORTAL",
    "NEXT_PUBLIC_ENABLE_RADIUS",
    "NEXT_PUBLIC_ENABLE_PARTNER_MANAGEMENT",
    "NEXT_PUBLIC_TENANT_NAME",
]
BRANDED = ["NEXT_PUBLIC_TENANT_LOGO_URL", "NEXT_PUBLIC_PRIMARY_COLOR"]
FLAGS = [
    "IPV6_LIFECYCLE",
    "NETWORK_PROFILES",
    "SLA_MONITORING",
    "PARTNER_PORTAL",
    "ADVANCED_ANALYTICS",
    "CUSTOMER_PORTAL",
    "SMS_NOTIFICATIONS",
    "AUTO_PROVISIONING",
    "CUSTOM_BRANDING",
]


def config(path: str, name: str) -> Body:
    """Data of one ConfigMap."""
    (found,) = (
        body["data"]
        for where, body in fleet()
        if where == path and body["kind"] == "ConfigMap" and body["metadata"]["name"] == name
    )
    assert isinstance(found, dict)
    return found


def tenant_configs() -> list[Body]:
    """Data of all tenants' settings."""
    return [
        body["data"]
        for _, body in tenants()
        if body["kind"] == "ConfigMap" and body["metadata"]["name"] == "isp-ops-config"
    ]


def test_the_control_plane_has_its_variables() -> None:
    data = config("us-east-1/platform-admin/configuration.yaml", "platform-config")
    assert data.keys() >= {*SHARED, *PLATFORM}
    assert data["DEPLOYMENT_MODE"] == "platform_admin"
    assert data["ENABLE_PLATFORM_ROUTES"] == "true"
    assert not [name for name in data if name.startswith(("TENANT_", "NEXT_PUBLIC_TENANT_NAME"))]


def test_every_tenant_has_its_variables_and_none_of_the_control_planes() -> None:
    assert tenant_configs()
    for data in tenant_configs():
        assert data.keys() >= {*SHARED, *TENANT, *(f"NEXT_PUBLIC_ENABLE_{flag}" for flag in FLAGS)}
        assert not data.keys() & set(PLATFORM)
        assert data["DEPLOYMENT_MODE"] == "single_tenant"
        assert data["ENABLE_PLATFORM_ROUTES"] == "false"
        assert all(isinstance(value, str) for value in data.values())


def test_branding_and_flags_are_the_tenants_own() -> None:
    data = config("us-east-1/tenants/fast-fiber/configuration.yaml", "isp-ops-config")
    assert data["TENANT_ID"] == "fast-fiber-isp-123"
    assert data["TENANT_SLUG"] == "fast-fiber"
    assert data["TENANT_NAME"] == data["NEXT_PUBLIC_TENANT_NAME"] == "Fast Fiber ISP"
    assert data["NEXT_PUBLIC_PRIMARY_COLOR"] == "#0066CC"
    assert data["NEXT_PUBLIC_TENANT_LOGO_URL"] == "https://cdn.dotmac.com/logos/fast-fiber.png"
    assert data["NEXT_PUBLIC_ENABLE_PARTNER_MANAGEMENT"] == "true"
    assert data["NEXT_PUBLIC_ENABLE_ADVANCED_ANALYTICS"] == "true"
    plain = config("us-east-1/tenants/metro-fiber/configuration.yaml", "isp-ops-config")
    assert plain["NEXT_PUBLIC_ENABLE_RADIUS"] == "false"
    assert plain["NEXT_PUBLIC_ENABLE_ADVANCED_ANALYTICS"] == "false"
    assert not plain.keys() & set(BRANDED)


@pytest.mark.skipif(not SOURCE.exists(), reason="the applications' documents are not here")
def test_no_variable_of_the_applications_documents_is_forgotten() -> None:
    text = Path(SOURCE).read_text(encoding="utf-8")
    chapter = text.partition("\n## Configuration Management")[2].partition("\n## ")[0]
    named = set(re.findall(r"^([A-Z][A-Z0-9_]+)=", chapter, re.MULTILINE))
    assert named
    assert named <= {*SHARED, *PLATFORM, *TENANT, *BRANDED}
