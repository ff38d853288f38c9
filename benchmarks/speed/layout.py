"""Where things are: a tenant's files in a rendered fleet, and what peers are given.

The process that measures imports this and little else: what it holds itself, the system counts for
those that it starts.
"""

from __future__ import annotations

from pathlib import Path

WORDS = ("slug", "snake", "id", "subdomain")
TEMPLATES, TENANTS, BODIES = "templates.json", "tenants.jsonl", "bodies.jsonl"
SCHEMAS = "schemas.json"
PACK, PACKED = "bytes", "bytes.jsonl"
OURS = "ours"
COMPARED = 3
"""Tenants of which every object of every peer is compared with ours, which are kept for that."""


def homes(dist: Path) -> list[Path]:
    """The folders of all tenants in a rendered fleet, by name of the tenant."""
    return sorted(dist.glob("*/tenants/*"), key=lambda home: home.name)


def files_of(home: Path) -> list[Path]:
    """All files of one tenant: its folder, and what Argo CD is told about it."""
    return [
        *sorted(home.glob("*.yaml")),
        home.parents[1] / "argocd" / "tenants" / f"{home.name}.yaml",
    ]
