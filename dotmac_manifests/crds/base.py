"""What every custom resource model shares: strictness, metadata and the recurring value types."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    Strict,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic.json_schema import JsonSchemaValue, WithJsonSchema
from pydantic_core import CoreSchema

from dotmac_manifests.crds import patterns

DEFINITION = "x-kubernetes-definition"
"""Schema keyword naming the Kubernetes definition that describes an embedded core object."""

Item = TypeVar("Item")
Items = Annotated[tuple[Item, ...], Strict(False)]
"""A YAML list; strict mode would ask for a Python tuple."""

SomeItems = Annotated[tuple[Item, ...], Strict(False), Field(min_length=1)]
"""A YAML list with at least one item."""


class Model(BaseModel):
    """Base of all models: immutable, no coercion, no unknown field, camelCase names.

    ``exactly_one`` lists the Python names of fields of which an object has to set exactly one.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        alias_generator=to_camel,
        validate_by_name=False,
        validate_by_alias=True,
        defer_build=True,  # a run needs the models of a few kinds only
    )
    exactly_one: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def _alternatives(cls) -> list[str]:
        return [cls.model_fields[name].alias or to_camel(name) for name in cls.exactly_one]

    @model_validator(mode="after")
    def _one_alternative(self) -> Model:
        if self.exactly_one and len(self.model_fields_set & set(self.exactly_one)) != 1:
            raise ValueError(f"set exactly one of {', '.join(self._alternatives())}")
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = handler.resolve_ref_schema(handler(core_schema))
        if cls.exactly_one:
            schema["oneOf"] = [{"required": [name]} for name in cls._alternatives()]
        return schema


DnsLabel = Annotated[
    str, Field(pattern=patterns.DNS_LABEL, max_length=63, examples=["tenant-fast-fiber"])
]
"""A namespace, or any other name of one DNS label."""

DnsName = Annotated[str, Field(pattern=patterns.DNS_NAME, max_length=253, examples=["isp-backend"])]
"""The name of an object: a DNS subdomain of at most 253 characters."""

Text = Annotated[str, Field(min_length=1)]
"""A string that must not be empty."""

KeyName = Annotated[str, Field(pattern=r"^[-._a-zA-Z0-9]+$", max_length=253)]
"""A key of a Secret or ConfigMap."""

Cidr = Annotated[
    str, Field(pattern=r"^[0-9a-fA-F.:]+/[0-9]{1,3}$", examples=["10.0.0.0/8", "2001:db8::/32"])
]
"""An IPv4 or IPv6 network with its prefix length; ranges are judged elsewhere."""

GoDuration = Annotated[
    str,
    Field(pattern=r"^(0|([0-9]+(\.[0-9]+)?(ns|us|ms|s|m|h))+)$", examples=["90s", "1h30m"]),
]
"""A duration as Go writes it, such as `1h30m` or `720h`; there are no days."""

Quantity = Annotated[str, Field(pattern=patterns.QUANTITY, examples=["500m", "2Gi"])] | int
"""A resource quantity: `500m`, `2Gi` or a whole number."""

Port = Annotated[int, Field(ge=1, le=65535)]
Percentage = Annotated[int, Field(ge=0, le=100)]
Count = Annotated[int, Field(ge=0)]
IntOrString = int | str
StringMap = dict[str, str]

Base64 = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]+={0,2}$")]
"""Base64 text, as of a PEM bundle."""


def _core(definition: str) -> WithJsonSchema:
    """Leave an embedded core object to the Kubernetes schema of that ``definition``."""
    return WithJsonSchema({"type": "object", DEFINITION: f"io.k8s.api.{definition}"})


_Object = dict[str, Any]
PodTemplate = Annotated[_Object, _core("core.v1.PodTemplateSpec")]
PodSpec = Annotated[_Object, _core("core.v1.PodSpec")]
JobSpec = Annotated[_Object, _core("batch.v1.JobSpec")]
ServiceSpec = Annotated[_Object, _core("core.v1.ServiceSpec")]
Resources = Annotated[_Object, _core("core.v1.ResourceRequirements")]
PodSecurityContext = Annotated[_Object, _core("core.v1.PodSecurityContext")]
SecurityContext = Annotated[_Object, _core("core.v1.SecurityContext")]
SeccompProfile = Annotated[_Object, _core("core.v1.SeccompProfile")]
EnvVar = Annotated[_Object, _core("core.v1.EnvVar")]
EnvFrom = Annotated[_Object, _core("core.v1.EnvFromSource")]
NodeAffinity = Annotated[_Object, _core("core.v1.NodeAffinity")]
PodAffinity = Annotated[_Object, _core("core.v1.PodAffinity")]
PodAntiAffinity = Annotated[_Object, _core("core.v1.PodAntiAffinity")]
Toleration = Annotated[_Object, _core("core.v1.Toleration")]
TopologySpread = Annotated[_Object, _core("core.v1.TopologySpreadConstraint")]
PersistentVolumeClaimSpec = Annotated[_Object, _core("core.v1.PersistentVolumeClaimSpec")]
ProjectedVolume = Annotated[_Object, _core("core.v1.ProjectedVolumeSource")]


class SelectorRequirement(Model):
    """One expression of a label selector."""

    key: Text
    operator: Literal["In", "NotIn", "Exists", "DoesNotExist"]
    values: Items[str] | None = None


class LabelSelector(Model):
    """A selector of objects by their labels."""

    match_labels: StringMap | None = None
    match_expressions: Items[SelectorRequirement] | None = None


class LabelsAndAnnotations(Model):
    """Metadata that an operator passes on to the objects it makes."""

    labels: StringMap | None = None
    annotations: StringMap | None = None


class LocalReference(Model):
    """An object of the same namespace by name."""

    name: DnsName


class KeyReference(Model):
    """One key of a Secret or ConfigMap of the same namespace."""

    name: DnsName
    key: KeyName


class Metadata(Model):
    """The metadata of a rendered object."""

    name: DnsName
    namespace: DnsLabel | None = None
    labels: StringMap | None = None
    annotations: StringMap | None = None
    finalizers: Items[Text] | None = None


class Resource(Model):
    """Base of all kinds; each fixes `apiVersion` and `kind` and adds its `spec`."""

    api_version: str
    kind: str
    metadata: Metadata
