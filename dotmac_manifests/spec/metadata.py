"""The Kubernetes-shaped envelope that every input file wears."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from dotmac_manifests.spec.base import LabelValue, Model, Slug


class Metadata(Model):
    """Name of the object, which is also the stem of its file, and labels for selection."""

    name: Slug = Field(description="Name of the object; the file is <name>.yaml.")
    labels: dict[str, LabelValue] = Field(
        default_factory=dict, description="Free labels, e.g. for selecting tenants into rings."
    )


RegionName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)]
"""Name of a region, e.g. `us-east-1`."""


class RegionMetadata(Metadata):
    """Metadata of a region: its name follows the cloud's own region names."""

    name: RegionName = Field(description="Name of the region; the file is <name>.yaml.")
