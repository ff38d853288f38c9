"""Pods run in the region that their tenant was promised.

Why: a tenant's data may have to stay in one jurisdiction. A cluster that spans regions, or a node
pool that is added for a while, moves pods and their volumes elsewhere, and nothing else stops it.

Reads: the region label of tenants' namespaces, which all name the same region in one cluster; and
nodeSelector or required nodeAffinity of pod templates and CloudNativePG clusters in tenants' and
platform namespaces: each alternative asks for topology.kubernetes.io/region in exactly that
region. A region called after its stage, staging-us-east-1, has nodes in us-east-1.

Violating:

    apiVersion: v1
    kind: Namespace
    metadata: {name: tenant-a, labels: {dotmac.io/region: eu-west-1}}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: app, namespace: tenant-a}
    spec: {containers: [{name: app, image: app}]}

Clean:

    apiVersion: v1
    kind: Namespace
    metadata: {name: tenant-a, labels: {dotmac.io/region: eu-west-1}}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: app, namespace: tenant-a}
    spec:
      nodeSelector: {topology.kubernetes.io/region: eu-west-1}
      containers: [{name: app, image: app}]

Source: K8S-MT (data residency);
https://kubernetes.io/docs/reference/labels-annotations-taints/#topologykubernetesioregion
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dotmac_manifests.analysis.affinity import REQUIRED
from dotmac_manifests.analysis.body import Body, items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.rules.scheduling._placement import placements

REGION = "topology.kubernetes.io/region"


def check(facts: Facts) -> Iterator[Broken]:
    """Yield tenants of another region than the cluster's, and pods that may leave it."""
    label = facts.site.region_label
    named = {
        namespace: str(region)
        for namespace in sorted(facts.owners)
        if (region := mapping(facts.anchor(namespace).body, "metadata", "labels").get(label))
    }
    for namespace in sorted(facts.owners.keys() - named.keys()):
        message = f"namespace {namespace} does not say in which region its data stays"
        yield Broken(facts.anchor(namespace), message, f"add the label {label}")
    if not named:
        return
    ours, _ = Counter(named.values()).most_common(1)[0]
    for namespace, region in named.items():
        if region != ours:
            message = f"{namespace} belongs to {region}, but this cluster is in {ours}"
            yield Broken(facts.anchor(namespace), message, "render it for its own region")
    for placement in placements(facts):
        region = named.get(placement.namespace, ours)
        if not _stays(placement.spec, region):
            message = f"pods of {placement.manifest.ref} may run outside {region}"
            remedy = f"require {REGION} by nodeAffinity"
            yield Broken(placement.manifest, message, remedy, (*placement.path, "affinity"))


def _stays(spec: Body, region: str) -> bool:
    chosen = mapping(spec, "nodeSelector").get(REGION)
    if chosen is not None:
        return _is(chosen, region)
    terms = items(mapping(spec, "affinity", "nodeAffinity", REQUIRED), "nodeSelectorTerms")
    return bool(terms) and all(
        any(_within(mapping(each), region) for each in items(mapping(term), "matchExpressions"))
        for term in terms
    )


def _within(expression: Body, region: str) -> bool:
    values = items(expression, "values")
    exact = expression.get("key") == REGION and expression.get("operator") == "In"
    return exact and bool(values) and all(_is(value, region) for value in values)


def _is(value: object, region: str) -> bool:
    return value == region or region.endswith(f"-{value}")


RULE = Rule("C04", "residency", Severity.HIGH, check)
