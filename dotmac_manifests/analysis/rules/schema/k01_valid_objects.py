"""Every object is one that the API server takes, at the minor version of its cluster.

Why: an object that is refused is not there, whatever Git says, and a field that is misspelt is
dropped in silence: a policy with `podSelectors` selects every pod, a quota with `limit` bounds
nothing. All other rules read fields by name and so rest on this one.

Reads: every object, with the strict schemas of Kubernetes and of the custom resources that are
known, where no field is unknown. The minor version is the site's `kubernetesMinor`, or else the one
to which most of the cluster's namespaces pin Pod Security
(`pod-security.kubernetes.io/enforce-version: v1.36`); a label that names none, such as `latest`, is
a finding where it is needed, and a cluster without labels is judged as 1.36. A kind without a
schema cannot be judged, and so is a finding.

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

from dotmac_manifests.analysis.body import mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.schema import fits, validate
from dotmac_manifests.kube.yaml_reader import FieldPath

VERSION = "pod-security.kubernetes.io/enforce-version"
_PART = re.compile(r"\[(\d+)\]|\[\"([^\"]*)\"\]|([^.\[\]]+)")
_PINNED = re.compile(r"v?(1\.\d+)")
_UNSAID = "1.36"
"""Where neither the site nor any namespace says which minor version it is."""


def check(facts: Facts) -> Iterator[Broken]:
    """What the API server would refuse, or drop."""
    if facts.site.kubernetes_minor is None:
        yield from _unreadable(facts)
    minor = minor_of(facts)
    for manifest in facts.manifests:
        if manifest.is_json and fits(manifest.body, kubernetes_minor=minor):
            continue  # as nearly all do, and `validate` would look at every value again
        for mistake in validate(manifest.body, kubernetes_minor=minor):
            where = f"{mistake.path} " if mistake.path else ""
            yield Broken(
                manifest,
                f"{manifest.ref.kind} {manifest.ref.name}: {where}{mistake.message}",
                mistake.remedy or f"correct it for Kubernetes {minor}",
                parts(mistake.path),
            )


def _unreadable(facts: Facts) -> Iterator[Broken]:
    for namespace in facts.namespaces.values():
        label = _pinned(namespace)
        if label is not None and not _PINNED.fullmatch(str(label)):
            message = f"namespace {namespace.ref.name}: objects cannot be judged for {label!r}"
            remedy = f"label it {VERSION}: v1.<minor>, or say the site's kubernetesMinor"
            path = ("metadata", "labels", VERSION)
            yield Broken(namespace, f"{message}, which is no minor version", remedy, path)


def _pinned(namespace: Manifest) -> object:
    return mapping(namespace.body, "metadata", "labels").get(VERSION)


def parts(text: str) -> FieldPath:
    """The parts of a path such as `spec.ports[0].name`; keys with dots stand in brackets."""
    found = _PART.findall(text)
    return tuple(int(number) if number else quoted or plain for number, quoted, plain in found)


def minor_of(facts: Facts) -> str:
    """The minor version that a cluster is judged by, such as `1.36`: the site's word goes first."""
    if facts.site.kubernetes_minor is not None:
        return facts.site.kubernetes_minor
    matches = (_PINNED.fullmatch(str(_pinned(found))) for found in facts.namespaces.values())
    found = Counter(match[1] for match in matches if match)
    # Of two that are pinned as often, the older: it has none of the newer one's fields.
    return min(found, key=lambda minor: (-found[minor], int(minor[2:])), default=_UNSAID)


RULE = Rule("K01", "valid-objects", Severity.HIGH, check)
