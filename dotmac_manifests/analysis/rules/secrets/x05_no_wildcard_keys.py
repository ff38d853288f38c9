"""No tenant holds the private key of a certificate that others use.

Why: the wildcard certificate of the tenants' domain is valid for every tenant's host. Its key
belongs to the edge alone: a tenant that has it can pose as any other. The same goes for a key
that is brought from the secret store instead of being made in the namespace.

Reads: DNS names of Certificates in tenants' namespaces; ExternalSecrets of type kubernetes.io/tls
there, or with the entry tls.key; tools that copy Secrets between namespaces, by their annotations,
anywhere.

Violating:

    apiVersion: cert-manager.io/v1
    kind: Certificate
    metadata:
      name: wildcard
      namespace: tenant-acme
    spec:
      dnsNames: ["*.isp.dotmac.com"]
      secretName: wildcard-tls
      issuerRef:
        name: letsencrypt
        kind: ClusterIssuer

Clean:

    apiVersion: cert-manager.io/v1
    kind: Certificate
    metadata:
      name: portal
      namespace: tenant-acme
    spec:
      dnsNames: [portal.acme.example]
      secretName: portal-tls
      issuerRef:
        name: letsencrypt
        kind: ClusterIssuer

Source: https://cert-manager.io/docs/usage/certificate/; OWASP K8s Top Ten 2025 K03;
https://kubernetes.io/docs/concepts/security/multi-tenancy/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.rule import Broken, Rule

_COPIERS = (
    "reflector.v1.k8s.emberstack.com/reflection-",
    "reflector.v1.k8s.emberstack.com/reflects",
    "replicator.v1.mittwald.de/",
    "kubed.appscode.com/sync",
)


def check(facts: Facts) -> Iterator[Broken]:
    """Keys that are valid for others."""
    for certificate in facts.kind("Certificate", "cert-manager.io"):
        yield from _copied(certificate)
        if certificate.ref.namespace in facts.owners:
            names = [*items(certificate.body, "spec", "dnsNames")]
            names.append(mapping(certificate.body, "spec").get("commonName") or "")
            for name in names:
                if "*" in str(name):
                    yield Broken(
                        certificate,
                        f"Certificate {certificate.ref.name} puts the key of {name} into"
                        f" {certificate.ref.namespace}",
                        "name the tenant's hosts one by one; leave wildcards to the edge",
                        ("spec", "dnsNames"),
                    )
    for secret in facts.kind("ExternalSecret"):
        yield from _copied(secret)
        if secret.ref.namespace in facts.owners and _brings_key(secret):
            yield Broken(
                secret,
                f"ExternalSecret {secret.ref.name} brings a certificate's private key into"
                f" {secret.ref.namespace}",
                "make a Certificate in the namespace, whose key is made there",
                ("spec",),
            )
    for plain in facts.kind("Secret", ""):
        yield from _copied(plain)


def _brings_key(secret: Manifest) -> bool:
    template = mapping(secret.body, "spec", "target", "template")
    keys = [mapping(entry).get("secretKey") for entry in items(secret.body, "spec", "data")]
    keys += mapping(template, "data")
    return template.get("type") == "kubernetes.io/tls" or "tls.key" in keys


def _copied(manifest: Manifest) -> Iterator[Broken]:
    template = "secretTemplate" if manifest.ref.kind == "Certificate" else "target"
    inner = mapping(manifest.body, "spec", template)
    inner = inner if template == "secretTemplate" else mapping(inner, "template", "metadata")
    for notes in (mapping(manifest.body, "metadata", "annotations"), mapping(inner, "annotations")):
        for note in notes:
            if str(note).startswith(_COPIERS):
                yield Broken(
                    manifest,
                    f"{manifest.ref.kind} {manifest.ref.name} is copied elsewhere: {note}",
                    "make a secret of its own in each namespace that needs one",
                    ("metadata", "annotations"),
                )


RULE = Rule("X05", "no-wildcard-keys", Severity.CRITICAL, check)
