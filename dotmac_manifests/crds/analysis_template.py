"""Argo Rollouts: AnalysisTemplate.

Source: Argo Rollouts 1.9 documentation, "Analysis & Progressive Delivery".
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from dotmac_manifests.crds.base import (
    GoDuration,
    IntOrString,
    Items,
    JobSpec,
    KeyReference,
    LabelsAndAnnotations,
    Model,
    Resource,
    SomeItems,
    Text,
)
from dotmac_manifests.crds.rollouts import (
    AnalysisTemplateReference,
    DryRun,
    FieldReference,
    MeasurementRetention,
)


class ArgumentSource(Model):
    """Where the value of an argument comes from."""

    exactly_one: ClassVar = ("secret_key_ref", "field_ref")

    secret_key_ref: KeyReference | None = None
    field_ref: FieldReference | None = None


class Argument(Model):
    """An argument of the template; without a value the caller has to give one."""

    name: Text
    value: str | None = None
    value_from: ArgumentSource | None = None


class Header(Model):
    """An HTTP header."""

    key: Text
    value: str


class RangeQuery(Model):
    """The time range of a query, in the expression language of Argo Rollouts."""

    start: Text | None = None
    end: Text | None = None
    step: Text | None = None


class Prometheus(Model):
    """A PromQL query."""

    address: Text | None = None
    query: Text
    timeout: int | None = None
    insecure: bool | None = None
    headers: Items[Header] | None = None
    range_query: RangeQuery | None = None


class Web(Model):
    """An HTTP request whose JSON answer is judged."""

    url: Text
    method: Literal["GET", "POST", "PUT"] | None = None
    headers: Items[Header] | None = None
    json_path: Text | None = None
    json_body: dict[str, Any] | None = None
    body: str | None = None
    timeout_seconds: int | None = None
    insecure: bool | None = None


class Job(Model):
    """A Kubernetes Job that succeeds or fails."""

    metadata: LabelsAndAnnotations | None = None
    spec: JobSpec


class Provider(Model):
    """Who measures."""

    exactly_one: ClassVar = ("prometheus", "web", "job")

    prometheus: Prometheus | None = None
    web: Web | None = None
    job: Job | None = None


class Metric(Model):
    """One measurement and how it is judged."""

    name: Text
    provider: Provider
    interval: GoDuration | None = None
    initial_delay: GoDuration | None = None
    count: IntOrString | None = None
    success_condition: Text | None = None
    failure_condition: Text | None = None
    failure_limit: IntOrString | None = None
    inconclusive_limit: IntOrString | None = None
    consecutive_error_limit: IntOrString | None = None
    consecutive_success_limit: IntOrString | None = None


class AnalysisTemplateSpec(Model):
    """The metrics of an analysis and its arguments."""

    args: Items[Argument] | None = None
    metrics: SomeItems[Metric] | None = None
    templates: Items[AnalysisTemplateReference] | None = None
    dry_run: Items[DryRun] | None = None
    measurement_retention: Items[MeasurementRetention] | None = None


class AnalysisTemplate(Resource):
    """How a new version is judged."""

    api_version: Literal["argoproj.io/v1alpha1"]
    kind: Literal["AnalysisTemplate"]
    spec: AnalysisTemplateSpec
