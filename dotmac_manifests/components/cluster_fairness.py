"""API priority and fairness: a tenant's pods cannot drown the platform's calls to the API server.

Source: https://kubernetes.io/docs/concepts/cluster-administration/flow-control/
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.resource import Component, Resource, metadata
from dotmac_manifests.plan import names
from dotmac_manifests.plan.model import RegionPlan
from dotmac_manifests.plan.operators import NAMESPACES

Body = dict[str, Any]
API = "flowcontrol.apiserver.k8s.io/v1"
COMPONENT = "cluster"
VERSION = "1"
PLATFORM = "dotmac-platform"
TENANTS = "dotmac-tenants"
PLATFORM_PRECEDENCE = 1000
TENANT_PRECEDENCE = 5000
"""Kubernetes' own schema for `kube-system` stands at 900, the one for all other service accounts
at 9000; the lowest number that matches wins."""


class Fairness(Component):
    """Two levels: the platform's accounts by namespace, and everybody else's.

    A FlowSchema names its subjects exactly, so `system:serviceaccounts:tenant-*` cannot be said,
    and a schema for each tenant would make hundreds of objects that the API server compares with
    every request. So the platform's namespaces are listed, and what is left of all service
    accounts is the tenants'. A namespace that nobody listed counts as a tenant until it is.
    The request's namespace tells the flows apart: each tenant waits in a queue of its own.
    """

    def __init__(self, scope: Construct, region: RegionPlan) -> None:
        super().__init__(scope, "fairness")
        operators = {NAMESPACES[name] for name in region.operators}
        own = {names.ARGOCD_NAMESPACE, names.PLATFORM_NAMESPACE, names.SHARED_NAMESPACE}
        groups = [f"system:serviceaccounts:{name}" for name in sorted(operators | own)]
        self._level(PLATFORM, shares=60, lendable=50, queues=64)
        self._level(TENANTS, shares=20, lendable=50, queues=128)
        self._schema(PLATFORM, PLATFORM_PRECEDENCE, groups, "ByUser")
        self._schema(TENANTS, TENANT_PRECEDENCE, ["system:serviceaccounts"], "ByNamespace")

    def _level(self, name: str, *, shares: int, lendable: int, queues: int) -> None:
        """Seats are shared out by ``shares``; ``lendable`` percent of them are lent when idle."""
        limited: Body = {
            "nominalConcurrencyShares": shares,
            "lendablePercent": lendable,
            "limitResponse": {
                "type": "Queue",
                "queuing": {"queues": queues, "handSize": 6, "queueLengthLimit": 50},
            },
        }
        if name == TENANTS:
            limited["borrowingLimitPercent"] = 100
        Resource(
            self,
            f"level-{name}",
            {
                "apiVersion": API,
                "kind": "PriorityLevelConfiguration",
                "metadata": _metadata(name),
                "spec": {"type": "Limited", "limited": limited},
            },
        )

    def _schema(self, name: str, precedence: int, groups: Sequence[str], flows: str) -> None:
        Resource(
            self,
            f"schema-{name}",
            {
                "apiVersion": API,
                "kind": "FlowSchema",
                "metadata": _metadata(name),
                "spec": {
                    "priorityLevelConfiguration": {"name": name},
                    "matchingPrecedence": precedence,
                    "distinguisherMethod": {"type": flows},
                    "rules": [
                        {
                            "subjects": [
                                {"kind": "Group", "group": {"name": group}} for group in groups
                            ],
                            "resourceRules": [
                                {
                                    "verbs": ["*"],
                                    "apiGroups": ["*"],
                                    "resources": ["*"],
                                    "namespaces": ["*"],
                                    "clusterScope": True,
                                }
                            ],
                            "nonResourceRules": [{"verbs": ["*"], "nonResourceURLs": ["*"]}],
                        }
                    ],
                },
            },
        )


def _metadata(name: str) -> Body:
    return metadata(name, None, app="cluster", component=COMPONENT, version=VERSION)
