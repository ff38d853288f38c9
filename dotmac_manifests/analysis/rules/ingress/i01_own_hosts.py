"""A tenant answers for its own hosts, and no namespace for all of them.

Why: whoever puts another's host, a wildcard or no host at all on an Ingress or a route gets that
host's traffic, its session cookies included. A default backend gets whatever nobody else wants.

Reads: hosts of every Ingress, VirtualServer, HTTPRoute and ListenerSet, and the names that
external-dns is told to make. In a tenant's namespace each must stand in the annotation
`dotmac.io/hosts` of the Namespace; external-dns may also be told names below one. Elsewhere a host
must be there and be exact; only a route that does nothing but redirect may go without. No Ingress
has a default backend.

Violating:

    apiVersion: v1
    kind: Namespace
    metadata:
      name: tenant-acme
      annotations: {dotmac.io/hosts: acme.isp.dotmac.com}
    ---
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: app, namespace: tenant-acme}
    spec:
      rules:
        - host: globex.isp.dotmac.com

Clean:

    apiVersion: v1
    kind: Namespace
    metadata:
      name: tenant-acme
      annotations: {dotmac.io/hosts: acme.isp.dotmac.com}
    ---
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: app, namespace: tenant-acme}
    spec:
      rules:
        - host: acme.isp.dotmac.com

Source: K8S-MT; OWASP K8s Top Ten 2025 K05;
https://kubernetes.io/docs/concepts/services-networking/ingress/#hostname-wildcards
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.ingress._hosts import HOST, claims, redirects_only, uses
from dotmac_manifests.analysis.rules.rule import Broken, Rule


def check(facts: Facts) -> Iterator[Broken]:
    """Hosts that are somebody else's, or everybody's."""
    for use in uses(facts):
        ref = use.manifest.ref
        tenant = ref.namespace in facts.owners
        who = f"{ref.kind} {ref.name} in {ref.namespace or 'default'}"
        if not isinstance(use.host, str) or not HOST.fullmatch(use.host):
            if ref.kind == "HTTPRoute" and not tenant and redirects_only(use.manifest):
                continue
            what = "no host" if use.host in (None, "") else f"{use.host}, which is no exact host"
            yield Broken(use.manifest, f"{who} answers for {what}", "name one full host", use.path)
        elif tenant and not use.claimed(claims(facts, ref.namespace)):
            yield Broken(
                use.manifest,
                f"{who} answers for {use.host}, which its namespace does not claim",
                f"use a host of the annotation {facts.site.hosts_annotation} of the Namespace",
                use.path,
            )
    for ingress in facts.kind("Ingress", "networking.k8s.io"):
        spec = mapping(ingress.body, "spec")
        if spec.get("defaultBackend") is not None:
            yield Broken(
                ingress,
                f"Ingress {ingress.ref.name} answers for every host that nobody else has",
                "remove defaultBackend, and write a rule for the host",
                ("spec", "defaultBackend"),
            )
        if not items(spec, "rules"):
            yield Broken(
                ingress,
                f"Ingress {ingress.ref.name} has no rules and so answers for every host",
                "write a rule for each host",
                ("spec",),
            )


RULE = Rule("I01", "own-hosts", Severity.CRITICAL, check)
