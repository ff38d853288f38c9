"""Pod templates that satisfy Pod Security `restricted` and go beyond it.

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/ ; a user id of at
least 10000 keeps clear of the host's own users (CIS benchmark 5.2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from json import dumps
from typing import Any

from dotmac_manifests.plan.model import WorkloadSize

Body = dict[str, Any]
USER = 10001
ROOT = 0
SECRET_MODE = 0o400
CONFIG_MODE = 0o444


def http(path: str, port: str | int, *, host: str | None = None, scheme: str | None = None) -> Body:
    """HTTP probe; ``host`` sends a Host header (the probe's own `host` field is never set)."""
    get: Body = {"path": path, "port": port}
    if host is not None:
        get["httpHeaders"] = [{"name": "Host", "value": host}]
    if scheme is not None:
        get["scheme"] = scheme
    return {"httpGet": get}


def tcp_open(port: str | int) -> Body:
    """Probe that opens a TCP connection."""
    return {"tcpSocket": {"port": port}}


def command(*words: str) -> Body:
    """Probe that runs a command in the container."""
    return {"exec": {"command": list(words)}}


@dataclass(frozen=True)
class Probes:
    """Three different questions: has it started, can it serve, is it beyond help?

    Readiness looks at dependencies where it can and takes the pod out of its Service; liveness
    restarts it and is therefore slower and more patient. Start-up may take ``start_seconds``,
    one answer about life ``live_seconds``: more than the usual where it takes a whole program.
    """

    ready: Body
    live: Body
    start: Body | None = None
    start_seconds: int = 150
    live_seconds: int = 5

    def fields(self) -> Body:
        """The container's three probe fields."""
        return {
            "startupProbe": {
                **(self.start or self.live),
                "periodSeconds": self.live_seconds,
                "timeoutSeconds": self.live_seconds,
                "failureThreshold": max(1, self.start_seconds // self.live_seconds),
            },
            "readinessProbe": {
                **self.ready,
                "periodSeconds": 10,
                "timeoutSeconds": 5,
                "failureThreshold": 3,
            },
            "livenessProbe": {
                **self.live,
                "periodSeconds": 4 * self.live_seconds,
                "timeoutSeconds": self.live_seconds,
                "failureThreshold": 6,
            },
        }


def environment(values: Mapping[str, str]) -> list[Body]:
    """Environment variables by name; never a secret, which comes as a file."""
    return [{"name": name, "value": value} for name, value in sorted(values.items())]


def pod_field(name: str, path: str) -> Body:
    """Environment variable filled from the pod's own fields (downward API)."""
    return {"name": name, "valueFrom": {"fieldRef": {"fieldPath": path}}}


def container(
    name: str,
    image: str,
    size: WorkloadSize | Mapping[str, Mapping[str, str]],
    *,
    entrypoint: Sequence[str] = (),
    args: Sequence[str] = (),
    env: Sequence[Body] = (),
    env_from: Sequence[Body] = (),
    ports: Mapping[str, int | tuple[int, str]] | None = None,
    probes: Probes | None = None,
    mounts: Mapping[str, str] | None = None,
    sub_paths: Mapping[str, str] | None = None,
    pre_stop: Body | None = None,
    security: Mapping[str, Any] | None = None,
) -> Body:
    """A container; ``ports`` maps names to TCP numbers or (number, protocol).

    ``mounts`` maps mount paths to volume names; a path that ends in `:ro` is read-only.
    ``sub_paths`` maps a mount path to the file or folder of the volume to show there.
    """
    resources = size.resources if isinstance(size, WorkloadSize) else dict(size)
    body: Body = {
        "name": name,
        "image": image,
        "imagePullPolicy": "Always",
        "resources": resources,
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "runAsNonRoot": True,
            "capabilities": {"drop": ["ALL"]},
            "seccompProfile": {"type": "RuntimeDefault"},
            **(security or {}),
        },
    }
    optional: Body = {
        "command": list(entrypoint),
        "args": list(args),
        "env": list(env),
        "envFrom": list(env_from),
        "ports": [_port(label, port) for label, port in (ports or {}).items()],
        "volumeMounts": [
            _mount(path, volume, (sub_paths or {}).get(path.removesuffix(":ro")))
            for path, volume in sorted((mounts or {}).items())
        ],
    }
    body.update({key: value for key, value in optional.items() if value})
    if probes is not None:
        body.update(probes.fields())
    if pre_stop is not None:
        body["lifecycle"] = {"preStop": pre_stop}
    return body


def _port(name: str, port: int | tuple[int, str]) -> Body:
    number, protocol = port if isinstance(port, tuple) else (port, "TCP")
    return {"name": name, "containerPort": number, "protocol": protocol}


def _mount(path: str, volume: str, sub_path: str | None) -> Body:
    mount: Body = {"name": volume, "mountPath": path.removesuffix(":ro")}
    if path.endswith(":ro"):
        mount["readOnly"] = True
    if sub_path is not None:
        mount["subPath"] = sub_path
    return mount


def scratch(name: str, size: str = "64Mi", *, memory: bool = False) -> Body:
    """Writable space that goes with the pod; bounded, so that it cannot fill the node."""
    volume: Body = {"sizeLimit": size}
    if memory:
        volume["medium"] = "Memory"
    return {"name": name, "emptyDir": volume}


def config_volume(name: str, config_map: str) -> Body:
    """Files from a ConfigMap."""
    return {"name": name, "configMap": {"name": config_map, "defaultMode": CONFIG_MODE}}


def secret_volume(name: str, secret: str, items: Mapping[str, str] | None = None) -> Body:
    """Files from a Secret, readable by the pod's own user only; ``items`` maps key to path."""
    source: Body = {"secretName": secret, "defaultMode": SECRET_MODE}
    if items:
        source["items"] = [{"key": key, "path": path} for key, path in sorted(items.items())]
    return {"name": name, "secret": source}


def checksum(*data: Mapping[str, str]) -> dict[str, str]:
    """Pod annotation that changes with its configuration, so that pods restart to read it."""
    found = _checksum(tuple(tuple(sorted(part.items())) for part in data))
    return {"dotmac.io/config-checksum": found}


@lru_cache(maxsize=256)  # several pods read one configuration, and tenants share some
def _checksum(data: tuple[tuple[tuple[str, str], ...], ...]) -> str:
    text = dumps([dict(part) for part in data], ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:16]


def pod_spec(
    *,
    service_account: str,
    containers: Sequence[Body],
    priority_class: str,
    topology_region: str,
    pull_secret: str,
    init_containers: Sequence[Body] = (),
    volumes: Sequence[Body] = (),
    spread: Mapping[str, str] | None = None,
    by_template_hash: bool = False,
    grace_seconds: int = 30,
    token: bool = False,
    restart_policy: str | None = None,
    user: int = USER,
) -> Body:
    """The spec of a pod template.

    ``user`` 0 is for what refuses to run as anybody else; it is then root in a user namespace of
    the pod's own, and nobody on the node. ``spread`` is the label selector whose pods are kept
    apart over zones and hosts; ``topology_region`` pins the pod to the cloud region its data must
    stay in.
    """
    spec: Body = {
        "serviceAccountName": service_account,
        "automountServiceAccountToken": token,
        "enableServiceLinks": False,
        "imagePullSecrets": [{"name": pull_secret}],
        "priorityClassName": priority_class,
        "terminationGracePeriodSeconds": grace_seconds,
        "securityContext": {
            "runAsNonRoot": user != ROOT,
            "runAsUser": user,
            "runAsGroup": user,
            "fsGroup": user,
            "fsGroupChangePolicy": "OnRootMismatch",
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "affinity": {"nodeAffinity": _region_affinity(topology_region)},
        "containers": list(containers),
    }
    if user == ROOT:
        spec["hostUsers"] = False
    if init_containers:
        spec["initContainers"] = list(init_containers)
    if volumes:
        spec["volumes"] = list(volumes)
    if spread:
        spec["topologySpreadConstraints"] = [
            _spread(key, spread, by_template_hash)
            for key in ("topology.kubernetes.io/zone", "kubernetes.io/hostname")
        ]
    if restart_policy is not None:
        spec["restartPolicy"] = restart_policy
    return spec


def _region_affinity(region: str) -> Body:
    """Residency at run time: only nodes of the region may hold the pod."""
    term = {
        "matchExpressions": [
            {"key": "topology.kubernetes.io/region", "operator": "In", "values": [region]}
        ]
    }
    return {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term]}}


def _spread(key: str, labels: Mapping[str, str], by_template_hash: bool) -> Body:
    constraint: Body = {
        "maxSkew": 1,
        "topologyKey": key,
        "whenUnsatisfiable": "ScheduleAnyway",
        "labelSelector": {"matchLabels": dict(labels)},
    }
    if by_template_hash:
        constraint["matchLabelKeys"] = ["pod-template-hash"]
    return constraint
