"""Whose an object is."""

from __future__ import annotations

from typing import Any

import pytest

from dotmac_manifests.analysis.differences.owner import owner
from dotmac_manifests.analysis.site import Site
from dotmac_manifests.kube.refs import ObjectRef


@pytest.mark.parametrize(
    ("kind", "namespace", "body", "expected"),
    [
        ("Secret", "tenant-acme", {}, "acme"),
        ("Secret", "tenant-acme-vpn", {}, "acme"),
        ("Secret", "shared-services", {}, ""),
        ("Role", "x", {"metadata": {"labels": {"dotmac.io/tenant-slug": "acme"}}}, "acme"),
        ("AppProject", "argocd", {"a": [{"namespace": "tenant-acme"}, {"namespace": "x"}]}, "acme"),
        ("AppProject", "argocd", {"a": {"namespace": "tenant-b"}, "namespace": "tenant-c"}, ""),
    ],
)  # fmt: skip
def test_owner(kind: str, namespace: str, body: dict[str, Any], expected: str) -> None:
    assert (
        owner(ObjectRef("v1", kind, namespace, "n"), body, "tenants/acme/a.yaml", Site())
        == expected
    )


def test_a_namespace_is_its_own() -> None:
    assert owner(ObjectRef("v1", "Namespace", "", "tenant-acme"), {}, "a.yaml", Site()) == "acme"


@pytest.mark.parametrize(
    ("file", "name", "expected"),
    [
        ("dist/r/tenants/acme/grants.yaml", "bucket-acme", "acme"),
        ("dist/r/argocd/tenants/acme.yaml", "tenant-acme-base", "acme"),
        ("dist/r/tenants/acme/grants.yaml", "bucket-acmeish", ""),
        ("dist/r/shared/acme/grants.yaml", "bucket-acme", ""),
    ],
)
def test_a_tenants_file_says_whose_is_what_is_called_like_it(
    file: str, name: str, expected: str
) -> None:
    ref = ObjectRef("v1", "Job", "shared-services", name)
    assert owner(ref, {}, file, Site()) == expected
