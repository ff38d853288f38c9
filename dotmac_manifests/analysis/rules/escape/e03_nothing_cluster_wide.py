"""Nothing that is rendered for a tenant belongs to the whole cluster.

Why: a custom resource definition, webhook, admission policy, class or volume works for every
tenant at once, whoever wrote it. One in a tenant's folder would be reviewed as that tenant's
affair and applied as everybody's. Only the tenant's own Namespaces are meant to be there.

Reads: objects without a namespace in folders that hold objects of one tenant only; everywhere,
objects of the whole cluster that carry a tenant's label or whose name begins like a tenant's
namespace.

Violating:

    apiVersion: scheduling.k8s.io/v1
    kind: PriorityClass
    metadata:
      name: tenant-acme-first
    value: 1000000

Clean:

    apiVersion: v1
    kind: Namespace
    metadata:
      name: tenant-acme
      labels:
        dotmac.io/tenant-slug: acme

Source: https://kubernetes.io/docs/concepts/security/multi-tenancy/#control-plane-isolation;
MTB-PL1-CC-CPI-1; OWASP K8s Top Ten 2025 K02
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.escape._folders import tenant_folders, tenant_of
from dotmac_manifests.analysis.rules.rule import Broken, Rule


def check(facts: Facts) -> Iterator[Broken]:
    """Objects of a tenant that everybody feels."""
    seen: set[int] = set()
    for tenant, manifests in tenant_folders(facts):
        for manifest in manifests:
            if not manifest.ref.namespace and tenant_of(facts, manifest) != tenant:
                seen.add(id(manifest))
                yield _broken(manifest, f"is rendered for tenant {tenant}")
    label, prefix = facts.site.tenant_label, facts.site.tenant_namespace_prefix
    for manifest in facts.by_namespace.get("", ()):
        if id(manifest) in seen or tenant_of(facts, manifest):
            continue
        if label in mapping(manifest.body, "metadata", "labels"):
            yield _broken(manifest, f"carries a tenant's label {label}")
        elif manifest.ref.name.startswith(prefix):
            yield _broken(manifest, f"is called like a tenant's: {prefix}…")


def _broken(manifest: Manifest, what: str) -> Broken:
    return Broken(
        manifest,
        f"{manifest.ref.kind} {manifest.ref.name} belongs to the whole cluster and {what}",
        "remove it; what tenants share is written by platform engineers, once for all",
        ("kind",),
    )


RULE = Rule("E03", "nothing-cluster-wide", Severity.CRITICAL, check)
