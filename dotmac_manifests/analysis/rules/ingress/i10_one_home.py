"""A tenant lives in one region, and its name and number mean nobody else.

Why: names of hosts, databases, buckets, secrets' paths and namespaces are all made of the tenant's
name. Two tenants that share it, or its number, share those too; one tenant in two regions has its
data in both.

Reads: over all clusters together, tenants' names and the labels `dotmac.io/tenant-id` of their
namespaces, each of which is one tenant's in one cluster.

Violating:

    apiVersion: v1
    kind: Namespace
    metadata:
      name: tenant-acme
      labels: {dotmac.io/tenant-slug: acme, dotmac.io/tenant-id: isp-1}
    ---
    apiVersion: v1
    kind: Namespace
    metadata:
      name: tenant-globex
      labels: {dotmac.io/tenant-slug: globex, dotmac.io/tenant-id: isp-1}

Clean:

    apiVersion: v1
    kind: Namespace
    metadata:
      name: tenant-acme
      labels: {dotmac.io/tenant-slug: acme, dotmac.io/tenant-id: isp-1}

Source: K8S-MT; https://kubernetes.io/docs/concepts/security/multi-tenancy/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rule import Broken, Rule


def check(facts: Facts) -> Iterator[Broken]:
    """Tenants that cannot be told apart."""
    homes: dict[str, str] = {}
    numbers: dict[str, str] = {}
    for cluster in facts.fleet:
        region = cluster.cluster.rpartition("/")[2]
        for tenant in cluster.tenants:
            anchor = cluster.anchor(tenant.namespaces[0])
            if homes.setdefault(tenant.name, cluster.cluster) != cluster.cluster:
                message = f"tenant {tenant.name} is in two regions, {region} the second"
                yield Broken(anchor, message, "leave it in one of them, or rename one")
            for space in tenant.namespaces:
                found = cluster.namespaces.get(space)
                labels = mapping(found.body, "metadata", "labels") if found else {}
                number = labels.get(cluster.site.edge.tenant_id_label)
                if found and number and numbers.setdefault(number, tenant.name) != tenant.name:
                    yield Broken(
                        found,
                        f"{tenant.name} and {numbers[number]} are both tenant {number}",
                        "give each tenant a number of its own",
                        ("metadata", "labels", cluster.site.edge.tenant_id_label),
                    )


RULE = Rule("I10", "one-home", Severity.HIGH, check, fleet=True)
