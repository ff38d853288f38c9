"""Objects of fixture tenants, by place: where they are served, and where they are not."""

from __future__ import annotations

from functools import cache

import yaml

from tests.emit.whole import LOADER, Body
from tests.fleet import fixture_plan, rendered_tenant

Place = tuple[str, str]
"""Slug and region."""


@cache
def objects(slug: str, region: str) -> tuple[tuple[str, Body], ...]:
    """Every object of a tenant in one region, with the name of its file."""
    return tuple(
        (path.rpartition("/")[2] if f"/tenants/{slug}/" in path else path, body)
        for path, data in rendered_tenant(slug, region).files.items()
        if path.endswith(".yaml")
        for body in yaml.load_all(data, LOADER)
    )


def of_kind(place: Place, *kinds: str) -> list[Body]:
    """The objects of some kinds."""
    return [body for _, body in objects(*place) if body["kind"] in kinds]


def home(slug: str) -> Place:
    """Where a tenant is served, or was last."""
    return slug, fixture_plan().tenants[slug].region.name
