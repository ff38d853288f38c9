"""No two tenants share an identity anywhere in the fleet.

Why: the id of a tenant is what licences, invoices and the control plane know it by; its name is
the prefix of its database, bucket and secrets. Two tenants with one id are one tenant to all of
these, and one tenant whose namespaces stand in two regions is served from both.

Reads: the labels of tenant and id of Namespaces, in every cluster that was read.

Violating:

    apiVersion: v1
    kind: Namespace
    metadata:
      name: tenant-acme
      labels:
        dotmac.io/tenant-id: isp-1
        dotmac.io/tenant-slug: acme
    ---
    apiVersion: v1
    kind: Namespace
    metadata:
      name: tenant-globex
      labels:
        dotmac.io/tenant-id: isp-1
        dotmac.io/tenant-slug: globex

Clean:

    apiVersion: v1
    kind: Namespace
    metadata:
      name: tenant-acme
      labels:
        dotmac.io/tenant-id: isp-1
        dotmac.io/tenant-slug: acme
    ---
    apiVersion: v1
    kind: Namespace
    metadata:
      name: tenant-globex
      labels:
        dotmac.io/tenant-id: isp-2
        dotmac.io/tenant-slug: globex

Source: https://kubernetes.io/docs/concepts/security/multi-tenancy/; OWASP K8s Top Ten 2025 K09
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.rule import Broken, Rule

_ID = "dotmac.io/tenant-id"


def check(facts: Facts) -> Iterator[Broken]:
    """Ids and names that stand for two."""
    ids: dict[str, tuple[str, Manifest]] = {}
    homes: dict[str, tuple[str, Manifest]] = {}
    for cluster in facts.fleet or (facts,):
        for name, manifest in cluster.namespaces.items():
            tenant = cluster.owners.get(name)
            if tenant is None:
                continue
            identity = mapping(manifest.body, "metadata", "labels").get(_ID)
            if identity:
                other, first = ids.setdefault(str(identity), (tenant, manifest))
                if other != tenant:
                    yield Broken(
                        manifest,
                        f"tenant {tenant} has the id {identity} of tenant {other}",
                        "give each tenant an id of its own",
                        ("metadata", "labels", _ID),
                        (f"{first.file}: Namespace {first.ref.name}",),
                    )
            home, first = homes.setdefault(tenant, (cluster.cluster, manifest))
            if home != cluster.cluster:
                yield Broken(
                    manifest,
                    f"tenant {tenant} has namespaces in two clusters",
                    "leave them in one; a move is finished before the tenant is served elsewhere",
                    ("metadata", "name"),
                    (f"{first.file}: Namespace {first.ref.name}",),
                )


RULE = Rule("E08", "one-identity", Severity.CRITICAL, check, fleet=True)
