"""Nothing in the manifests has the shape of a credential.

Why: private keys, tokens of well-known services, password hashes and addresses with a password in
them are recognised by anybody who searches a repository for them, and that is done all the time.

Reads: every text of every object except Secrets, which X01 judges: environment, arguments,
ConfigMaps, annotations, values of Helm charts, fields of custom resources. Binary data of
ConfigMaps cannot be judged. The credential itself is never printed.

Violating:

    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: app
      namespace: tenant-acme
    data:
      DATABASE_URL: postgres://acme:correct-horse@postgres-rw:5432/acme

Clean:

    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: app
      namespace: tenant-acme
    data:
      DATABASE_URL: postgres://acme@postgres-rw:5432/acme

Source: OWASP K8s Top Ten 2025 K03; kubescape C-0012; CWE-798;
https://kubernetes.io/docs/concepts/security/secrets-good-practices/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.rules.secrets._texts import suspects


def check(facts: Facts) -> Iterator[Broken]:
    """Texts that anybody recognises."""
    for suspect in suspects(facts):
        if suspect.shape:
            yield Broken(
                suspect.manifest,
                f"{suspect.where} contains {suspect.shape}",
                "change it where it is used, and bring the new one by an ExternalSecret",
                suspect.path,
            )
    for config in facts.kind("ConfigMap", ""):
        if config.body.get("binaryData"):
            yield Broken(
                config,
                f"ConfigMap {config.ref.name} cannot be judged: it has binary data",
                "write text, or put it into an image",
                ("binaryData",),
            )


RULE = Rule("X06", "no-credential-shapes", Severity.CRITICAL, check)
