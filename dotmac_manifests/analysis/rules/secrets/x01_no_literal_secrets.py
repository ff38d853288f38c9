"""No Secret carries its data in the manifests.

Why: base64 is not encryption. What is in Git is read by everybody who can read the repository, by
every build that clones it and by every backup of it, and stays in its history after it is
changed. An ExternalSecret names the place; the value goes from the secret store to the cluster.

Reads: every Secret with data or stringData, in every namespace, those inside Lists included.

Violating:

    apiVersion: v1
    kind: Secret
    metadata:
      name: postgres
      namespace: tenant-acme
    stringData:
      password: example

Clean:

    apiVersion: external-secrets.io/v1
    kind: ExternalSecret
    metadata:
      name: postgres
      namespace: tenant-acme
    spec:
      secretStoreRef:
        name: dotmac
        kind: SecretStore
      data:
        - secretKey: password
          remoteRef:
            key: tenants/acme/postgres
            property: password

Source: OWASP K8s Top Ten 2025 K03; CIS 5.4.2; NSA/CISA Kubernetes Hardening Guidance;
https://kubernetes.io/docs/concepts/security/secrets-good-practices/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rule import Broken, Rule


def check(facts: Facts) -> Iterator[Broken]:
    """Secrets with something in them."""
    for secret in facts.kind("Secret", ""):
        for field in ("data", "stringData"):
            if secret.body.get(field):
                yield Broken(
                    secret,
                    f"Secret {secret.ref.name} carries its {field} in the manifest",
                    "change what it holds, and make it by an ExternalSecret",
                    (field,),
                )


RULE = Rule("X01", "no-literal-secrets", Severity.CRITICAL, check)
