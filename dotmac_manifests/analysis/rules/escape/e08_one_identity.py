"""No two tenants share an identity anywhere in the fleet.

Why: the id of a tenant is what licences, invoices and the control plane know it by; its name is
the prefix of its database, bucket and secrets. Two tenants with one id are one tenant to all of
these, and one tenant whose namespaces stand in two regions is served from both.

Reads: the labels of tenant and id of Namespaces, in every cluster that was read; those whose
label `dotmac.io/lifecycle` says data-only, remains or removable are not where a tenant is served.

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

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dotmac_manifests.analysis.body import mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.lifecycle import LEFT, lifecycle
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.rule import Broken, Comparison, Rule

_ID = "dotmac.io/tenant-id"


@dataclass(frozen=True)
class Home:
    """A namespace of a tenant, the id that it bears, and its cluster."""

    tenant: str
    identity: str
    manifest: Manifest
    left: bool = False
    """Whether nothing answers for the tenant here, and only its data is or comes."""


def claims(facts: Facts) -> Iterator[Home]:
    """Every namespace of a tenant."""
    for name, manifest in facts.namespaces.items():
        tenant = facts.owners.get(name)
        if tenant is not None:
            identity = mapping(manifest.body, "metadata", "labels").get(_ID)
            left = lifecycle(manifest) in LEFT
            yield Home(tenant, str(identity) if identity else "", manifest.bare, left)


def compare(homes: Iterable[Home]) -> Iterator[Broken]:
    """Ids and names that stand for two."""
    ids: dict[str, Home] = {}
    first: dict[str, Home] = {}
    for home in homes:
        tenant, identity = home.tenant, home.identity
        other = ids.setdefault(identity, home) if identity else home
        if other.tenant != tenant:
            yield Broken(
                home.manifest,
                f"tenant {tenant} has the id {identity} of tenant {other.tenant}",
                "give each tenant an id of its own",
                ("metadata", "labels", _ID),
                _evidence(other),
            )
        if home.left:
            continue
        other = first.setdefault(tenant, home)
        if other.manifest.cluster != home.manifest.cluster:
            yield Broken(
                home.manifest,
                f"tenant {tenant} has namespaces in two clusters",
                "leave them in one; a move is finished before the tenant is served elsewhere",
                ("metadata", "name"),
                _evidence(other),
            )


def _evidence(home: Home) -> tuple[str, ...]:
    return (f"{home.manifest.file}: Namespace {home.manifest.ref.name}",)


RULE = Rule("E08", "one-identity", Severity.CRITICAL, Comparison(claims, compare))
