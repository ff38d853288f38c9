"""A database's memory is its own: what it requests is what it may use.

Why: memory above the request is borrowed. When the node runs out, the kernel first kills those
who borrowed most, and a database that is killed loses its cache, replays its journal, and takes
the tenant's application with it.

Reads: containers of each tenant's and platform namespace that declare the port of PostgreSQL,
Redis or MongoDB, and CloudNativePG clusters: memory of requests and limits.

Violating:

    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: redis, namespace: tenant-a}
    spec:
      template:
        spec:
          containers:
            - name: redis
              image: redis
              ports: [{containerPort: 6379}]
              resources: {requests: {memory: 256Mi}, limits: {memory: 1Gi}}

Clean:

    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: redis, namespace: tenant-a}
    spec:
      template:
        spec:
          containers:
            - name: redis
              image: redis
              ports: [{containerPort: 6379}]
              resources: {requests: {memory: 1Gi}, limits: {memory: 1024Mi}}

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/ and
https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.amounts import Unreadable, amount
from dotmac_manifests.analysis.databases import PORTS
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.quota._containers import containers
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.rules.walled import walled


def check(facts: Facts) -> Iterator[Broken]:
    """Yield databases whose memory is not the same amount twice, or cannot be read."""
    for namespace in walled(facts):
        for container in containers(facts, namespace):
            if not container.ports & PORTS:
                continue
            both = [container.value(f"{kind}.memory") for kind in ("requests", "limits")]
            try:
                request, limit = (amount(value, container.path) for value in both)
            except Unreadable as error:
                message = f"memory of {container.name} cannot be judged: {error}"
                yield Broken(container.manifest, message, "write a quantity", container.path)
                continue
            if request != limit:
                message = f"{container.name} of {container.manifest.ref} may be killed for memory"
                detail = f"{message} that it uses and did not request: {both[0]}, not {both[1]}"
                remedy = "make the memory request as large as the limit"
                yield Broken(container.manifest, detail, remedy, container.path)


RULE = Rule("Q14", "database-memory", Severity.MEDIUM, check)
