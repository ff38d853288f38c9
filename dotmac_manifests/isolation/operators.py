"""What bounds an operator's namespace.

Operators get no quota: one that runs out of it during a node failure would take the region's
certificates, secrets or databases with it. A limit range still bounds every container.
"""

from __future__ import annotations

from collections.abc import Mapping

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.resource import Component, Resource, metadata
from dotmac_manifests.plan.operators import NAMESPACES, NODE_EXPORTER_NAMESPACE

POD_SECURITY: Mapping[str, str] = {
    # Movers of snapshots read volumes as root, but without privileges or host folders.
    NAMESPACES["velero"]: "baseline",
    # Reads the log files of the node.
    NAMESPACES["fluent-bit"]: "privileged",
    # Measures the node: its network, processes and file systems.
    NODE_EXPORTER_NAMESPACE: "privileged",
}
"""Namespace to its Pod Security level where that is not restricted, and why."""


def pod_security(namespace: str) -> str:
    """Pod Security level of an operator's namespace."""
    return POD_SECURITY.get(namespace, "restricted")


class OperatorLimits(Component):
    """Defaults for containers whose chart sets no resources, and a ceiling for all.

    Source: https://kubernetes.io/docs/concepts/policy/limit-range/
    """

    def __init__(self, scope: Construct, namespace: str) -> None:
        super().__init__(scope, f"limits-{namespace}")
        limits = {
            "type": "Container",
            "defaultRequest": {"cpu": "20m", "memory": "64Mi", "ephemeral-storage": "64Mi"},
            "default": {"cpu": "500m", "memory": "256Mi", "ephemeral-storage": "256Mi"},
            "max": {"cpu": "4", "memory": "16Gi", "ephemeral-storage": "20Gi"},
        }
        Resource(
            self,
            "limits",
            {
                "apiVersion": "v1",
                "kind": "LimitRange",
                "metadata": metadata(
                    "limits", namespace, app="bounds", component="isolation", version="1"
                ),
                "spec": {"limits": [limits]},
            },
        )
