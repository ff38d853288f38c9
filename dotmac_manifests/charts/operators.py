"""The operators' namespaces, before any chart of theirs; and what comes after the charts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from dotmac_manifests.components.operator_credentials import OperatorCredentials
from dotmac_manifests.components.operators_data import PostgresBudgets
from dotmac_manifests.components.operators_edge import EdgeService
from dotmac_manifests.components.resource import ManifestFile
from dotmac_manifests.isolation.access import DefaultAccount
from dotmac_manifests.isolation.namespace import GuardedNamespace
from dotmac_manifests.isolation.operators import OperatorLimits, pod_security
from dotmac_manifests.isolation.policies import DefaultDeny, FlowPolicies
from dotmac_manifests.plan.flows import by_namespace
from dotmac_manifests.plan.model import RegionPlan
from dotmac_manifests.plan.operators import namespaces_of

Fill = Callable[[ManifestFile, RegionPlan], None]
EDGE_SERVICE = "edge-service.yaml"
CREDENTIALS = "credentials.yaml"


def operator_files(region: RegionPlan) -> tuple[tuple[str, Fill], ...]:
    """File name to what fills it; the second of two operators in a namespace brings nothing."""
    taken: set[str] = set()
    files: list[tuple[str, Fill]] = []
    for operator in region.operators:
        own = tuple(name for name in namespaces_of(operator) if name not in taken)
        taken.update(own)
        if own:
            files.append((f"{operator}.yaml", partial(_operator, operator=operator, own=own)))
    return (*files, (EDGE_SERVICE, _edge_service), (CREDENTIALS, _credentials))


def _operator(
    file: ManifestFile, region: RegionPlan, *, operator: str, own: tuple[str, ...]
) -> None:
    flows = by_namespace(region.flows)
    for namespace in own:
        GuardedNamespace(
            file,
            namespace,
            component="operator",
            minor=region.minor,
            level=pod_security(namespace),
        )
        DefaultDeny(file, namespace)
        FlowPolicies(file, namespace, flows.get(namespace, ()))
        DefaultAccount(file, namespace)
        OperatorLimits(file, namespace)
    if operator == "cloudnative-pg":
        PostgresBudgets(file, region)


def _edge_service(file: ManifestFile, region: RegionPlan) -> None:
    EdgeService(file, region)


def _credentials(file: ManifestFile, region: RegionPlan) -> None:
    OperatorCredentials(file, region)
