"""Tree and variables to a value.

Errors pass `&&`, `||` and the macros made of them only where the other side does not decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from dotmac_manifests.analysis.cel.syntax import (
    Call,
    Entries,
    Items,
    Literal,
    Macro,
    Name,
    Node,
    Select,
    Unknown,
)
from dotmac_manifests.analysis.cel.values import OPERATORS, Failed, call

Scope = Mapping[str, Any]
"""Variables and their values."""


class Lazy(Mapping[str, Any]):
    """A map whose values are computed when they are asked for, once."""

    def __init__(self, makers: Mapping[str, Callable[[], Any]]) -> None:
        self._makers = makers
        self._made: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        if key not in self._made:
            self._made[key] = self._makers[key]()
        return self._made[key]

    def __contains__(self, key: object) -> bool:
        return key in self._makers

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


Program = Callable[[Scope], Any]
"""What gives the value; raises Failed where there is none, Unknown where it cannot be told."""


def program(node: Node) -> Program:
    """A tree made ready to be evaluated many times; raises Unknown for unknown functions."""
    return _MAKERS[type(node)](node)


def evaluate(node: Node, scope: Scope) -> Any:
    """The value of a tree."""
    return program(node)(scope)


def _literal(node: Literal) -> Program:
    value = node.value
    return lambda _: value


def _name(node: Name) -> Program:
    name = node.name

    def run(scope: Scope) -> Any:
        if name not in scope:
            raise Unknown(f"the variable {name} is not known")
        return scope[name]

    return run


def _select(node: Select) -> Program:
    of, field, test = program(node.of), node.field, node.test

    def run(scope: Scope) -> Any:
        held = of(scope)
        if isinstance(held, dict | Lazy):
            if test:
                return field in held
            if field in held:
                return held[field]
        raise Failed(f"no such field: {field}")

    return run


def _items(node: Items) -> Program:
    programs = tuple(map(program, node.items))
    return lambda scope: [one(scope) for one in programs]


def _entries(node: Entries) -> Program:
    keys, values = tuple(map(program, node.keys)), tuple(map(program, node.values))
    return lambda scope: dict(
        zip([key(scope) for key in keys], [value(scope) for value in values], strict=True)
    )


def _call(node: Call) -> Program:
    name, programs = node.name, tuple(map(program, node.arguments))
    if name in ("&&", "||"):
        return lambda scope: _either([partial(one, scope) for one in programs], name == "||")
    if name == "?:":
        condition, yes, no = programs
        return lambda scope: (yes if _truth(condition(scope)) else no)(scope)
    if name == "!":
        return lambda scope: not _truth(programs[0](scope))
    if name == "negative":
        return lambda scope: OPERATORS["-"](0, programs[0](scope))
    operator = OPERATORS.get(name)
    if operator is not None and len(programs) == len(("left", "right")):
        left, right = programs
        return lambda scope: operator(left(scope), right(scope))
    method = node.method
    return lambda scope: call(name, tuple([one(scope) for one in programs]), method)


def _macro(node: Macro) -> Program:
    name, variable, over = node.name, node.variable, program(node.over)
    test = program(node.test) if node.test else None
    result = program(node.result) if node.result else None

    def holds(scope: Scope, item: Any) -> bool:
        return test is None or _truth(test({**scope, variable: item}))

    def run(scope: Scope) -> Any:
        held = over(scope)
        if not isinstance(held, list | dict):
            raise Failed(f"{name}: neither list nor map")
        if name in ("all", "exists"):
            return _either([partial(holds, scope, item) for item in held], name == "exists")
        found = [item for item in held if holds(scope, item)]
        if name == "exists_one":
            return len(found) == 1
        return [result({**scope, variable: item}) for item in found] if result else found

    return run


def _either(sides: Iterable[Callable[[], Any]], decisive: bool) -> bool:
    """Whether any side is ``decisive``, else the other value; errors only if no side decides."""
    failed: Failed | None = None
    for side in sides:
        try:
            if _truth(side()) is decisive:
                return decisive
        except Failed as error:
            failed = error
    if failed is not None:
        raise failed
    return not decisive


def _truth(value: Any) -> bool:
    if value is True or value is False:
        return value
    raise Failed("not a truth value")


_MAKERS: Mapping[type[Node], Callable[[Any], Program]] = {
    Literal: _literal,
    Name: _name,
    Select: _select,
    Items: _items,
    Entries: _entries,
    Call: _call,
    Macro: _macro,
}
