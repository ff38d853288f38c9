"""What Argo CD says of a ring's applications; what it does not say is never taken for healthy.

Source: https://argo-cd.readthedocs.io/en/stable/user-guide/commands/argocd_app_list/ (`-o json`
prints Application objects; health, sync and images are in their `status`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from dotmac_manifests.delivery.draft import Refused
from dotmac_manifests.delivery.waves import Application


@dataclass(frozen=True)
class Evidence:
    """Applications by name and path in Git, and the hash of what was read."""

    applications: Mapping[tuple[str, str], Mapping[str, Any]]
    digest: str


@dataclass(frozen=True)
class Verdict:
    """Whether one application may count as healthy, and if not why."""

    application: Application
    wrong: str | None


def read_evidence(documents: Sequence[tuple[str, bytes]]) -> Evidence:
    """Read what `argocd app list -o json` or `kubectl get applications -o json` printed.

    ``documents`` are pairs of a name and content, one or more for each region. Raises Refused when
    one is not JSON, holds no applications, or two speak of the same application.
    """
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    digest = sha256()
    for name, data in sorted(documents):
        digest.update(sha256(data).digest())
        try:
            value = json.loads(data)
        except ValueError as error:
            raise Refused(f"{name} is not JSON: {error}") from None
        items = value.get("items") if isinstance(value, dict) else value
        if not isinstance(items, list):
            raise Refused(f"{name} holds no list of applications")
        for item in items:
            for key in _keys(item):
                if key in found:
                    raise Refused(f"{name}: application {key[0]} ({key[1]}) is told of twice")
                found[key] = item
    return Evidence(found, f"sha256:{digest.hexdigest()}")


def judge(wanted: Sequence[Application], evidence: Evidence) -> tuple[Verdict, ...]:
    """One verdict an application, in order."""
    return tuple(
        Verdict(one, _wrong(one, evidence.applications.get((one.name, one.path)))) for one in wanted
    )


def _keys(item: Any) -> Iterator[tuple[str, str]]:
    name, path = _at(item, "metadata", "name"), _at(item, "spec", "source", "path")
    if isinstance(name, str) and isinstance(path, str):
        yield name, path


def _wrong(wanted: Application, item: Mapping[str, Any] | None) -> str | None:
    if item is None:
        return "is not in the evidence"
    health, sync = _at(item, "status", "health", "status"), _at(item, "status", "sync", "status")
    if sync != "Synced":
        return f"is {sync or 'of unknown sync status'}, not Synced"
    if health != "Healthy":
        message = _at(item, "status", "health", "message")
        return f"is {health or 'of unknown health'}, not Healthy{f': {message}' if message else ''}"
    phase = _at(item, "status", "operationState", "phase")
    if phase != "Succeeded":
        return f"its last sync {phase or 'is unknown'}, so the smoke test has not passed"
    images = _at(item, "status", "summary", "images")
    if not isinstance(images, list):
        return "does not say which images it runs"
    missing = [
        digest for digest in wanted.digests if not any(str(one).endswith(digest) for one in images)
    ]
    return f"does not run {', '.join(missing)} yet" if missing else None


def _at(item: Any, *path: str) -> Any:
    for part in path:
        item = item.get(part) if isinstance(item, Mapping) else None
    return item
