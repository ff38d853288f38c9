"""Every namespace enforces Pod Security at a version that is written down.

Why: the labels are what makes the API server refuse a pod that could take over its node; without
them every pod is let in. `latest` changes its mind with an upgrade of the cluster, and a lower
`warn` or `audit` hides what the next level would refuse.

Reads: the six labels `pod-security.kubernetes.io/…` of every Namespace. Tenants' and the
platform's namespaces must exist and enforce `restricted`; so must all others that are rendered.
Exempt from the level, not from the pinned version, are the namespaces that P05 judges: tenants'
VPNs and the site's `privilegedNamespaces`.

Violating:

    apiVersion: v1
    kind: Namespace
    metadata:
      name: tenant-acme
      labels:
        pod-security.kubernetes.io/enforce: baseline
        pod-security.kubernetes.io/enforce-version: latest

Clean:

    apiVersion: v1
    kind: Namespace
    metadata:
      name: tenant-acme
      labels:
        pod-security.kubernetes.io/enforce: restricted
        pod-security.kubernetes.io/enforce-version: v1.36
        pod-security.kubernetes.io/audit: restricted
        pod-security.kubernetes.io/audit-version: v1.36
        pod-security.kubernetes.io/warn: restricted
        pod-security.kubernetes.io/warn-version: v1.36

Source: PSS https://kubernetes.io/docs/concepts/security/pod-security-admission/; CIS 5.2.1; K8S-MT
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dotmac_manifests.analysis.body import mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.pods._vpn import is_vpn
from dotmac_manifests.analysis.rules.rule import Broken, Rule

PREFIX = "pod-security.kubernetes.io/"
MODES = ("enforce", "audit", "warn")
LEVELS = ("privileged", "baseline", "restricted")
_PINNED = re.compile(r"v1\.\d+")


def check(facts: Facts) -> Iterator[Broken]:
    """Namespaces that let in what they should not, now or after an upgrade."""
    for namespace in facts.guarded:
        manifest = facts.namespaces.get(namespace)
        if manifest is None:
            yield Broken(
                facts.anchor(namespace),
                f"no Namespace object gives {namespace} its Pod Security labels",
                "render the Namespace with its labels",
            )
        else:
            yield from _labels(facts, manifest)


def _labels(facts: Facts, manifest: Manifest) -> Iterator[Broken]:
    labels = mapping(manifest.body, "metadata", "labels")
    path = ("metadata", "labels")
    namespace = manifest.ref.name
    exempt = is_vpn(facts, namespace) or (
        namespace in facts.site.privileged_namespaces and namespace not in facts.owners
    )
    for mode in MODES:
        level, version = labels.get(f"{PREFIX}{mode}"), labels.get(f"{PREFIX}{mode}-version")
        if level not in LEVELS:
            yield Broken(
                manifest,
                f"namespace {namespace} does not say at which level pods are "
                + {"enforce": "refused", "audit": "audited", "warn": "warned of"}[mode],
                f"label it {PREFIX}{mode}: restricted",
                (*path, f"{PREFIX}{mode}"),
            )
        elif level != "restricted" and not exempt:
            yield Broken(
                manifest,
                f"namespace {namespace} has {mode} at {level}",
                f"label it {PREFIX}{mode}: restricted",
                (*path, f"{PREFIX}{mode}"),
            )
        if not isinstance(version, str) or not _PINNED.fullmatch(version):
            yield Broken(
                manifest,
                f"namespace {namespace} has {mode}-version {version or 'unset'}, which changes"
                " when the cluster is upgraded",
                f"label it {PREFIX}{mode}-version: v1.<minor of the cluster>",
                (*path, f"{PREFIX}{mode}-version"),
            )
    versions = {str(labels.get(f"{PREFIX}{mode}-version")) for mode in MODES}
    if len(versions) > 1:
        yield Broken(
            manifest,
            f"namespace {namespace} judges pods by several versions: {', '.join(sorted(versions))}",
            "give enforce-version, audit-version and warn-version one value",
            path,
        )


RULE = Rule("P01", "pod-security-labels", Severity.CRITICAL, check)
