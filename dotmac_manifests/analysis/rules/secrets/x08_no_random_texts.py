"""Nothing in the manifests looks as if nobody could remember it.

Why: keys and tokens of unknown services have no shape of their own, and names do not always say
what they hold; but they are random, and what people and programs write in manifests is not.

Reads: every text of every object except Secrets: runs of at least 20 letters and digits with
capitals, small letters and digits, and hexadecimal ones from 32, whose entropy is that of random
text. Digests of images and content, and fields whose names say that they hold one, do not count.

Violating:

    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: app
      namespace: tenant-acme
    data:
      WEBHOOK: qT7vXz2LmB9sKd4RwYp8Hn3c

Clean:

    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: app
      namespace: tenant-acme
    data:
      WEBHOOK: https://hooks.acme.example/tickets

Source: OWASP K8s Top Ten 2025 K03; CWE-798; C. E. Shannon, A Mathematical Theory of Communication
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.rules.secrets._texts import suspects


def check(facts: Facts) -> Iterator[Broken]:
    """Texts with too much entropy."""
    for suspect in suspects(facts):
        if suspect.random:
            yield Broken(
                suspect.manifest,
                f"{suspect.where} contains random text that begins with {suspect.random}",
                "bring it by an ExternalSecret; if it is a digest, put its algorithm in front",
                suspect.path,
            )


RULE = Rule("X08", "no-random-texts", Severity.HIGH, check)
