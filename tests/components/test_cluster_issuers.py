from __future__ import annotations

from typing import Any

import pytest

from dotmac_manifests.components.cdk import App
from dotmac_manifests.components.cluster_issuers import InternalIssuer, PublicIssuer
from dotmac_manifests.components.resource import SYNC_WAVE, WAVES, ManifestFile
from dotmac_manifests.plan.model import RegionPlan
from tests.fleet import GCP, cloudflare_plan, gcp_plan, seed_plan

Body = dict[str, Any]


def built(component: type, region: RegionPlan) -> list[Body]:
    file = ManifestFile(App(), "x.yaml")
    component(file, region)
    return file.bodies


def solver(region: RegionPlan) -> Body:
    [issuer] = built(PublicIssuer, region)
    [found] = issuer["spec"]["acme"]["solvers"]
    solved: Body = found["dns01"]
    return solved


@pytest.mark.parametrize(
    ("region", "provider", "field"),
    [
        (seed_plan().regions["us-east-1"], "route53", "hostedZoneID"),
        (gcp_plan().regions[GCP], "cloudDNS", "project"),
    ],
    ids=["aws", "gcp"],
)
def test_names_are_proven_by_the_regions_dns(region: RegionPlan, provider: str, field: str) -> None:
    found = solver(region)
    assert found["cnameStrategy"] == "Follow"
    assert found[provider][field]


def test_cloudflare_brings_a_token() -> None:
    reference = {"name": "cloudflare-dns", "key": "api-token"}
    assert solver(cloudflare_plan().regions[GCP])["cloudflare"] == {"apiTokenSecretRef": reference}


def test_issuers_stand_before_the_certificates_that_wait_for_them() -> None:
    [issuer] = built(PublicIssuer, seed_plan().regions["us-east-1"])
    assert int(issuer["metadata"]["annotations"][SYNC_WAVE]) < WAVES["Certificate"]


def test_the_internal_authority_signs_itself_first() -> None:
    bootstrap, authority, issuer = built(InternalIssuer, seed_plan().regions["us-east-1"])
    waves = [
        int(body["metadata"]["annotations"][SYNC_WAVE]) for body in (bootstrap, authority, issuer)
    ]
    assert waves == sorted(set(waves))
    assert authority["spec"]["issuerRef"]["name"] == bootstrap["metadata"]["name"]
    assert authority["metadata"]["namespace"] == "cert-manager"
    assert issuer["spec"]["ca"]["secretName"] == authority["spec"]["secretName"]
    assert issuer["metadata"]["name"] == "dotmac-internal"
