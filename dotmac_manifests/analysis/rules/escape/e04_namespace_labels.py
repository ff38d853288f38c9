"""Every namespace of a tenant says whose it is, completely and truly.

Why: admission policies, quotas and Pod Security choose namespaces by label. One that lacks a label
falls out of all of them; one with another tenant's label is judged as that tenant's. A Namespace
that goes with its Application takes the tenant's data along.

Reads: the Namespaces of tenants: labels of component, tenant, plan, region and Pod Security with
versions; that name and labels agree, that a tenant's namespaces agree with each other, and that
Argo CD neither prunes nor deletes them. A namespace with objects but no Namespace is a finding.
The label `dotmac.io/lifecycle` (paused, data-only, remains, removable) says where the tenant
is not served: from data-only on nothing answers for it there, from remains on nothing runs. Only
what is removable may ask for confirmation instead (Prune=confirm, Delete=confirm).

Violating:

    apiVersion: v1
    kind: Namespace
    metadata:
      name: tenant-acme
      labels:
        dotmac.io/tenant-slug: acme

Clean:

    apiVersion: v1
    kind: Namespace
    metadata:
      name: tenant-acme
      annotations:
        argocd.argoproj.io/sync-options: Prune=false,Delete=false
      labels:
        app.kubernetes.io/component: tenant
        dotmac.io/plan-tier: starter
        dotmac.io/region: us-east-1
        dotmac.io/tenant-id: acme-isp-1
        dotmac.io/tenant-slug: acme
        pod-security.kubernetes.io/audit: restricted
        pod-security.kubernetes.io/audit-version: v1.36
        pod-security.kubernetes.io/enforce: restricted
        pod-security.kubernetes.io/enforce-version: v1.36
        pod-security.kubernetes.io/warn: restricted
        pod-security.kubernetes.io/warn-version: v1.36

Source: https://kubernetes.io/docs/tasks/configure-pod-container/enforce-standards-namespace-labels/;
https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/; CIS 5.2.1 and 5.6.1
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import mapping
from dotmac_manifests.analysis.facts import Facts, Tenant
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.lifecycle import LABEL, REMOVABLE, contradictions, lifecycle
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.rule import Broken, Rule

_SECURITY = tuple(
    f"pod-security.kubernetes.io/{mode}{end}"
    for mode in ("audit", "enforce", "warn")
    for end in ("", "-version")
)
_SHARED = ("dotmac.io/plan-tier", "dotmac.io/region", "dotmac.io/tenant-id")
_ALIKE = (*_SHARED, LABEL)
_COMPONENT = "app.kubernetes.io/component"
_OPTIONS = "argocd.argoproj.io/sync-options"
_KEPT = frozenset({"Prune=false", "Delete=false"})
_ASKED = frozenset({"Prune=confirm", "Delete=confirm"})


def check(facts: Facts) -> Iterator[Broken]:
    """Namespaces that do not say whose they are."""
    for tenant in facts.tenants:
        for name in tenant.namespaces:
            manifest = facts.namespaces.get(name)
            if manifest is None:
                yield Broken(
                    facts.anchor(name),
                    f"the Namespace {name} is not defined, so nothing is known of its labels",
                    "render the Namespace with all labels",
                )
            else:
                yield from _labels(facts, manifest)
        yield from _disagreements(facts, tenant)


def _labels(facts: Facts, manifest: Manifest) -> Iterator[Broken]:
    site, name = facts.site, manifest.ref.name
    labels = mapping(manifest.body, "metadata", "labels")
    for label in (_COMPONENT, site.tenant_label, *_SHARED, *_SECURITY):
        if not labels.get(label):
            yield _broken(manifest, f"lacks the label {label}")
    slug = labels.get(site.tenant_label)
    component = labels.get(_COMPONENT)
    plain = f"{site.tenant_namespace_prefix}{slug}"
    expected = {plain: "tenant", f"{plain}{site.vpn_suffix}": "tenant-vpn"}
    if slug and name not in expected:
        yield _broken(manifest, f"is labelled as tenant {slug}'s, which its name is not")
    elif component and slug and component != expected[name]:
        yield _broken(manifest, f"is labelled as component {component}, not {expected[name]}")
    options = mapping(manifest.body, "metadata", "annotations").get(_OPTIONS, "")
    written = {option.strip() for option in str(options).split(",")}
    missing = _KEPT - written
    if missing and not (lifecycle(manifest) == REMOVABLE and written >= _ASKED):
        yield _broken(
            manifest, f"may be removed by Argo CD: {', '.join(sorted(missing))} is missing"
        )
    for what in contradictions(facts, manifest):
        yield _broken(manifest, what)


def _disagreements(facts: Facts, tenant: Tenant) -> Iterator[Broken]:
    found = [facts.namespaces[name] for name in tenant.namespaces if name in facts.namespaces]
    for manifest in found[1:]:
        for label in _ALIKE:
            first = mapping(found[0].body, "metadata", "labels").get(label)
            if mapping(manifest.body, "metadata", "labels").get(label) != first:
                yield _broken(manifest, f"has another {label} than {found[0].ref.name}")


def _broken(manifest: Manifest, what: str) -> Broken:
    return Broken(
        manifest,
        f"Namespace {manifest.ref.name} {what}",
        "render the Namespace with every label and option, from the tenant's file",
        ("metadata",),
    )


RULE = Rule("E04", "namespace-labels", Severity.HIGH, check)
