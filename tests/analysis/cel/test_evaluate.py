"""What expressions mean; Google's own runtime is asked too, where there is one."""

from __future__ import annotations

from typing import Any

import pytest

from dotmac_manifests.analysis.admission import Expressions, Request, concerns, expressions
from dotmac_manifests.analysis.cel.evaluate import Lazy, evaluate
from dotmac_manifests.analysis.cel.parser import parse
from dotmac_manifests.analysis.cel.syntax import Unknown
from dotmac_manifests.analysis.cel.values import Failed
from dotmac_manifests.analysis.guards import Guard, guards, labels_of
from dotmac_manifests.analysis.rules.admission._trials import Trials, place_of
from tests.analysis.rules.judge import committed_fleet

ERROR = object()
OBJECT: dict[str, Any] = {
    "object": {
        "metadata": {"name": "web", "labels": {"a.b/c": "d"}},
        "spec": {
            "flag": False,
            "count": 3,
            "items": [{"n": 1}, {"n": 2, "tag": "x"}],
            "names": ["a", "b"],
        },
    },
}
TABLE: tuple[tuple[str, Any], ...] = (
    ("1 + 2 * 3 == 7", True),
    ("-7 / 2", -3),
    ("-7 % 2", -1),
    ("1 / 0 == 1", ERROR),
    ("'a' + 'b'", "ab"),
    ("[1] + [2]", [1, 2]),
    ("object.metadata.name + 1", ERROR),
    ("object.spec.count == 3.0", True),
    ("true == object.spec.count", False),
    ("object.spec.count == 3", True),
    ("object.spec.count > 2 && object.spec.count <= 3", True),
    ("'b' < 'c'", True),
    ("!object.spec.flag", True),
    ("!object.spec.count", ERROR),
    ("object.spec.nothing == 1", ERROR),
    ("has(object.spec.nothing)", False),
    ("has(object.spec.flag)", True),
    ("has(object.nothing.spec)", ERROR),
    ("object.spec.nothing == 1 || true", True),
    ("false && object.spec.nothing == 1", False),
    ("object.spec.nothing == 1 || false", ERROR),
    ("object.spec.flag ? object.spec.nothing : 4", 4),
    ("true ? (false ? 1 : 2) : 3", 2),
    ("object.metadata.labels['a.b/c']", "d"),
    ("object.metadata.labels['x']", ERROR),
    ("'a.b/c' in object.metadata.labels", True),
    ("'d' in object.metadata.labels", False),
    ("'a' in object.spec.names", True),
    ("1 in object.spec.names", False),
    ("object.spec.names[1]", "b"),
    ("object.spec.names[2]", ERROR),
    ("object.spec.items.all(i, i.n > 0)", True),
    ("object.spec.items.all(i, i.tag == 'x')", ERROR),
    ("object.spec.items.all(i, i.n > 1 && i.tag == 'x')", False),
    ("object.spec.items.exists(i, i.tag == 'x')", True),
    ("object.spec.items.exists_one(i, i.n == 2)", True),
    ("object.spec.items.filter(i, has(i.tag)).size()", 1),
    ("object.spec.items.map(i, i.n)", [1, 2]),
    ("object.spec.items.map(i, i.n > 1, i.tag)", ["x"]),
    ("object.metadata.labels.all(k, k.startsWith('a.'))", True),
    ("object.spec.count.all(i, true)", ERROR),
    ("size('abc') + size([1]) + size({'a': 1})", 5),
    ("'a,b'.split(',')", ["a", "b"]),
    ("'abc'.contains('b') && 'abc'.endsWith('c')", True),
    ("'abc'.matches('^a.c$')", True),
    ("'abc\\n'.matches('^abc$')", False),
    ("'xabc'.matches('abc')", True),
    ("'a٣'.matches('^a\\\\d$')", False),
    ("'a$'.matches('[$]$')", True),
    ("'Ab'.lowerAscii() + 'Ab'.upperAscii()", "abAB"),
    ("['a', 'b'].join('-')", "a-b"),
    ("'aXb'.replace('X', '-')", "a-b"),
    ("r'a\\b'", "a\\b"),
    ("'\\x41\\u0042\\103'", "ABC"),
    ('"""a"b"""', 'a"b'),
    ("{'a': 1}.a == 1 // a note", True),
    ("null == object.spec.flag", False),
    ("[[1], [2]] == [[1], [2]]", True),
    ("{'a': [1]} == {'a': [1]}", True),
    ("0x10 == 16", True),
)


def value(text: str, scope: dict[str, Any]) -> Any:
    try:
        return evaluate(parse(text), scope)
    except Failed:
        return ERROR


@pytest.mark.parametrize(("text", "expected"), TABLE, ids=[text for text, _ in TABLE])
def test_an_expression_has_its_value(text: str, expected: Any) -> None:
    found = value(text, OBJECT)
    assert found == expected
    assert type(found) is type(expected)


def _googles(text: str, scope: dict[str, Any]) -> Any:
    pytest.importorskip("cel_expr_python", reason="there is no CEL runtime for this machine")
    from tests.isolation.admitted import Failed as Error
    from tests.isolation.admitted import evaluate as run

    found = run(text, scope)
    return ERROR if isinstance(found, Error) else found


@pytest.mark.parametrize(("text", "expected"), TABLE, ids=[text for text, _ in TABLE])
def test_googles_runtime_agrees(text: str, expected: Any) -> None:
    assert _googles(text, OBJECT) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a b",
        "has(a)",
        "[1",
        "a.",
        "'a",
        "a ? b",
        "x.all(1, true)",
        "'a'.nobodys()",
        "nothing",
        "authorizer.group('').check('get')",
        "'a'.matches('(?=a)')",
        "'a'.matches('[[:alpha:]]')",
        "#",
        "'\\q'",
    ],
)
def test_what_is_not_known_is_no_verdict(text: str) -> None:
    with pytest.raises(Unknown):
        evaluate(parse(text), {"a": {}, "b": True, "x": []})


def test_a_value_that_nobody_asks_for_is_not_computed() -> None:
    def fail() -> Any:
        raise Failed("asked")

    scope = {"variables": Lazy({"bad": fail, "good": lambda: 1})}
    assert evaluate(parse("variables.good == 1 || variables.bad"), scope) is True
    assert evaluate(parse("has(variables.bad)"), scope) is True
    with pytest.raises(Failed):
        evaluate(parse("variables.bad"), scope)


def test_googles_runtime_agrees_on_the_fleets_own_policies() -> None:
    facts = next(one for one in committed_fleet() if one.cluster.endswith("dist/ap-southeast-1"))
    held = tuple((guard, expressions(guard)) for guard in guards(facts).values())
    name = "tenant-lion-net"
    place = place_of(facts, name, labels_of(facts, name), vpn=False)
    trials = Trials(facts, place, held)
    requests = [one.request for one in (*trials.clean(), *trials.wrong())]
    compared = 0
    for request in requests[::7]:
        for guard, trees in held:
            if concerns(guard, request):
                compared += _compare(guard, trees, request)
    assert compared > 100


def _compare(guard: Guard, trees: Expressions, request: Request) -> int:
    spec = guard.policy.body["spec"]
    scope = request.scope()
    variables: dict[str, Any] = {}
    for one in spec.get("variables", ()):
        made = value(one["expression"], {**scope, "variables": variables})
        if made is not ERROR:
            variables[one["name"]] = made
    scope["variables"] = variables
    for one in spec["validations"]:
        text = one["expression"]
        assert value(text, scope) == _googles(text, scope), text
    return len(trees.validations)
