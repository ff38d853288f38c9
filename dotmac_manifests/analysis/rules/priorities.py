"""Which priority the pods of a namespace have."""

from __future__ import annotations

from dotmac_manifests.analysis.body import mapping
from dotmac_manifests.analysis.facts import Facts


def own_priority(facts: Facts, namespace: str) -> str:
    """The PriorityClass of a namespace: a tenant's follows from its plan."""
    site = facts.site
    if namespace not in facts.owners:
        return site.platform_priority
    labels = mapping(facts.anchor(namespace).body, "metadata", "labels")
    return f"{site.tenant_priority_prefix}{labels.get(site.tier_label, '')}"
