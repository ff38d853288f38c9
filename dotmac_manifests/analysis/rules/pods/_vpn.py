"""The one exception from Pod Security: WireGuard, in a tenant's namespace made for it."""

from __future__ import annotations

from dotmac_manifests.analysis.body import Body
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.templates import Pods


def is_vpn(facts: Facts, namespace: str) -> bool:
    """Whether a namespace is the one in which a tenant's VPN may run."""
    tenant, site = facts.owners.get(namespace), facts.site
    return bool(tenant) and namespace == (
        f"{site.tenant_namespace_prefix}{tenant}{site.vpn_suffix}"
    )


def is_vpn_container(facts: Facts, pods: Pods, body: Body) -> bool:
    """Whether a container is the VPN's server, whose root is no root of the node."""
    return (
        is_vpn(facts, pods.namespace)
        and body.get("name") == facts.site.vpn_workload
        and pods.spec.get("hostUsers") is False
    )
