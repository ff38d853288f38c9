from __future__ import annotations

import pytest

from dotmac_manifests.crds.bundle import bundled_kinds, bundled_schema, relative_path
from dotmac_manifests.crds.registry import MODELS


def test_every_model_is_bundled() -> None:
    assert bundled_kinds() == MODELS.keys()


def test_paths_name_group_kind_and_version() -> None:
    path = relative_path("gateway.networking.k8s.io/v1", "HTTPRoute")
    assert path.as_posix() == "gateway.networking.k8s.io/httproute_v1.json"


@pytest.mark.parametrize(
    ("api_version", "kind"),
    [
        ("gateway.networking.k8s.io/v1", "HttpRoute"),
        ("gateway.networking.k8s.io/v2", "HTTPRoute"),
        ("v1", "ConfigMap"),
        ("../crds/schemas/cert-manager.io/v1", "Issuer"),
        ("cert-manager.io/v1", "../cert-manager.io/issuer"),
        ("", ""),
    ],
)
def test_what_is_not_bundled_has_no_schema(api_version: str, kind: str) -> None:
    assert bundled_schema(api_version, kind) is None
