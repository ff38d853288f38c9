"""What Git remembers of roll-outs (`rollouts/`) and of what went (`tombstones/`, `removals/`)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from dotmac_manifests.spec.base import Hostname, Items, LabelValue, Model, NonEmpty, Slug
from dotmac_manifests.spec.metadata import Metadata, RegionName
from dotmac_manifests.spec.releases import ReleaseName

RecordName = Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9.-]{0,98}[a-z0-9])?$", max_length=100)]
MOMENT = "%Y-%m-%dT%H:%MZ"


def _moment(text: str) -> str:
    try:
        datetime.strptime(text, MOMENT)
    except ValueError:
        raise ValueError("not a minute of the calendar") from None
    return text


Moment = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}Z$", examples=["2026-11-21T09:30Z"]
    ),
    AfterValidator(_moment),
]
"""A minute in UTC, as ``MOMENT`` formats it."""


class RecordMetadata(Metadata):
    """Metadata of a record: its name may hold a release or a slug with a region."""

    name: RecordName = Field(description="Name of the object; the file is <name>.yaml.")


class Gate(Model):
    """Evidence that a ring was healthy before the next one was touched."""

    passed: Moment
    applications: int = Field(ge=0, description="Applications that were synced and healthy.")
    evidence: NonEmpty = Field(description="What was read, as sha256:<hash> of its bytes.")


class RolloutStep(Model):
    """A ring that the release has reached."""

    ring: Slug
    from_: ReleaseName = Field(alias="from", description="Last good release, to roll back to.")
    started: Moment
    gate: Gate | None = None
    rolled_back: bool = Field(default=False, description="The ring went back to `from`.")


class RolloutSpec(Model):
    """A release on its way through the rings."""

    release: ReleaseName
    state: Literal["running", "paused", "aborted", "completed"]
    reason: NonEmpty | None = Field(default=None, description="Why it is paused or aborted.")
    steps: Items[RolloutStep] = Field(min_length=1)


class Rollout(Model):
    """One roll-out, one file: `rollouts/<name>.yaml`, written by `dotmac rollout`."""

    api_version: Literal["dotmac.io/v1"]
    kind: Literal["Rollout"]
    metadata: RecordMetadata
    spec: RolloutSpec


class Reserved(Model):
    """Names that nobody gets again."""

    id: LabelValue
    hosts: Items[Hostname]
    database: NonEmpty
    bucket: NonEmpty


class TombstoneSpec(Model):
    """What is gone for good, and who said so: a tenant, a tenant's former home, or a region."""

    tenant: Slug | None = None
    region: RegionName
    reserves: Reserved | None = Field(
        default=None, description="Set when the tenant has left, not when it moved."
    )
    reason: NonEmpty
    approved_by: NonEmpty

    @model_validator(mode="after")
    def _of_a_tenant(self) -> Self:
        if self.reserves is not None and self.tenant is None:
            raise ValueError("only a tenant reserves names; write tenant:")
        return self


class Tombstone(Model):
    """One thing that is gone, one file: `tombstones/<name>.yaml`."""

    api_version: Literal["dotmac.io/v1"]
    kind: Literal["Tombstone"]
    metadata: RecordMetadata
    spec: TombstoneSpec


class RemovedObject(Model):
    """One Kubernetes object that may disappear from the rendered files."""

    region: RegionName
    kind: NonEmpty
    namespace: NonEmpty | None = None
    name: NonEmpty


class RemovalSpec(Model):
    """Objects that may disappear, and who said so."""

    reason: NonEmpty
    approved_by: NonEmpty
    objects: Items[RemovedObject] = Field(min_length=1)


class Removal(Model):
    """One approved removal, one file: `removals/<name>.yaml`."""

    api_version: Literal["dotmac.io/v1"]
    kind: Literal["Removal"]
    metadata: RecordMetadata
    spec: RemovalSpec
