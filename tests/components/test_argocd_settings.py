"""Argo CD's settings."""

from __future__ import annotations

from dotmac_manifests.components.argocd_settings import MAIN, ArgoSettings
from tests.components.rendering import find, render

BODIES = render(ArgoSettings)


def test_argo_cd_finds_its_settings_by_label() -> None:
    for body in BODIES:
        assert body["metadata"]["labels"]["app.kubernetes.io/part-of"] == "argocd"
        assert body["metadata"]["namespace"] == "argocd"


def test_an_application_that_says_nothing_is_not_healthy() -> None:
    """Or the first sync would run through all waves at once."""
    script = MAIN["resource.customizations.health.argoproj.io_Application"]
    assert 'status = "Progressing"' in script
    assert "Healthy" not in script


def test_applications_live_in_one_namespace() -> None:
    process = find(BODIES, "ConfigMap", "argocd-cmd-params-cm")["data"]
    assert process["application.namespaces"] == ""
    assert process["applicationsetcontroller.namespaces"] == ""
