"""Argo CD: AppProject.

Source: Argo CD 3.5 documentation, "Projects".
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dotmac_manifests.crds.base import (
    GoDuration,
    Items,
    Model,
    Resource,
    Text,
)


class GroupKind(Model):
    """A kind of resource; `*` matches any."""

    group: str
    kind: Text


class ClusterGroupKind(GroupKind):
    """A cluster-scoped kind, optionally narrowed to a name pattern."""

    name: Text | None = None


class ProjectDestination(Model):
    """Where the applications of a project may deploy."""

    server: Text | None = None
    name: Text | None = None
    namespace: Text | None = None


class DestinationServiceAccount(Model):
    """The service account that a sync impersonates in a destination."""

    server: Text
    namespace: Text | None = None
    default_service_account: Text


class ProjectRole(Model):
    """A role of people or tokens within the project."""

    name: Text
    description: str | None = None
    policies: Items[Text] | None = None
    groups: Items[Text] | None = None


class SyncWindow(Model):
    """A time in which syncs are allowed or denied."""

    kind: Literal["allow", "deny"] | None = None
    schedule: Text | None = None
    duration: GoDuration | None = None
    time_zone: Text | None = None
    applications: Items[Text] | None = None
    namespaces: Items[Text] | None = None
    clusters: Items[Text] | None = None
    manual_sync: bool | None = None
    sync_overrun: bool | None = None
    and_operator: bool | None = None
    description: str | None = None


class OrphanedResourceKey(Model):
    """Objects that do not count as orphaned."""

    group: str | None = None
    kind: Text | None = None
    name: Text | None = None


class OrphanedResources(Model):
    """Watching for objects of the namespace that no application owns."""

    warn: bool | None = None
    ignore: Items[OrphanedResourceKey] | None = None


class SignatureKey(Model):
    """A GPG key that commits have to be signed with."""

    key_id: Text = Field(alias="keyID")


class AppProjectSpec(Model):
    """What the applications of the project may read, write and deploy."""

    description: Annotated[str, Field(max_length=255)] | None = None
    source_repos: Items[Text] | None = None
    source_namespaces: Items[Text] | None = None
    destinations: Items[ProjectDestination] | None = None
    destination_service_accounts: Items[DestinationServiceAccount] | None = None
    permit_only_project_scoped_clusters: bool | None = None
    cluster_resource_whitelist: Items[ClusterGroupKind] | None = None
    cluster_resource_blacklist: Items[ClusterGroupKind] | None = None
    namespace_resource_whitelist: Items[GroupKind] | None = None
    namespace_resource_blacklist: Items[GroupKind] | None = None
    orphaned_resources: OrphanedResources | None = None
    roles: Items[ProjectRole] | None = None
    signature_keys: Items[SignatureKey] | None = None
    sync_windows: Items[SyncWindow] | None = None


class AppProject(Resource):
    """The limits of a group of applications."""

    api_version: Literal["argoproj.io/v1alpha1"]
    kind: Literal["AppProject"]
    spec: AppProjectSpec
