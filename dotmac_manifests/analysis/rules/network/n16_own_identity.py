"""The name that policies know a workload by is borne by that workload alone.

Why: policies know pods by their labels. A second workload with the name of the backend in its
labels gets all that was opened for the backend, the database included, and no policy changes.

Reads: the site's `identityLabels` of all pods in tenants' and the platform's namespaces; several
objects with one name are a finding, unless `sharedIdentities` has the name.

Violating:

    apiVersion: v1
    kind: Pod
    metadata: {name: a, namespace: tenant-a, labels: {app.kubernetes.io/name: isp-backend}}
    spec: {containers: [{name: web, image: web}]}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: b, namespace: tenant-a, labels: {app.kubernetes.io/name: isp-backend}}
    spec: {containers: [{name: web, image: web}]}

Clean:

    apiVersion: v1
    kind: Pod
    metadata: {name: a, namespace: tenant-a, labels: {app.kubernetes.io/name: isp-backend}}
    spec: {containers: [{name: web, image: web}]}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: b, namespace: tenant-a, labels: {app.kubernetes.io/name: netbox}}
    spec: {containers: [{name: web, image: web}]}

Source: K8S-MT; https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.network._openings import walled
from dotmac_manifests.analysis.rules.rule import Broken, Rule


def check(facts: Facts) -> Iterator[Broken]:
    """Yield every workload but the first that bears a name."""
    site = facts.site.network
    first: dict[tuple[str, str], Manifest] = {}
    for pod in facts.network.pods:
        if not walled(facts, pod.namespace):
            continue
        names = {pod.facts.labels.get(label) for label in site.identity_labels} - {None}
        for name in sorted(str(name) for name in names):
            bearer = first.setdefault((pod.namespace, name), pod.manifest)
            shared = f"{pod.namespace}/{name}" in site.shared_identities
            if bearer is not pod.manifest and not shared:
                other = f"{bearer.ref.kind} {bearer.ref.name}"
                message = f"{pod} bears the name {name}, as {other} does"
                yield Broken(pod.manifest, message, "give each workload a name of its own")


RULE = Rule("N16", "own-identity", Severity.HIGH, check)
