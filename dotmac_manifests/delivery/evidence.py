"""What Argo CD says of a ring's applications; what it does not say is never taken for healthy.

Source: https://argo-cd.readthedocs.io/en/stable/user-guide/commands/argocd_app_list/ (`-o json`
prints Application objects; health, sync and images are in their `status`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
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
        for item in _items(name, data):
            for key in _keys(item):
                if key in found:
                    raise Refused(f"{name}: application {key[0]} ({key[1]}) is told of twice")
                found[key] = item
    return Evidence(found, f"sha256:{digest.hexdigest()}")


def judge(
    wanted: Sequence[Application], evidence: Evidence, since: datetime
) -> tuple[Verdict, ...]:
    """One verdict an application, in order; what Argo CD saw before ``since`` does not count."""
    found = evidence.applications
    return tuple(
        Verdict(one, _wrong(one, found.get((one.name, one.path)), since)) for one in wanted
    )


def _items(name: str, data: bytes) -> list[Any]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Refused(f"{name} is not JSON: {error}") from None
    items = value.get("items") if isinstance(value, dict) else value
    if not isinstance(items, list):
        raise Refused(
            f"{name} holds no list of applications; write `argocd app list -o json` or "
            "`kubectl get applications -n argocd -o json` into it"
        )
    return items


def _keys(item: Any) -> set[tuple[str, str]]:
    """Name and path of an application; several paths when it has several sources, which then
    take the place of the one.

    Source: https://argo-cd.readthedocs.io/en/stable/user-guide/multiple_sources/
    """
    name, sources = _at(item, "metadata", "name"), _at(item, "spec", "sources")
    if not isinstance(sources, list) or not sources:
        sources = [_at(item, "spec", "source")]
    paths = [_at(source, "path") for source in sources]
    return {(name, path) for path in paths if isinstance(name, str) and isinstance(path, str)}


def _wrong(wanted: Application, item: Mapping[str, Any] | None, since: datetime) -> str | None:
    if item is None:
        return "is not in the evidence"
    seen = _at(item, "status", "reconciledAt")
    if isinstance(seen, str) and _before(seen, since):
        return f"was last looked at {seen}, before the ring took the release; read it again"
    health, sync = _at(item, "status", "health", "status"), _at(item, "status", "sync", "status")
    if sync != "Synced":
        return f"is {sync or 'of unknown sync status'}, not Synced"
    if health != "Healthy":
        message = _at(item, "status", "health", "message")
        return f"is {health or 'of unknown health'}, not Healthy{f': {message}' if message else ''}"
    phase = _at(item, "status", "operationState", "phase")
    if phase != "Succeeded":
        return f"has not passed its smoke test (last sync: {phase or 'unknown'})"
    images = _at(item, "status", "summary", "images")
    if not isinstance(images, list):
        return "does not say which images it runs"
    missing = [
        digest for digest in wanted.digests if not any(str(one).endswith(digest) for one in images)
    ]
    return f"does not run {', '.join(missing)} yet" if missing else None


def _before(seen: str, since: datetime) -> bool:
    try:
        moment = datetime.fromisoformat(seen)
    except ValueError:
        return True
    return moment.tzinfo is None or moment < since


def _at(item: Any, *path: str) -> Any:
    for part in path:
        item = item.get(part) if isinstance(item, Mapping) else None
    return item
