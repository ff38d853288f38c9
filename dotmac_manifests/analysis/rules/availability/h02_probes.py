"""Every server is asked three different things: started, ready, alive.

Why: readiness takes a pod out of its Service for a moment, liveness kills it. If both ask the same,
a slow database makes the kubelet restart every pod of the application at once, and the restart
makes it slower. Without a startup probe, liveness must be so patient that it helps nobody, or it
kills pods that only start slowly. UDP has no answer that the kubelet understands.

Reads: ordinary containers of Deployments, StatefulSets, Rollouts and DaemonSets: readinessProbe,
livenessProbe and startupProbe are there; readiness and liveness differ; liveness is not less
patient than readiness; a container with UDP ports alone has exec probes; ports that probes name
are ports of the container.

Violating:

    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: app, namespace: tenant-a}
    spec:
      template:
        spec:
          containers:
            - name: app
              image: app
              readinessProbe: {httpGet: {path: /, port: 80}}
              livenessProbe: {httpGet: {path: /, port: 80}}

Clean:

    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: app, namespace: tenant-a}
    spec:
      template:
        spec:
          containers:
            - name: app
              image: app
              readinessProbe: {httpGet: {path: /ready, port: 80}}
              livenessProbe: {httpGet: {path: /alive, port: 80}, failureThreshold: 6}
              startupProbe: {httpGet: {path: /alive, port: 80}, failureThreshold: 30}

Source: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dotmac_manifests.analysis.body import Body, items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.replicas import UPDATED
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.templates import Pods
from dotmac_manifests.kube.yaml_reader import FieldPath

READY, ALIVE = "readinessProbe", "livenessProbe"
PROBES = (READY, ALIVE, "startupProbe")
ACTIONS = ("exec", "httpGet", "tcpSocket", "grpc")


def check(facts: Facts) -> Iterator[Broken]:
    """Yield containers that lack a probe, or whose probes do not do what they are for."""
    for pods in facts.pods:
        if pods.manifest.ref.kind in (*UPDATED, "DaemonSet"):
            for path, container in pods.containers():
                if "containers" in path[-2:]:
                    yield from _container(pods, path, container)


def _container(pods: Pods, path: FieldPath, container: Body) -> Iterator[Broken]:
    name = f"container {container.get('name')} of {pods.manifest.ref}"
    missing = [probe for probe in PROBES if not mapping(container, probe)]
    if missing:
        message = f"{name} has no {', '.join(missing)}"
        yield Broken(pods.manifest, message, "say how to ask it", path)
        return
    ready, alive = container[READY], container[ALIVE]
    if _action(ready) == _action(alive) and _patience(ready) == _patience(alive):
        message = f"{name} is killed for what should only take it out of its Service"
        yield Broken(pods.manifest, message, "let liveness ask something else", (*path, ALIVE))
    elif (_patience(alive) or 0) < (_patience(ready) or 0):
        message = f"{name} is killed before it is taken out of its Service"
        yield Broken(pods.manifest, message, "make liveness more patient", (*path, ALIVE))
    ports = [mapping(port) for port in items(container, "ports")]
    names = {str(port.get("name")) for port in ports}
    only_udp = bool(ports) and all(port.get("protocol") == "UDP" for port in ports)
    for probe in PROBES:
        kind, action = _action(container[probe])
        if not kind:
            message = f"{probe} of {name} cannot be judged: it asks nothing that is known"
            yield Broken(pods.manifest, message, f"use one of {', '.join(ACTIONS)}", (*path, probe))
        elif only_udp and kind != "exec":
            message = f"{probe} of {name} asks a port, but the container only has UDP"
            yield Broken(pods.manifest, message, "use an exec probe", (*path, probe))
        port = mapping(action).get("port")
        if isinstance(port, str) and not port.isdigit() and port not in names:
            message = f"{probe} of {name} asks the port {port}, which the container does not have"
            yield Broken(pods.manifest, message, "name one of its ports", (*path, probe))


def _action(probe: Body) -> tuple[str, Any]:
    return next(((kind, probe[kind]) for kind in ACTIONS if kind in probe), ("", None))


def _patience(probe: Body) -> int | None:
    """Seconds of silence after which a probe has failed."""
    numbers = probe.get("periodSeconds", 10), probe.get("failureThreshold", 3)
    if all(isinstance(number, int) for number in numbers):
        return int(numbers[0] * numbers[1])
    return None


RULE = Rule("H02", "probes", Severity.MEDIUM, check)
