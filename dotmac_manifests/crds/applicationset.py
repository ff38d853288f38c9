"""Argo CD: ApplicationSet.

Source: Argo CD 3.5 documentation, "ApplicationSet" (generators, Go templates, progressive syncs).
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field

from dotmac_manifests.crds.application import ApplicationSpec
from dotmac_manifests.crds.base import (
    Count,
    IntOrString,
    Items,
    LabelSelector,
    Model,
    Resource,
    SomeItems,
    StringMap,
    Text,
)


class ListGenerator(Model):
    """Parameters given as they are."""

    exactly_one: ClassVar = ("elements", "elements_yaml")

    elements: Items[dict[str, Any]] | None = None
    elements_yaml: Text | None = None


class GitPath(Model):
    """Folders or files of the repository, by glob."""

    path: Text
    exclude: bool | None = None


class GitGenerator(Model):
    """One set of parameters for each folder or file in Git."""

    exactly_one: ClassVar = ("directories", "files")

    repo_url: Text = Field(alias="repoURL")
    revision: Text
    directories: SomeItems[GitPath] | None = None
    files: SomeItems[GitPath] | None = None
    path_param_prefix: Text | None = None
    requeue_after_seconds: Count | None = None
    values: StringMap | None = None


class ClusterGenerator(Model):
    """One set of parameters for each cluster that Argo CD knows."""

    selector: LabelSelector | None = None
    values: StringMap | None = None
    flat_list: bool | None = None


class NestedGenerator(Model):
    """A generator inside a matrix or a merge."""

    exactly_one: ClassVar = ("list_", "git", "clusters")

    list_: ListGenerator | None = Field(default=None, alias="list")
    git: GitGenerator | None = None
    clusters: ClusterGenerator | None = None
    selector: LabelSelector | None = None


class MatrixGenerator(Model):
    """Every combination of two generators."""

    generators: SomeItems[NestedGenerator]


class MergeGenerator(Model):
    """Generators joined on common keys."""

    generators: SomeItems[NestedGenerator]
    merge_keys: SomeItems[Text]


class Generator(Model):
    """One source of parameters."""

    exactly_one: ClassVar = ("list_", "git", "clusters", "matrix", "merge")

    list_: ListGenerator | None = Field(default=None, alias="list")
    git: GitGenerator | None = None
    clusters: ClusterGenerator | None = None
    matrix: MatrixGenerator | None = None
    merge: MergeGenerator | None = None
    selector: LabelSelector | None = None


class TemplateMetadata(Model):
    """Metadata of the applications; every value may be a template."""

    name: Text | None = None
    namespace: Text | None = None
    labels: StringMap | None = None
    annotations: StringMap | None = None
    finalizers: Items[Text] | None = None


class Template(Model):
    """The application that each set of parameters becomes."""

    metadata: TemplateMetadata
    spec: ApplicationSpec


class ApplicationSetSyncPolicy(Model):
    """What the controller may do to applications it made."""

    applications_sync: Literal["create-only", "create-update", "create-delete", "sync"] | None = (
        None
    )
    preserve_resources_on_deletion: bool | None = None


class StepExpression(Model):
    """Which applications belong to a step, by label."""

    key: Text
    operator: Literal["In", "NotIn"]
    values: SomeItems[str]


class RolloutStep(Model):
    """One group of applications that sync together."""

    match_expressions: Items[StepExpression] | None = None
    max_update: IntOrString | None = None


class RollingSync(Model):
    """Groups of applications, one after the other."""

    steps: SomeItems[RolloutStep]


class Strategy(Model):
    """Whether applications sync all at once or step by step."""

    type: Literal["AllAtOnce", "RollingSync"] | None = None
    rolling_sync: RollingSync | None = None
    deletion_order: Literal["AllAtOnce", "Reverse"] | None = None


class PreservedFields(Model):
    """Annotations and labels that others set on applications."""

    annotations: Items[Text] | None = None
    labels: Items[Text] | None = None


class IgnoreApplicationDifference(Model):
    """Fields of applications that the controller leaves alone."""

    name: Text | None = None
    json_pointers: Items[Text] | None = None
    jq_path_expressions: Items[Text] | None = None


class ApplicationSetSpec(Model):
    """Generators, the template they fill and the order of change."""

    generators: SomeItems[Generator]
    template: Template
    template_patch: Text | None = None
    go_template: bool | None = None
    go_template_options: Items[Text] | None = None
    apply_nested_selectors: bool | None = None
    strategy: Strategy | None = None
    sync_policy: ApplicationSetSyncPolicy | None = None
    preserved_fields: PreservedFields | None = None
    ignore_application_differences: Items[IgnoreApplicationDifference] | None = None


class ApplicationSet(Resource):
    """Applications made from a template."""

    api_version: Literal["argoproj.io/v1alpha1"]
    kind: Literal["ApplicationSet"]
    spec: ApplicationSetSpec
