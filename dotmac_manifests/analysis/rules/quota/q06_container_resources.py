"""Every container says what it needs and what it may use.

Why: the scheduler places pods by their requests, and the node kills and throttles by their limits.
A container without them takes what its neighbours on the node were promised, and it is only
bounded by whatever default the namespace happens to have.

Reads: every container and init container of a pod template in each tenant's and platform
namespace, those of jobs and analyses included, and the instances of CloudNativePG clusters with
their backup plugin's: requests and limits of cpu, memory and ephemeral-storage, no request above
its limit.

Violating:

    apiVersion: v1
    kind: Pod
    metadata: {name: app, namespace: tenant-a}
    spec:
      containers:
        - name: app
          image: app
          resources: {requests: {cpu: 100m}}

Clean:

    apiVersion: v1
    kind: Pod
    metadata: {name: app, namespace: tenant-a}
    spec:
      containers:
        - name: app
          image: app
          resources:
            requests: {cpu: 100m, memory: 128Mi, ephemeral-storage: 64Mi}
            limits: {cpu: 200m, memory: 128Mi, ephemeral-storage: 1Gi}

Source: MTB FNS-1; NSA resource policies; OWASP K01;
https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.amounts import COMPUTE, RESOURCES, Unreadable, amount
from dotmac_manifests.analysis.body import mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.quota._containers import Container, containers
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.rules.walled import walled


def check(facts: Facts) -> Iterator[Broken]:
    """Yield containers that leave something open, or ask for more than they may use."""
    for namespace in walled(facts):
        for container in containers(facts, namespace):
            yield from _open(container)


def _open(container: Container) -> Iterator[Broken]:
    manifest, path = container.manifest, container.path
    missing = [key for key in COMPUTE if container.value(key) is None]
    if missing:
        message = f"container {container.name} of {manifest.ref} has no {', '.join(missing)}"
        yield Broken(manifest, message, "say what it needs and what it may use", path)
    for name in RESOURCES:
        both = [container.value(f"{kind}.{name}") for kind in ("requests", "limits")]
        if None in both:
            continue
        try:
            request, limit = (amount(value, path) for value in both)
        except Unreadable as error:
            message = f"{name} of container {container.name} cannot be judged: {error}"
            yield Broken(manifest, message, "write a quantity", path)
            continue
        if request > limit:
            message = f"container {container.name} of {manifest.ref} requests more {name} than it"
            yield Broken(manifest, f"{message} may use", "raise the limit", path)
    for kind in mapping(container.resources):
        if kind not in ("requests", "limits", "claims"):
            message = f"resources.{kind} of container {container.name} cannot be judged"
            yield Broken(manifest, message, "keep to requests and limits", (*path, kind))


RULE = Rule("Q06", "container-resources", Severity.HIGH, check)
