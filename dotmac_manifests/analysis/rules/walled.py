"""The namespaces that have to be walled in whatever they hold."""

from __future__ import annotations

from dotmac_manifests.analysis.facts import Facts


def walled(facts: Facts) -> tuple[str, ...]:
    """Tenants' namespaces and the platform's own."""
    own = {name for name in facts.site.platform_namespaces if name in facts.by_namespace}
    return tuple(sorted({*facts.owners, *own}))
