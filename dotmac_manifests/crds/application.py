"""Argo CD: Application.

Source: Argo CD 3.5 documentation, "Declarative Setup" and "Application Specification".
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from dotmac_manifests.crds.base import (
    Count,
    GoDuration,
    IntOrString,
    Items,
    LabelsAndAnnotations,
    Model,
    Resource,
    SomeItems,
    StringMap,
    Text,
)

SyncOption = Annotated[
    str, Field(pattern=r"^[A-Z][A-Za-z]+=[A-Za-z]+$", examples=["ServerSideApply=true"])
]
"""A sync option such as `ServerSideApply=true`."""


class Destination(Model):
    """The cluster, by API server URL or by name, and the namespace."""

    exactly_one: ClassVar = ("server", "name")

    server: Text | None = None
    name: Text | None = None
    namespace: Text | None = None


class HelmParameter(Model):
    """One `--set` of a chart."""

    name: Text
    value: str
    force_string: bool | None = None


class Helm(Model):
    """How a chart is templated."""

    release_name: Text | None = None
    value_files: Items[Text] | None = None
    ignore_missing_value_files: bool | None = None
    values: str | None = None
    values_object: dict[str, Any] | None = None
    parameters: Items[HelmParameter] | None = None
    namespace: Text | None = None
    kube_version: Text | None = None
    api_versions: Items[Text] | None = None
    skip_crds: bool | None = None
    skip_tests: bool | None = None
    skip_schema_validation: bool | None = None
    version: Text | None = None


class KustomizeTarget(Model):
    """What a patch applies to."""

    group: str | None = None
    version: Text | None = None
    kind: Text | None = None
    name: Text | None = None
    namespace: Text | None = None
    label_selector: Text | None = None
    annotation_selector: Text | None = None


class KustomizePatch(Model):
    """A strategic merge or JSON patch, inline or from a file."""

    exactly_one: ClassVar = ("patch", "path")

    patch: Text | None = None
    path: Text | None = None
    target: KustomizeTarget | None = None
    options: dict[str, bool] | None = None


class KustomizeReplicas(Model):
    """A replica count laid over a workload."""

    name: Text
    count: IntOrString


class Kustomize(Model):
    """What is laid over a kustomization."""

    name_prefix: Text | None = None
    name_suffix: Text | None = None
    namespace: Text | None = None
    images: Items[Text] | None = None
    components: Items[Text] | None = None
    patches: Items[KustomizePatch] | None = None
    replicas: Items[KustomizeReplicas] | None = None
    common_labels: StringMap | None = None
    common_annotations: StringMap | None = None
    label_without_selector: bool | None = None
    label_include_templates: bool | None = None


class Directory(Model):
    """Plain manifests: which files of the folder count."""

    recurse: bool | None = None
    include: Text | None = None
    exclude: Text | None = None


class Source(Model):
    """One place that manifests come from."""

    repo_url: Text = Field(alias="repoURL")
    target_revision: Text | None = None
    path: Text | None = None
    chart: Text | None = None
    ref: Text | None = None
    name: Text | None = None
    helm: Helm | None = None
    kustomize: Kustomize | None = None
    directory: Directory | None = None


class Automated(Model):
    """Whether Argo CD syncs by itself, and how far it goes."""

    enabled: bool | None = None
    prune: bool | None = None
    self_heal: bool | None = None
    allow_empty: bool | None = None


class Backoff(Model):
    """The growing pause between retries."""

    duration: GoDuration | None = None
    factor: Annotated[int, Field(ge=1)] | None = None
    max_duration: GoDuration | None = None


class Retry(Model):
    """How often a failed sync is tried again; a negative limit means without end."""

    limit: int | None = None
    backoff: Backoff | None = None
    refresh: bool | None = None


class SyncPolicy(Model):
    """When and how the application is brought in line with Git."""

    automated: Automated | None = None
    sync_options: Items[SyncOption] | None = None
    retry: Retry | None = None
    managed_namespace_metadata: LabelsAndAnnotations | None = None


class IgnoreDifference(Model):
    """Fields that others own and a sync leaves alone."""

    group: str | None = None
    kind: Text
    name: Text | None = None
    namespace: Text | None = None
    json_pointers: Items[Text] | None = None
    jq_path_expressions: Items[Text] | None = None
    managed_fields_managers: Items[Text] | None = None


class Info(Model):
    """A line of information shown in the user interface."""

    name: Text
    value: str


class ApplicationSpec(Model):
    """What is deployed, from where, to where and how."""

    exactly_one: ClassVar = ("source", "sources")

    project: Text
    source: Source | None = None
    sources: SomeItems[Source] | None = None
    destination: Destination
    sync_policy: SyncPolicy | None = None
    ignore_differences: Items[IgnoreDifference] | None = None
    info: Items[Info] | None = None
    revision_history_limit: Count | None = None


class Application(Resource):
    """One unit of deployment."""

    api_version: Literal["argoproj.io/v1alpha1"]
    kind: Literal["Application"]
    spec: ApplicationSpec
