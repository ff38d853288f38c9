"""Argo Rollouts: Rollout, blue-green or canary.

Source: Argo Rollouts 1.9 documentation, "Rollout Specification".
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from dotmac_manifests.crds.base import (
    Count,
    IntOrString,
    Items,
    LabelsAndAnnotations,
    LabelSelector,
    Model,
    Percentage,
    PodTemplate,
    Resource,
    SomeItems,
    StringMap,
    Text,
)


class FieldReference(Model):
    """A field of the rollout, such as `metadata.labels['region']`."""

    field_path: Text


class ArgumentSource(Model):
    """Where the value of an argument comes from."""

    exactly_one: ClassVar = ("pod_template_hash_value", "field_ref")

    pod_template_hash_value: Literal["Stable", "Latest"] | None = None
    field_ref: FieldReference | None = None


class AnalysisArgument(Model):
    """A value handed to an analysis template."""

    exactly_one: ClassVar = ("value", "value_from")

    name: Text
    value: str | None = None
    value_from: ArgumentSource | None = None


class AnalysisTemplateReference(Model):
    """A template by name."""

    template_name: Text
    cluster_scope: bool | None = None


class DryRun(Model):
    """A metric that is measured but does not decide."""

    metric_name: Text


class MeasurementRetention(Model):
    """How many measurements of a metric are kept."""

    metric_name: Text
    limit: Count


class RolloutAnalysis(Model):
    """The analysis that gates a step or a promotion."""

    templates: SomeItems[AnalysisTemplateReference]
    args: Items[AnalysisArgument] | None = None
    dry_run: Items[DryRun] | None = None
    measurement_retention: Items[MeasurementRetention] | None = None
    analysis_run_metadata: LabelsAndAnnotations | None = None


class BackgroundAnalysis(RolloutAnalysis):
    """An analysis that runs beside the steps, from `startingStep` on."""

    starting_step: Count | None = None


class PreferredAntiAffinity(Model):
    """A wish to keep the two versions on different nodes."""

    weight: Annotated[int, Field(ge=1, le=100)]


class AntiAffinity(Model):
    """Whether the two versions keep away from each other's nodes."""

    preferred: PreferredAntiAffinity | None = Field(
        default=None, alias="preferredDuringSchedulingIgnoredDuringExecution"
    )
    required: dict[str, Any] | None = Field(
        default=None,
        alias="requiredDuringSchedulingIgnoredDuringExecution",
        max_length=0,
    )


class BlueGreen(Model):
    """Two versions side by side, and one switch between them."""

    active_service: Text
    preview_service: Text | None = None
    preview_replica_count: Count | None = None
    auto_promotion_enabled: bool | None = None
    auto_promotion_seconds: Count | None = None
    pre_promotion_analysis: RolloutAnalysis | None = None
    post_promotion_analysis: RolloutAnalysis | None = None
    scale_down_delay_seconds: Count | None = None
    scale_down_delay_revision_limit: Count | None = None
    abort_scale_down_delay_seconds: Count | None = None
    max_unavailable: IntOrString | None = None
    active_metadata: LabelsAndAnnotations | None = None
    preview_metadata: LabelsAndAnnotations | None = None
    anti_affinity: AntiAffinity | None = None


class Pause(Model):
    """A pause: in seconds, as a Go duration, or until somebody promotes."""

    duration: IntOrString | None = None


class CanaryScale(Model):
    """How many canary pods run, apart from the share of traffic."""

    exactly_one: ClassVar = ("replicas", "weight", "match_traffic_weight")

    replicas: Count | None = None
    weight: Percentage | None = None
    match_traffic_weight: bool | None = None


class StringMatch(Model):
    """How a header value is compared."""

    exactly_one: ClassVar = ("exact", "prefix", "regex")

    exact: Text | None = None
    prefix: Text | None = None
    regex: Text | None = None


class HeaderMatch(Model):
    """A header that sends a request to the canary."""

    header_name: Text
    header_value: StringMatch


class HeaderRoute(Model):
    """Requests with certain headers go to the canary; without `match` the route is removed."""

    name: Text
    match: Items[HeaderMatch] | None = None


class PluginStep(Model):
    """A step carried out by a plugin."""

    name: Text
    config: dict[str, Any] | None = None


class Step(Model):
    """One step of a canary."""

    exactly_one: ClassVar = (
        "set_weight",
        "pause",
        "analysis",
        "set_canary_scale",
        "set_header_route",
        "plugin",
    )

    set_weight: Count | None = None
    pause: Pause | None = None
    analysis: RolloutAnalysis | None = None
    set_canary_scale: CanaryScale | None = None
    set_header_route: HeaderRoute | None = None
    plugin: PluginStep | None = None


class ManagedRoute(Model):
    """A route that the rollout may create and remove."""

    name: Text


class NginxRouting(Model):
    """Weights by the canary annotations of an Ingress."""

    stable_ingress: Text | None = None
    stable_ingresses: Items[Text] | None = None
    annotation_prefix: Text | None = None
    additional_ingress_annotations: StringMap | None = None


class TrafficRouting(Model):
    """What shifts the traffic."""

    plugins: dict[str, Any] | None = None
    nginx: NginxRouting | None = None
    managed_routes: Items[ManagedRoute] | None = None
    max_traffic_weight: Annotated[int, Field(ge=1)] | None = None


class Canary(Model):
    """A growing share of traffic for the new version."""

    stable_service: Text | None = None
    canary_service: Text | None = None
    steps: Items[Step] | None = None
    traffic_routing: TrafficRouting | None = None
    analysis: BackgroundAnalysis | None = None
    max_surge: IntOrString | None = None
    max_unavailable: IntOrString | None = None
    dynamic_stable_scale: bool | None = None
    min_pods_per_replica_set: Count | None = None
    scale_down_delay_seconds: Count | None = None
    scale_down_delay_revision_limit: Count | None = None
    abort_scale_down_delay_seconds: Count | None = None
    stable_metadata: LabelsAndAnnotations | None = None
    canary_metadata: LabelsAndAnnotations | None = None
    anti_affinity: AntiAffinity | None = None


class RolloutStrategy(Model):
    """Blue-green or canary."""

    exactly_one: ClassVar = ("blue_green", "canary")

    blue_green: BlueGreen | None = None
    canary: Canary | None = None


class WorkloadReference(Model):
    """A Deployment whose pod template is used."""

    api_version: Text
    kind: Text
    name: Text
    scale_down: Literal["never", "onsuccess", "progressively"] | None = None


class RollbackWindow(Model):
    """To how many revisions back a rollback skips the steps."""

    revisions: Count | None = None


class AnalysisHistory(Model):
    """How many finished analysis runs are kept."""

    successful_run_history_limit: Count | None = None
    unsuccessful_run_history_limit: Count | None = None


class RolloutSpec(Model):
    """The pods and how a new version of them comes in."""

    exactly_one: ClassVar = ("template", "workload_ref")

    replicas: Count | None = None
    selector: LabelSelector | None = None
    template: PodTemplate | None = None
    workload_ref: WorkloadReference | None = None
    strategy: RolloutStrategy
    min_ready_seconds: Count | None = None
    revision_history_limit: Count | None = None
    progress_deadline_seconds: Count | None = None
    progress_deadline_abort: bool | None = None
    paused: bool | None = None
    rollback_window: RollbackWindow | None = None
    analysis: AnalysisHistory | None = None


class Rollout(Resource):
    """A Deployment with progressive delivery."""

    api_version: Literal["argoproj.io/v1alpha1"]
    kind: Literal["Rollout"]
    spec: RolloutSpec
