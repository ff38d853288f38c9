"""No two tenants, regions or namespaces of ours answer for one host.

Why: of two that claim a host, the edge or DNS picks one, and it may be the other tomorrow. A name
below another's host shares its cookies and passes for it.

Reads: over all clusters together, the hosts that tenants' namespaces claim by annotation, and those
that other namespaces use in Ingresses, routes and public certificates. Each belongs to one tenant
in one region, or to one namespace of ours; a name below a claimed host belongs to its owner.

Violating:

    apiVersion: v1
    kind: Namespace
    metadata:
      name: tenant-acme
      annotations: {dotmac.io/hosts: shop.example.com}
    ---
    apiVersion: v1
    kind: Namespace
    metadata:
      name: tenant-globex
      annotations: {dotmac.io/hosts: "globex.isp.dotmac.com,shop.example.com"}

Clean:

    apiVersion: v1
    kind: Namespace
    metadata:
      name: tenant-acme
      annotations: {dotmac.io/hosts: acme.isp.dotmac.com}
    ---
    apiVersion: v1
    kind: Namespace
    metadata:
      name: tenant-globex
      annotations: {dotmac.io/hosts: globex.isp.dotmac.com}

Source: K8S-MT; https://kubernetes.io/docs/concepts/security/multi-tenancy/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.ingress._hosts import claims as hosts_of
from dotmac_manifests.analysis.rules.ingress._hosts import uses
from dotmac_manifests.analysis.rules.rule import Broken, Comparison, Rule

Claim = tuple[str, str, Manifest]
"""Host, owner as a reader knows it, and the object that claims it."""


def compare(every: Iterable[Claim]) -> Iterator[Broken]:
    """Hosts with more than one owner."""
    owners: dict[str, str] = {}
    claimed = tuple(every)
    for host, owner, _ in claimed:
        owners.setdefault(host, owner)
    reported = set()
    for host, owner, manifest in claimed:
        above = host.split(".")
        for start in range(len(above) - 1):
            name = ".".join(above[start:])
            other = owners.get(name)
            if other is not None and other != owner and (host, owner) not in reported:
                reported.add((host, owner))
                how = "is claimed" if name == host else f"is a name below {name}, which is claimed"
                yield Broken(
                    manifest,
                    f"{host} of {owner} {how} by {other}",
                    "leave the host with one of them",
                    evidence=(f"{name}: {other}", f"{host}: {owner}"),
                )


def claims(facts: Facts) -> Iterator[Claim]:
    """The hosts of one cluster."""
    region = facts.cluster.rpartition("/")[2]
    where = f" in {region}" if region else ""
    for tenant in facts.tenants:
        for namespace in tenant.namespaces:
            for host in hosts_of(facts, namespace):
                yield host, f"tenant {tenant.name}{where}", facts.anchor(namespace).bare
    for use in uses(facts):
        space = use.manifest.ref.namespace
        if space not in facts.owners and isinstance(use.host, str) and "*" not in use.host:
            yield use.host, f"namespace {space}{where}", use.manifest.bare
    for certificate in facts.kind("Certificate", "cert-manager.io"):
        space = certificate.ref.namespace
        issuer = mapping(certificate.body, "spec", "issuerRef").get("name")
        if space not in facts.owners and issuer in facts.site.edge.public_issuers:
            for host in items(certificate.body, "spec", "dnsNames"):
                if "*" not in str(host):
                    yield str(host), f"namespace {space}{where}", certificate.bare


RULE = Rule("I02", "disjoint-hosts", Severity.CRITICAL, Comparison(claims, compare))
