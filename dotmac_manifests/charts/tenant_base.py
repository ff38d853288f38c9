"""What bounds a tenant: the files that only the platform's own Argo CD project may sync."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dotmac_manifests.components.resource import ManifestFile
from dotmac_manifests.components.tenant_grants import BackupSchedule, Bucket
from dotmac_manifests.isolation.access import DefaultAccount, DeployerAccess, DiscoveryAccess
from dotmac_manifests.isolation.admission import HOSTS
from dotmac_manifests.isolation.namespace import Bounds, GuardedNamespace, foreign_priorities
from dotmac_manifests.isolation.policies import DefaultDeny, FlowPolicies
from dotmac_manifests.plan import names
from dotmac_manifests.plan.model import TenantPlan

MANAGED_ELSEWHERE = frozenset({names.DNS_NAMESPACE})
"""Namespaces whose own policies are the cluster provider's business."""


def _own(plan: TenantPlan) -> tuple[str, ...]:
    return (plan.namespace, *([plan.vpn_namespace] if plan.vpn_namespace else []))


def namespace(file: ManifestFile, plan: TenantPlan) -> None:
    """The namespaces; WireGuard's admits NET_ADMIN, in the one shape that admission allows."""
    GuardedNamespace(
        file,
        plan.namespace,
        component="tenant",
        minor=plan.region.minor,
        labels=plan.namespace_labels,
        annotations=_claims(plan.claimed_hosts),
        removable=plan.removable,
    )
    if plan.vpn_namespace:
        GuardedNamespace(
            file,
            plan.vpn_namespace,
            component="tenant-vpn",
            minor=plan.region.minor,
            level="privileged",
            labels=plan.namespace_labels,
            annotations=_claims((names.vpn_host(plan.host),) if plan.claimed_hosts else ()),
            removable=plan.removable,
        )


def _claims(hosts: Sequence[str]) -> Mapping[str, str]:
    """The annotation that admission compares hosts with; without it there are none."""
    return {HOSTS: ",".join(hosts)} if hosts else {}


def isolation(file: ManifestFile, plan: TenantPlan) -> None:
    """Default deny, the tenant's side of every flow, quota and limits."""
    flows = plan.flows_by_namespace
    foreign = foreign_priorities(plan.priority_class)
    quotas = (plan.quota, plan.vpn_quota)
    for own, quota in zip(_own(plan), quotas, strict=False):
        DefaultDeny(file, own)
        FlowPolicies(file, own, flows.get(own, ()))
        if quota is not None:
            Bounds(file, own, quota, plan.region.platform.ephemeral_storage, foreign)


def access(file: ManifestFile, plan: TenantPlan) -> None:
    """Accounts and roles."""
    for own in _own(plan):
        DefaultAccount(file, own)
        DeployerAccess(file, own, names.tenant_project(plan.slug))
    DiscoveryAccess(file, plan.namespace)


def grants(file: ManifestFile, plan: TenantPlan) -> None:
    """What other namespaces open or do for this tenant, and for it alone."""
    for other, flows in plan.flows_by_namespace.items():
        if other not in MANAGED_ELSEWHERE and other not in _own(plan):
            FlowPolicies(file, other, flows, prefix=f"{plan.namespace}-")
    BackupSchedule(file, plan)
    Bucket(file, plan)
