"""Label selectors: every operator, absent labels, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from dotmac_manifests.analysis.reachability.selectors import parse_selector
from dotmac_manifests.kube.yaml_reader import FieldPath


def matches(selector: Any, labels: dict[str, str]) -> bool:
    problems: list[str] = []
    found = parse_selector(selector, (), lambda path, message, _: problems.append(message))
    assert not problems
    return found.matches(labels)


def expression(operator: str, *values: str) -> dict[str, Any]:
    one: dict[str, Any] = {"key": "a", "operator": operator}
    return {"matchExpressions": [{**one, "values": list(values)} if values else one]}


A, B, ABSENT, EMPTY = {"a": "1"}, {"a": "2"}, {"b": "1"}, {"a": ""}


@pytest.mark.parametrize(
    ("selector", "matching"),
    [
        ({}, [A, B, ABSENT, EMPTY, {}]),
        (None, [A, B, ABSENT, EMPTY, {}]),
        ({"matchLabels": {}, "matchExpressions": []}, [A, B, ABSENT, EMPTY, {}]),
        ({"matchLabels": {"a": "1"}}, [A]),
        ({"matchLabels": {"a": ""}}, [EMPTY]),
        (expression("In", "1", "3"), [A]),
        (expression("In", "1", "2"), [A, B]),
        (expression("NotIn", "1"), [B, ABSENT, EMPTY, {}]),
        (expression("Exists"), [A, B, EMPTY]),
        (expression("DoesNotExist"), [ABSENT, {}]),
        ({"matchLabels": {"a": "1"}, **expression("NotIn", "1")}, []),
        ({"matchLabels": {"a": "1", "b": "1"}}, []),
    ],
)
def test_operators(selector: Any, matching: list[dict[str, str]]) -> None:
    assert [one for one in (A, B, ABSENT, EMPTY, {}) if matches(selector, one)] == matching


def test_every_requirement_has_to_hold() -> None:
    both = {
        "matchLabels": {"a": "1"},
        "matchExpressions": [{"key": "b", "operator": "In", "values": ["2"]}],
    }
    assert matches(both, {"a": "1", "b": "2"})
    assert not matches(both, {"a": "1"})
    assert not matches(both, {"b": "2"})


@pytest.mark.parametrize(
    ("selector", "place", "message"),
    [
        (expression("Equals", "1"), ("matchExpressions", 0, "operator"), "'Equals' is no operator"),
        (expression("in", "1"), ("matchExpressions", 0, "operator"), "'in' is no operator"),
        (expression("In"), ("matchExpressions", 0, "values"), "must not be empty with In"),
        (expression("NotIn"), ("matchExpressions", 0, "values"), "must not be empty with NotIn"),
        (expression("Exists", "1"), ("matchExpressions", 0, "values"), "must be empty"),
        (expression("DoesNotExist", "1"), ("matchExpressions", 0, "values"), "must be empty"),
        ({"matchExpressions": [{"operator": "Exists"}]}, ("matchExpressions", 0, "key"), "missing"),
        ({"matchExpressions": ["a"]}, ("matchExpressions", 0), "must be a mapping"),
        ({"matchExpressions": {}} | {"matchExpressions": "a"}, ("matchExpressions",), "a list"),
        ({"matchLabels": ["a"]}, ("matchLabels",), "must be a mapping"),
        ({"matchLabels": {"a": 1}}, ("matchLabels", "a"), "is not text"),
        ({"matchLabels": {"a": "b c"}}, ("matchLabels", "a"), "not the value of a label"),
        ({"matchLabels": {"-a": "b"}}, ("matchLabels", "-a"), "not the key of a label"),
        ({"app": "a"}, ("app",), "not a field of a selector"),
        ("app", (), "must be a mapping"),
    ],
)
def test_refusals(selector: Any, place: FieldPath, message: str) -> None:
    found: list[tuple[FieldPath, str]] = []
    parse_selector(selector, (), lambda path, text, _: found.append((path, text)))
    assert len(found) == 1
    assert found[0][0] == place
    assert message in found[0][1]


def test_text() -> None:
    selector = {
        "matchLabels": {"b": "1"},
        "matchExpressions": [
            {"key": "a", "operator": "NotIn", "values": ["2", "1"]},
            {"key": "c", "operator": "Exists"},
            {"key": "d", "operator": "DoesNotExist"},
        ],
    }
    found = parse_selector(selector, (), lambda *_: None)
    assert str(found) == "a notin (1, 2), b=1, c, !d"
    assert str(parse_selector({}, (), lambda *_: None)) == "everything"
