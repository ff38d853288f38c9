"""A tenant lives in one region, and its name and number mean nobody else.

Why: names of hosts, databases, buckets, secrets' paths and namespaces are all made of the tenant's
name. Two tenants that share it, or its number, share those too; one tenant in two regions has its
data in both.

Reads: over all clusters together, tenants' names and the labels `dotmac.io/tenant-id` of their
namespaces, each of which is one tenant's in one cluster. Namespaces whose label
`dotmac.io/lifecycle` says that nothing answers for the tenant there (data-only, remains,
removable) are those of a move, and count for the number only.

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

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dotmac_manifests.analysis.body import mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.lifecycle import LEFT, lifecycle
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.rule import Broken, Comparison, Rule
from dotmac_manifests.kube.yaml_reader import FieldPath


@dataclass(frozen=True)
class Home:
    """A namespace of a tenant, and the number that it bears at ``path``."""

    tenant: str
    number: str
    manifest: Manifest
    path: FieldPath
    left: bool = False
    """Whether nothing answers for the tenant here, and only its data is or comes."""


def claims(facts: Facts) -> Iterator[Home]:
    """Every namespace of every tenant, each tenant's first one first."""
    label = facts.site.edge.tenant_id_label
    for tenant in facts.tenants:
        for space in tenant.namespaces:
            found = facts.namespaces.get(space)
            number = mapping(found.body, "metadata", "labels").get(label) if found else None
            path = ("metadata", "labels", label)
            anchor, left = facts.anchor(space).bare, lifecycle(found) in LEFT
            yield Home(tenant.name, str(number or ""), anchor, path, left)


def compare(homes: Iterable[Home]) -> Iterator[Broken]:
    """Tenants that cannot be told apart."""
    clusters: dict[str, str] = {}
    numbers: dict[str, str] = {}
    reported: set[tuple[str, str]] = set()
    for home in homes:
        tenant, number, cluster = home.tenant, home.number, home.manifest.cluster
        elsewhere = not home.left and clusters.setdefault(tenant, cluster) != cluster
        if elsewhere and (tenant, cluster) not in reported:
            reported.add((tenant, cluster))
            message = f"tenant {tenant} is in two regions, {cluster.rpartition('/')[2]} the second"
            yield Broken(home.manifest, message, "leave it in one of them, or rename one")
        if number and numbers.setdefault(number, tenant) != tenant:
            message = f"{tenant} and {numbers[number]} are both tenant {number}"
            yield Broken(home.manifest, message, "give each tenant a number of its own", home.path)


RULE = Rule("I10", "one-home", Severity.HIGH, Comparison(claims, compare))
