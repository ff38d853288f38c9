"""CSI external-snapshotter: VolumeSnapshotClass.

Source: Kubernetes documentation, "Volume Snapshot Classes".
"""

from __future__ import annotations

from typing import Literal

from dotmac_manifests.crds.base import Resource, StringMap, Text


class VolumeSnapshotClass(Resource):
    """How snapshots of a driver are taken, and whether they outlive their object."""

    api_version: Literal["snapshot.storage.k8s.io/v1"]
    kind: Literal["VolumeSnapshotClass"]
    driver: Text
    deletion_policy: Literal["Delete", "Retain"]
    parameters: StringMap | None = None
