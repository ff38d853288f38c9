"""A tenant's namespace holds only kinds whose reach is known.

Why: every kind that an operator adds does something on somebody's behalf, often with the
operator's rights, which are the cluster's. A list of dangerous kinds is out of date with the next
operator; this is the list of those that were thought about. DaemonSets, Endpoints, Issuers,
PushSecrets, ReferenceGrants, GlobalConfigurations and all that is unknown are not on it.

Reads: API group and kind of every object in tenants' namespaces; a kind of the whole cluster that
names a tenant's namespace as its own is a finding too.

Violating:

    apiVersion: gateway.networking.k8s.io/v1
    kind: ReferenceGrant
    metadata:
      name: everybody
      namespace: tenant-acme
    spec: {}

Clean:

    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: settings
      namespace: tenant-acme
    data: {}

Source: https://kubernetes.io/docs/concepts/security/multi-tenancy/; CIS 5.1.1;
https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.escape._kinds import TENANT_KINDS
from dotmac_manifests.analysis.rules.rule import Broken, Rule


def check(facts: Facts) -> Iterator[Broken]:
    """Kinds that nobody has thought about."""
    for space in facts.owners:
        for manifest in facts.by_namespace.get(space, ()):
            ref = manifest.ref
            if ref.kind not in TENANT_KINDS.get(ref.group, ()):
                yield Broken(
                    manifest,
                    f"{ref.kind} {ref.name} of {ref.api_version} is in {space}: what it reaches is"
                    " not known to be the tenant's own",
                    "remove it, or move it to where platform engineers write",
                    ("kind",),
                )


RULE = Rule("E01", "known-kinds", Severity.HIGH, check)
