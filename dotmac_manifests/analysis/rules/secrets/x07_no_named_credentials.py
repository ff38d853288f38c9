"""Nothing that is called a password, secret, token or key has a literal value.

Why: a value written beside such a name is either the real one, in everybody's sight, or a default
that somebody forgets to change. Both let in who has read the manifest.

Reads: environment variables, arguments, entries and lines of ConfigMaps and of templates of
ExternalSecrets, annotations, values of Helm charts. Paths of files, variables, templates and
names that only say something about a credential (its file, its name, its lifetime) are no values.

Violating:

    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: app
      namespace: tenant-acme
    data:
      settings.ini: |
        [database]
        password = changeme

Clean:

    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: app
      namespace: tenant-acme
    data:
      settings.ini: |
        [database]
        password_file = /run/secrets/postgres/password

Source: OWASP K8s Top Ten 2025 K03; kubescape C-0012; CWE-259;
https://kubernetes.io/docs/concepts/security/secrets-good-practices/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.rules.secrets._texts import suspects


def check(facts: Facts) -> Iterator[Broken]:
    """Literal values of credentials."""
    for suspect in suspects(facts):
        if suspect.named:
            yield Broken(
                suspect.manifest,
                f"{suspect.where} gives {suspect.named} a literal value",
                "mount a Secret as a file and name its path; make the Secret by an ExternalSecret",
                suspect.path,
            )


RULE = Rule("X07", "no-named-credentials", Severity.CRITICAL, check)
