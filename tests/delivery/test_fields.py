"""`path=value` on a command line: what people mean, whatever they type, and never a traceback."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotmac_manifests.delivery.draft import Refused
from dotmac_manifests.delivery.fields import parse_assignment, parse_path
from dotmac_manifests.spec.tenant import Tenant


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("seats", ("spec", "seats")),
        ("spec.seats", ("spec", "seats")),
        ("sizes.isp-backend.replicas", ("spec", "sizes", "isp-backend", "replicas")),
        ("metadata.labels[dotmac.io/wave]", ("metadata", "labels", "dotmac.io/wave")),
        ("customDomains[0]", ("spec", "customDomains", 0)),
        ("customDomains[-1]", ("spec", "customDomains", "-1")),
    ],
)
def test_a_path_is_below_spec_unless_it_says_otherwise(text: str, path: Any) -> None:
    assert parse_path(text) == path


@pytest.mark.parametrize("text", ["", ".", "a..b", "a.", ".a", "a[", "a[]", "a]b", "a[b", "[[x]]"])
def test_what_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="is not a path"):
        parse_path(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("seats=80", 80),
        ("seats=080", "080"),
        ("canary=true", True),
        ("displayName=true", "true"),
        ("displayName=80", "80"),
        ("database.storage=10", "10"),
        ("sizes.isp-backend.requests.cpu=2", "2"),
        ("sizes.isp-backend.replicas={min: 2, max: 4}", {"min": 2, "max": 4}),
        ("features=[ipv6, radius]", ["ipv6", "radius"]),
        ("branding.primaryColor=#0066CC", "#0066CC"),
        ('branding.name="A: b"', "A: b"),
        ("branding.name=a=b", "a=b"),
        ("branding.name=", ""),
        (f"seats={'9' * 5000}", "9" * 5000),
    ],
)
def test_a_value_is_what_its_field_takes(text: str, value: object) -> None:
    found = parse_assignment(text, Tenant)[1]
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize("text", ["seats", "features=[a", "features={a: [}", 'branding.name="'])
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_assignment(text, Tenant)


@given(st.text(alphabet="ab.[]=0-{}\"' ,:\n²٣", max_size=12))
def test_anything_typed_is_taken_or_refused(text: str) -> None:
    try:
        path, _ = parse_assignment(text, Tenant)
    except Refused:
        return
    assert path[0] in ("spec", "metadata")
    assert all(part != "" for part in path)
