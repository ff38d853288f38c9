"""Certificates are for one's own names, and only the authority's certificate signs.

Why: a certificate for another's host lets its holder answer in the other's place without a browser
noticing; one that may sign makes any number of them. An Issuer in a tenant's namespace would answer
to the tenant instead of to the platform.

Reads: every cert-manager Certificate: issuer a ClusterIssuer of the site's; in tenants' namespaces
public ones for claimed hosts, internal ones for Services of the namespace or claimed hosts, DNS
names only. `isCA` and signing usages only in the site's `edge.authorityNamespaces`. No Issuer in a
tenant's namespace. The issuer that an Ingress names by annotation is judged likewise.

Violating:

    apiVersion: cert-manager.io/v1
    kind: Certificate
    metadata: {name: tls, namespace: tenant-acme}
    spec:
      secretName: tls
      dnsNames: ["*.isp.dotmac.com"]
      issuerRef: {kind: ClusterIssuer, name: letsencrypt}

Clean:

    apiVersion: cert-manager.io/v1
    kind: Certificate
    metadata: {name: store, namespace: tenant-acme}
    spec:
      secretName: store
      dnsNames: [secret-store.tenant-acme.svc]
      issuerRef: {kind: ClusterIssuer, name: dotmac-internal}

Source: https://cert-manager.io/docs/policy/approval/;
https://cert-manager.io/docs/usage/certificate/; K8S-MT
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.ingress._hosts import claims
from dotmac_manifests.analysis.rules.rule import Broken, Rule

GROUP = "cert-manager.io"
OTHERS = ("emailAddresses", "ipAddresses", "literalSubject", "otherNames", "uris")
SIGNING = ("cert sign", "crl sign")
ANNOTATION = "cert-manager.io/cluster-issuer"
_SUFFIXES = ("", ".svc", ".svc.cluster.local")


def check(facts: Facts) -> Iterator[Broken]:
    """Certificates for others, and certificates that make certificates."""
    edge = facts.site.edge
    for certificate in facts.kind("Certificate", GROUP):
        yield from _signs(facts, certificate)
        yield from _issuer(facts, certificate)
        if certificate.ref.namespace in facts.owners:
            yield from _names(facts, certificate)
    for issuer in facts.kind("Issuer", GROUP):
        if issuer.ref.namespace in facts.owners:
            message = f"Issuer {issuer.ref.name} signs whatever {issuer.ref.namespace} wants"
            yield Broken(issuer, message, "use one of the ClusterIssuers")
    known = {*edge.public_issuers, *edge.internal_issuers}
    for ingress in facts.kind("Ingress"):
        name = mapping(ingress.body, "metadata", "annotations").get(ANNOTATION)
        if name is not None and name not in known:
            message = f"Ingress {ingress.ref.name} has its certificate signed by {name}"
            path = ("metadata", "annotations", ANNOTATION)
            yield Broken(ingress, message, f"use {' or '.join(sorted(known))}", path)


def _signs(facts: Facts, certificate: Manifest) -> Iterator[Broken]:
    spec = mapping(certificate.body, "spec")
    signing = [usage for usage in items(spec, "usages") if usage in SIGNING]
    if spec.get("isCA") in (None, False) and not signing:
        return
    if certificate.ref.namespace not in facts.site.edge.authority_namespaces:
        yield Broken(
            certificate,
            f"Certificate {certificate.ref.name} in {certificate.ref.namespace} may sign others",
            "remove isCA and the signing usages",
            ("spec",),
        )


def _issuer(facts: Facts, certificate: Manifest) -> Iterator[Broken]:
    edge, issuer = facts.site.edge, mapping(certificate.body, "spec", "issuerRef")
    known = {*edge.public_issuers, *edge.internal_issuers}
    if certificate.ref.namespace in edge.authority_namespaces:
        return
    group = issuer.get("group", GROUP)
    if (
        issuer.get("kind") != "ClusterIssuer"
        or str(issuer.get("name")) not in known
        or group != GROUP
    ):
        yield Broken(
            certificate,
            f"Certificate {certificate.ref.name} is signed by {issuer.get('kind', 'Issuer')}"
            f" {issuer.get('name')}",
            f"use ClusterIssuer {' or '.join(sorted(known))}",
            ("spec", "issuerRef"),
        )


def _names(facts: Facts, certificate: Manifest) -> Iterator[Broken]:
    spec, space = mapping(certificate.body, "spec"), certificate.ref.namespace
    hosts = claims(facts, space)
    internal = mapping(spec, "issuerRef").get("name") in facts.site.edge.internal_issuers
    names = [str(name) for name in items(spec, "dnsNames")]
    if spec.get("commonName") is not None:
        names.append(str(spec["commonName"]))
    for name in names:
        service = internal and (
            "." not in name or any(name.endswith(f".{space}{suffix}") for suffix in _SUFFIXES)
        )
        if not service and (name not in hosts or "*" in name):
            yield Broken(
                certificate,
                f"Certificate {certificate.ref.name} of {space} is for {name}, not its own",
                "name hosts that the namespace claims, or Services of it",
                ("spec", "dnsNames"),
            )
    for field in OTHERS:
        if spec.get(field) not in (None, []):
            message = f"Certificate {certificate.ref.name} of {space} is for more than DNS names"
            yield Broken(certificate, message, f"remove {field}", ("spec", field))


RULE = Rule("I06", "own-certificates", Severity.CRITICAL, check)
