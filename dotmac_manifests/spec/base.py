"""What every input model shares: frozen, strict, camelCase, unknown fields refused."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_network
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict
from pydantic.alias_generators import to_camel

from dotmac_manifests.kube.names import hostname_error, label_value_error
from dotmac_manifests.kube.quantity import Quantity

API_VERSION = "dotmac.io/v1"

Item = TypeVar("Item")
Items = Annotated[tuple[Item, ...], Strict(False)]
"""A YAML list; strict mode would ask for a Python tuple."""


class Model(BaseModel):
    """Base of the input models: no coercion ("50" is not 50), no unknown field, immutable."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        alias_generator=to_camel,
        validate_by_name=False,
        validate_by_alias=True,
        regex_engine="python-re",
    )


def _cidr(text: str) -> str:
    """Refuse host bits: `10.0.0.1/8` is nearly always a typing mistake for a network."""
    network = ip_network(text, strict=True)
    if "/" not in text:
        raise ValueError(f"a network needs a prefix length, such as {network}")
    return str(network)


def _quantity(text: str) -> str:
    if Quantity.parse(text) < Quantity.parse("0"):
        raise ValueError("a quantity must not be negative")
    return text


def _from(check: Callable[[str], str | None]) -> Callable[[str], str]:
    def validate(text: str) -> str:
        error = check(text)
        if error:
            raise ValueError(error)
        return text

    return validate


Cidr = Annotated[str, AfterValidator(_cidr), Field(examples=["10.0.0.0/16", "2001:db8::/32"])]
"""An IPv4 or IPv6 network in canonical form, e.g. `10.0.0.0/16`."""

QuantityText = Annotated[str, AfterValidator(_quantity), Field(examples=["500m", "1Gi"])]
"""A Kubernetes resource quantity as text, e.g. `500m` (CPU cores) or `2Gi` (bytes)."""

Hostname = Annotated[
    str, AfterValidator(_from(hostname_error)), Field(examples=["ops.example.com"])
]
"""A lower-case DNS name of at least two labels, no wildcard."""

LabelValue = Annotated[str, Field(min_length=1), AfterValidator(_from(label_value_error))]
"""A Kubernetes label value, which is also what an id may be."""

Slug = Annotated[str, Field(pattern=r"^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$", max_length=40)]
"""A name that fits a namespace, a host label, a bucket and a database at once."""

Digest = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
"""An OCI content digest."""

HttpsUrl = Annotated[str, Field(pattern=r"^https://[^\s/?#@]+(/[^\s]*)?$", max_length=2048)]
"""An https URL without credentials."""

NonEmpty = Annotated[str, Field(min_length=1, max_length=253, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""One line of text."""
