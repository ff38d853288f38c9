"""Pods read secrets from files that only they can read.

Why: the environment is inherited by every child process, shown by /proc and by debugging pages,
and printed by crash reports. A file is read when it is needed and changes when the secret
does. Mode 0400 keeps it from other users of the same pod.

Reads: env and envFrom of every container in guarded namespaces; defaultMode, and modes of single
items, of Secret volumes and of projected volumes with a Secret.

Violating:

    apiVersion: v1
    kind: Pod
    metadata:
      name: tool
      namespace: tenant-acme
    spec:
      containers:
        - name: tool
          image: registry.dotmac.io/tool
          env:
            - name: PASSWORD
              valueFrom:
                secretKeyRef:
                  name: redis
                  key: password

Clean:

    apiVersion: v1
    kind: Pod
    metadata:
      name: tool
      namespace: tenant-acme
    spec:
      containers:
        - name: tool
          image: registry.dotmac.io/tool
          env:
            - name: PASSWORD_FILE
              value: /run/secrets/redis/password
      volumes:
        - name: redis
          secret:
            secretName: redis
            defaultMode: 0400

Source: CIS 5.4.1; Checkov CKV_K8S_35; OWASP K8s Top Ten 2025 K03;
https://kubernetes.io/docs/concepts/security/secrets-good-practices/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.templates import Pods
from dotmac_manifests.kube.yaml_reader import FieldPath

_OWNER_ONLY = 0o400


def check(facts: Facts) -> Iterator[Broken]:
    """Secrets in the environment, or in files for everybody."""
    guarded = set(facts.guarded)
    for pods in facts.pods:
        if pods.namespace in guarded:
            what = f"{pods.manifest.ref.kind} {pods.manifest.ref.name}"
            for path in _environment(pods):
                yield Broken(
                    pods.manifest,
                    f"{what} gets a Secret through its environment",
                    "mount the Secret as a file, and give the program its path",
                    path,
                )
            for path, mode in _modes(pods):
                if mode != _OWNER_ONLY:
                    said = f"{mode:04o}" if isinstance(mode, int) else "0644, the default"
                    yield Broken(
                        pods.manifest,
                        f"{what} mounts a Secret with mode {said}",
                        "set the mode 0400",
                        path,
                    )


def _environment(pods: Pods) -> Iterator[FieldPath]:
    for path, container in pods.containers():
        for index, variable in enumerate(items(container, "env")):
            if "secretKeyRef" in mapping(variable, "valueFrom"):
                yield (*path, "env", index)
        for index, source in enumerate(items(container, "envFrom")):
            if "secretRef" in mapping(source):
                yield (*path, "envFrom", index)


def _modes(pods: Pods) -> Iterator[tuple[FieldPath, object]]:
    """Path and mode of every Secret's files."""
    for index, volume in enumerate(items(pods.spec, "volumes")):
        path: FieldPath = (*pods.spec_path, "volumes", index)
        if "secret" in mapping(volume):
            yield (*path, "secret"), mapping(volume, "secret").get("defaultMode")
            yield from _items((*path, "secret"), mapping(volume, "secret"))
        sources = [
            (number, mapping(source, "secret"))
            for number, source in enumerate(items(volume, "projected", "sources"))
            if "secret" in mapping(source)
        ]
        if sources:
            yield (*path, "projected"), mapping(volume, "projected").get("defaultMode")
        for number, secret in sources:
            yield from _items((*path, "projected", "sources", number, "secret"), secret)


def _items(path: FieldPath, secret: object) -> Iterator[tuple[FieldPath, object]]:
    for index, item in enumerate(items(secret, "items")):
        if "mode" in mapping(item):
            yield (*path, "items", index), mapping(item)["mode"]


RULE = Rule("X04", "secrets-as-files", Severity.MEDIUM, check)
