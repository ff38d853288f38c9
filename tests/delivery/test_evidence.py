"""Evidence that is missing, broken or old lets no release pass, and ends in no traceback."""

from __future__ import annotations

import copy
import json
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dotmac_manifests.delivery.draft import Refused
from dotmac_manifests.delivery.evidence import judge, read_evidence
from dotmac_manifests.delivery.waves import Application
from tests.delivery.argocd import Report, application
from tests.delivery.desk import NOW

DIGEST = f"sha256:{'a' * 64}"
PATH = "dist/eu-west-1/tenants/acme"
WANTED = Application("eu-west-1", "tenant-acme", PATH, (DIGEST,))
HEALTHY = application("tenant-acme", PATH, [f"registry.example/app:v2@{DIGEST}"])


def wrong(*documents: Any, wanted: Application = WANTED) -> str | None:
    found = [(f"{place}.json", json.dumps(one).encode()) for place, one in enumerate(documents)]
    (verdict,) = judge([wanted], read_evidence(found), NOW)
    return verdict.wrong


def with_field(value: Any, *path: str) -> Report:
    report: Any = copy.deepcopy(HEALTHY)
    node = report
    for part in path[:-1]:
        node = node.setdefault(part, {})
    node[path[-1]] = value
    return report


def test_every_form_in_which_argo_cd_and_kubectl_list_applications_is_read() -> None:
    assert wrong([HEALTHY]) is None
    assert wrong({"apiVersion": "v1", "kind": "List", "items": [HEALTHY]}) is None
    assert wrong([], {"items": [HEALTHY]}) is None


def test_an_application_with_several_sources_is_known_by_each_of_their_paths() -> None:
    several = copy.deepcopy(HEALTHY)
    several["spec"]["sources"] = [{"chart": "x"}, {"path": PATH}, {"path": PATH, "ref": "y"}]
    assert wrong([several]) is None
    several["spec"]["sources"] = [{"path": "elsewhere"}]  # then `source` does not count
    assert wrong([several]) == "is not in the evidence"


def test_namesakes_in_two_regions_are_told_apart_by_their_path() -> None:
    other = application("tenant-acme", "dist/us-east-1/tenants/acme", [])
    assert wrong([HEALTHY], [other]) is None
    assert wrong([other]) == "is not in the evidence"
    with pytest.raises(Refused, match=r"tenant-acme .* is told of twice"):
        wrong([HEALTHY], [HEALTHY])


@pytest.mark.parametrize(
    ("report", "told"),
    [
        (with_field("OutOfSync", "status", "sync", "status"), "is OutOfSync, not Synced"),
        (with_field(None, "status", "sync"), "of unknown sync status"),
        (with_field("Degraded", "status", "health", "status"), "is Degraded, not Healthy"),
        (with_field("Progressing", "status", "health", "status"), "is Progressing"),
        (with_field("Suspended", "status", "health", "status"), "is Suspended"),
        (with_field({}, "status", "health"), "of unknown health"),
        (
            with_field("Failed", "status", "operationState", "phase"),
            "has not passed its smoke test (last sync: Failed)",
        ),
        (with_field({}, "status", "operationState"), "last sync: unknown"),
        (with_field([], "status", "summary", "images"), f"does not run {DIGEST} yet"),
        (with_field(["app:v1@sha256:00"], "status", "summary", "images"), "does not run"),
        (with_field(None, "status", "summary"), "does not say which images"),
        (with_field({}, "status"), "unknown"),
        (with_field("2026-11-21T09:29:59Z", "status", "reconciledAt"), "read it again"),
        (with_field("yesterday", "status", "reconciledAt"), "read it again"),
        (with_field("2026-11-21T09:31:00", "status", "reconciledAt"), "read it again"),
    ],
)
def test_what_is_not_healthy_synced_and_current_is_said(report: Report, told: str) -> None:
    found = wrong([report])
    assert found is not None
    assert told in found


def test_what_argo_cd_has_seen_since_counts() -> None:
    later = (NOW + timedelta(minutes=3)).isoformat().replace("+00:00", "Z")
    assert wrong([with_field(later, "status", "reconciledAt")]) is None


@pytest.mark.parametrize(
    "data",
    [
        b"", b"not json", b"\xff\xfe", b"{}", b'{"items": {}}', b"3", b"null", b'"text"',
        b"[" * 100_000, b'{"kind": "Application", "metadata": {"name": "tenant-acme"}}',
        b"9" * 5000,
    ],
)  # fmt: skip
def test_what_is_no_list_of_applications_is_refused(data: bytes) -> None:
    with pytest.raises(Refused, match=r"x\.json"):
        read_evidence([("x.json", data)])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["Synced", "Healthy", "Succeeded", "tenant-acme", PATH, DIGEST]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["metadata", "name", "spec", "source", "sources", "path", "status", "sync"])
        | st.sampled_from(["health", "operationState", "phase", "summary", "images", "items"]),
        inner,
        max_size=4,
    ),
    max_leaves=20,
)  # fmt: skip


@settings(deadline=None)
@given(JSON)
def test_whatever_it_says_the_answer_is_a_verdict_or_a_refusal(value: Any) -> None:
    with suppress(Refused):
        assert wrong(value) is not None


PLACES = [
    ("metadata", "name"), ("spec", "source", "path"), ("status", "sync", "status"),
    ("status", "health", "status"), ("status", "operationState", "phase"),
    ("status", "summary", "images"), ("spec", "source"), ("status",), ("metadata",),
]  # fmt: skip


@settings(deadline=None)
@given(st.sampled_from(PLACES), JSON)
def test_any_other_value_in_a_place_that_counts_closes_the_gate(
    place: tuple[str, ...], value: Any
) -> None:
    report = with_field(value, *place)
    if report != HEALTHY and not (isinstance(value, list) and DIGEST in value):
        assert wrong([report]) is not None


def test_the_hash_names_what_was_read_whatever_the_order() -> None:
    one, two = ("a.json", b"[]"), ("b.json", b'{"items": []}')
    assert read_evidence([one, two]).digest == read_evidence([two, one]).digest
    assert read_evidence([one]).digest != read_evidence([two]).digest
