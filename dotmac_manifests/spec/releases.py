"""Releases, the rings they travel through, and when they may not travel."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from dotmac_manifests.spec.base import Digest, Items, LabelValue, Model, NonEmpty, Slug
from dotmac_manifests.spec.metadata import RegionName

PlanName = Literal["starter", "professional", "enterprise"]
Environment = Literal["production", "staging", "development"]
AppImage = Literal["isp-ops-app", "isp-backend", "platform-admin-app", "platform-backend"]
ReleaseName = Annotated[
    str, Field(pattern=r"^v[0-9]+\.[0-9]+\.[0-9]+(-[0-9a-z.-]+)?$", max_length=63)
]


def _day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ValueError("not a day of the calendar") from None
    return text


Day = Annotated[
    str,
    Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$", examples=["2026-12-31"]),
    AfterValidator(_day),
]
"""A day, YYYY-MM-DD, in UTC."""
Duration = Annotated[str, Field(pattern=r"^[0-9]{1,5}[mhd]$", examples=["90m", "24h", "2d"])]
"""A span of minutes, hours or days."""


class ReleaseImage(Model):
    """An image of a release: the tag for people, the digest for the machine."""

    tag: NonEmpty
    digest: Digest


class Release(Model):
    """A named set of image digests."""

    images: dict[AppImage, ReleaseImage]


class RingSelector(Model):
    """Tenants of a ring: those that fulfil every line that is written, and at least one is."""

    plans: Items[PlanName] = ()
    regions: Items[RegionName] = ()
    environments: Items[Environment] = ()
    match_labels: dict[str, LabelValue] = Field(
        default_factory=dict, description="Labels of the tenant's metadata."
    )

    @model_validator(mode="after")
    def _selects(self) -> Self:
        if not (self.plans or self.regions or self.environments or self.match_labels):
            raise ValueError("an empty selector would take every tenant; write at least one line")
        return self


class Ring(Model):
    """A group of tenants that receive a release together; rings are listed in roll-out order."""

    name: Slug
    release: ReleaseName
    selector: RingSelector | None = Field(
        default=None, description="Takes the tenants that name no ring themselves."
    )
    bake: Duration = Field(
        default="0m", description="How long a release runs here before the next ring may have it."
    )


class Freeze(Model):
    """No release enters any ring, or one of some rings, until a day has passed."""

    until: Day = Field(description="Last day of the freeze.")
    reason: NonEmpty
    rings: Items[Slug] = Field(default=(), description="All rings if absent.")
