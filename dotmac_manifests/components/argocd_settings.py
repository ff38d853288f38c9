"""Argo CD's settings: what is safe for tenants of one cluster, and nothing that nobody uses.

Server-side apply leaves the settings of the installation that are not named here as they are.
Source: https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-cm-yaml/,
https://argo-cd.readthedocs.io/en/stable/operator-manual/rbac/ and
https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-cmd-params-cm-yaml/
"""

from __future__ import annotations

from collections.abc import Mapping

from dotmac_manifests.components.argo import argo_metadata
from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.resource import Component, Resource

APPLICATION_HEALTH = """\
local health = obj.status and obj.status.health
if health and health.status then
  return {status = health.status, message = health.message or ""}
end
return {status = "Progressing", message = "not judged yet"}
"""
"""Lua: an application is as healthy as what it deploys. Without it, applications of applications
would not wait for one another, and sync waves between them would mean nothing."""

MAIN: Mapping[str, str] = {
    "application.resourceTrackingMethod": "annotation",
    "application.sync.impersonation.enabled": "true",
    "application.sync.impersonation.enforced": "true",
    "exec.enabled": "false",
    "jsonnet.enable": "false",
    "kustomize.enable": "false",
    "resource.customizations.health.argoproj.io_Application": APPLICATION_HEALTH,
    "users.anonymous.enabled": "false",
}
ACCESS: Mapping[str, str] = {"policy.default": ""}
"""Who logs in may do nothing until the installation's own `policy.csv` says so; who that is, and
how they log in, is not this fleet's business."""
PROCESS: Mapping[str, str] = {
    "application.namespaces": "",
    "applicationsetcontroller.enable.progressive.syncs": "false",
    "applicationsetcontroller.namespaces": "",
    "controller.diff.server.side": "true",
    "server.insecure": "false",
}
ROLLING: Mapping[str, str] = {"applicationsetcontroller.enable.progressive.syncs": "true"}
"""For a region whose tenants sync ring by ring."""


class ArgoSettings(Component):
    """The three ConfigMaps that Argo CD reads."""

    def __init__(self, scope: Construct, *, rolling: bool = False) -> None:
        super().__init__(scope, "settings")
        process = {**PROCESS, **(ROLLING if rolling else {})}
        for name, data in (
            ("argocd-cm", MAIN),
            ("argocd-rbac-cm", ACCESS),
            ("argocd-cmd-params-cm", process),
        ):
            meta = argo_metadata(name)
            # Argo CD finds its ConfigMaps by this label as well as by name.
            meta["labels"]["app.kubernetes.io/part-of"] = "argocd"
            Resource(
                self,
                name,
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta, "data": dict(data)},
            )
