"""A namespace with what bounds it: Pod Security, quota, limit range, a default account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.resource import (
    CONFIRMED,
    SYNC_OPTIONS,
    Component,
    Resource,
    metadata,
)
from dotmac_manifests.isolation.admission import DELETION_APPROVED
from dotmac_manifests.kube.quantity import Quantity
from dotmac_manifests.plan import names
from dotmac_manifests.plan.labels import pod_security_labels
from dotmac_manifests.plan.model import QuotaPlan
from dotmac_manifests.plan.sizes import MAX_RATIO

Body = dict[str, Any]
COMPONENT = "isolation"
VERSION = "1"
PROTECTED = {SYNC_OPTIONS: "Prune=false,Delete=false"}
"""Argo CD removes neither a namespace nor a claim; that takes a person.
Source: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/"""
REMOVABLE = {**CONFIRMED, DELETION_APPROVED: "true"}
"""Argo CD removes it with its application, after a person's confirmation, and admission lets it."""


class GuardedNamespace(Component):
    """A Namespace at one Pod Security level that Argo CD never deletes, unless it is
    ``removable``."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        component: str,
        minor: str,
        level: str = "restricted",
        labels: Mapping[str, str] | None = None,
        annotations: Mapping[str, str] | None = None,
        removable: bool = False,
    ) -> None:
        super().__init__(scope, f"namespace-{name}")
        Resource(
            self,
            "namespace",
            {
                "apiVersion": "v1",
                "kind": "Namespace",
                "metadata": metadata(
                    name,
                    None,
                    app="dotmac-platform",
                    component=component,
                    version=VERSION,
                    labels={**pod_security_labels(level, minor), **(labels or {})},
                    annotations={
                        **(REMOVABLE if removable else PROTECTED),
                        **(annotations or {}),
                    },
                ),
            },
        )


class Bounds(Component):
    """ResourceQuota and LimitRange: a namespace cannot take more than it was given.

    Two scoped quotas forbid what no tenant pod may have: a foreign priority class, and an
    affinity that looks into other namespaces.
    Source: https://kubernetes.io/docs/concepts/policy/resource-quotas/#quota-scopes
    """

    def __init__(
        self,
        scope: Construct,
        namespace: str,
        quota: QuotaPlan,
        ephemeral: str,
        foreign_priorities: tuple[str, ...],
    ) -> None:
        super().__init__(scope, f"bounds-{namespace}")
        self._namespace = namespace
        self._quota("quota", {"hard": dict(quota.hard)})
        self._quota(
            "quota-foreign-priority",
            _none_of("PriorityClass", {"operator": "In", "values": list(foreign_priorities)}),
        )
        self._quota(
            "quota-cross-namespace-affinity",
            _none_of("CrossNamespacePodAffinity", {"operator": "Exists"}),
        )
        self._limits(quota, ephemeral)

    def _metadata(self, name: str) -> Body:
        return metadata(name, self._namespace, app="bounds", component=COMPONENT, version=VERSION)

    def _quota(self, name: str, spec: Body) -> None:
        Resource(
            self,
            name,
            {
                "apiVersion": "v1",
                "kind": "ResourceQuota",
                "metadata": self._metadata(name),
                "spec": spec,
            },
        )

    def _limits(self, quota: QuotaPlan, ephemeral: str) -> None:
        """Defaults for containers that bring none, such as those of an operator's jobs."""
        low, high = quota.bounds.container.min, quota.bounds.container.max
        claim = {"storage": str(Quantity.parse(quota.bounds.claim_max))}
        Resource(
            self,
            "limits",
            {
                "apiVersion": "v1",
                "kind": "LimitRange",
                "metadata": self._metadata("limits"),
                "spec": {
                    "limits": [
                        {
                            "type": "Container",
                            "defaultRequest": _amount("50m", "64Mi", "64Mi"),
                            "default": _amount("250m", "256Mi", ephemeral),
                            "min": _amount(low.cpu, low.memory, "1Mi"),
                            "max": _amount(high.cpu, high.memory, "10Gi"),
                            "maxLimitRequestRatio": {
                                name: str(ratio) for name, ratio in MAX_RATIO.items()
                            },
                        },
                        {
                            "type": "PersistentVolumeClaim",
                            "min": {"storage": "1Gi"},
                            "max": claim,
                        },
                    ]
                },
            },
        )


def _none_of(scope_name: str, match: Body) -> Body:
    expression = {"scopeName": scope_name, **match}
    return {"hard": {"pods": "0"}, "scopeSelector": {"matchExpressions": [expression]}}


def _amount(cpu: str, memory: str, ephemeral: str) -> dict[str, str]:
    return {"cpu": cpu, "memory": memory, "ephemeral-storage": ephemeral}


def foreign_priorities(own: str) -> tuple[str, ...]:
    """Every priority class of the fleet and of Kubernetes but one's own."""
    classes = (
        "system-node-critical",
        "system-cluster-critical",
        names.PLATFORM_PRIORITY,
        *(names.tenant_priority(plan) for plan in ("starter", "professional", "enterprise")),
    )
    return tuple(name for name in classes if name != own)
