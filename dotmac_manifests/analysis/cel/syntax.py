"""The tree of an expression."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

Scalar = str | int | float | bool | None


class Unknown(Exception):
    """An expression that cannot be read, or asks for what is not known here."""


@dataclass(frozen=True)
class Node:
    """Any part of an expression."""

    def children(self) -> Iterator[Node]:
        """The parts that it is made of, from left to right."""
        for field in fields(self):
            value = getattr(self, field.name)
            for one in value if isinstance(value, tuple) else (value,):
                if isinstance(one, Node):
                    yield one

    def walk(self) -> Iterator[Node]:
        """It and everything below it."""
        yield self
        for child in self.children():
            yield from child.walk()


@dataclass(frozen=True)
class Literal(Node):
    """A value that is written down."""

    value: Scalar


@dataclass(frozen=True)
class Name(Node):
    """A variable."""

    name: str


@dataclass(frozen=True)
class Select(Node):
    """`of.field`; with ``test`` it is `has(of.field)`."""

    of: Node
    field: str
    test: bool = False


@dataclass(frozen=True)
class Call(Node):
    """A function or an operator; a method's receiver is its first argument."""

    name: str
    arguments: tuple[Node, ...]
    method: bool = False


@dataclass(frozen=True)
class Items(Node):
    """`[a, b]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Entries(Node):
    """`{a: b}`; keys and values in turn."""

    keys: tuple[Node, ...]
    values: tuple[Node, ...]


@dataclass(frozen=True)
class Macro(Node):
    """`over.all(variable, test)` and its like; `map` may have a test before its ``result``."""

    name: str
    over: Node
    variable: str
    test: Node | None
    result: Node | None = None
