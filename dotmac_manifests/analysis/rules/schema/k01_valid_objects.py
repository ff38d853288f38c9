"""Every object is one that the API server takes, at the minor version of its cluster.

Why: an object that is refused is not there, whatever Git says, and a field that is misspelt is
dropped in silence: a policy with `podSelectors` selects every pod, a quota with `limit` bounds
nothing. All other rules read fields by name and so rest on this one.

Reads: every object, with the strict schemas of Kubernetes and of the custom resources that are
known, where no field is unknown. The minor version is the one to which the cluster's namespaces pin
Pod Security (`pod-security.kubernetes.io/enforce-version`), or else the site's `kubernetesMinor`. A
kind without a schema cannot be judged, and so is a finding.

Violating:

    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: deny, namespace: tenant-acme}
    spec:
      podSelectors: {}

Clean:

    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: deny, namespace: tenant-acme}
    spec:
      podSelector: {}

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation; NSA
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts, mapping
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.schema import validate
from dotmac_manifests.kube.yaml_reader import FieldPath

VERSION = "pod-security.kubernetes.io/enforce-version"
_PART = re.compile(r"\[(\d+)\]|\[\"([^\"]*)\"\]|([^.\[\]]+)")
_PINNED = re.compile(r"v(1\.\d+)")


def check(facts: Facts) -> Iterator[Broken]:
    """What the API server would refuse, or drop."""
    minor = minor_of(facts)
    for manifest in facts.manifests:
        for mistake in validate(manifest.body, kubernetes_minor=minor):
            where = f"{mistake.path} " if mistake.path else ""
            yield Broken(
                manifest,
                f"{manifest.ref.kind} {manifest.ref.name}: {where}{mistake.message}",
                mistake.remedy or f"correct it for Kubernetes {minor}",
                parts(mistake.path),
            )


def parts(text: str) -> FieldPath:
    """The parts of a path such as `spec.ports[0].name`; keys with dots stand in brackets."""
    found = _PART.findall(text)
    return tuple(int(number) if number else quoted or plain for number, quoted, plain in found)


def minor_of(facts: Facts) -> str:
    """The minor version that most namespaces of the cluster are pinned to, such as `1.36`."""
    found: Counter[str] = Counter()
    for namespace in facts.namespaces.values():
        label = mapping(namespace.body, "metadata", "labels").get(VERSION)
        match = _PINNED.fullmatch(str(label))
        if match:
            found[match[1]] += 1
    pinned = sorted(found, key=lambda minor: (-found[minor], minor))
    return pinned[0] if pinned else facts.site.kubernetes_minor


RULE = Rule("K01", "valid-objects", Severity.HIGH, check)
