"""Text to tree."""

from __future__ import annotations

import re
from functools import lru_cache

from dotmac_manifests.analysis.cel.syntax import (
    Call,
    Entries,
    Items,
    Literal,
    Macro,
    Name,
    Node,
    Scalar,
    Select,
    Unknown,
)

MACROS = frozenset(("all", "exists", "exists_one", "filter", "map"))
RELATIONS = frozenset(("==", "!=", "<", "<=", ">", ">=", "in"))
_WORDS: dict[str, Scalar] = {"true": True, "false": False, "null": None}
_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_TOKEN = re.compile(
    r"""
    (?P<space>\s+|//[^\n]*)
  | (?P<text>[rR]?(?:'''(?:[^\\]|\\.)*?'''|\"\"\"(?:[^\\]|\\.)*?\"\"\"
        |'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"))
  | (?P<raw>[rR](?:'[^'\n]*'|"[^"\n]*"))
  | (?P<number>0x[0-9a-fA-F]+|[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)
  | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<sign>\|\||&&|==|!=|<=|>=|[-+*/%!<>?:.,()\[\]{}])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))")
Token = tuple[str, str]
_END: Token = ("end", "")


@lru_cache(maxsize=4096)
def parse(text: str) -> Node:
    """The tree of an expression; raises Unknown for what is none, or holds what is not known."""
    return _Parser(list(_tokens(text))).whole()


def _tokens(text: str) -> list[Token]:
    found: list[Token] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise Unknown(f"{text[place : place + 20]!r} cannot be read")
        if match.lastgroup != "space":
            found.append((match.lastgroup, match[0]))
        place = match.end()
    return found


class _Parser:
    """One method for each level of precedence, the loosest first."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._next = 0

    def whole(self) -> Node:
        node = self._ternary()
        if self._peek() != _END:
            raise Unknown(f"{self._peek()[1]!r} is not expected")
        return node

    def _peek(self) -> Token:
        return self._tokens[self._next] if self._next < len(self._tokens) else _END

    def _at(self, *signs: str) -> bool:
        kind, text = self._peek()
        return text in signs and kind in ("sign", "word")

    def _take(self, *signs: str) -> str:
        if signs and not self._at(*signs):
            raise Unknown(f"{self._peek()[1] or 'the end'!r} stands where {signs[0]!r} should")
        text = self._peek()[1]
        self._next += 1
        return text

    def _ternary(self) -> Node:
        condition = self._left(0)
        if not self._at("?"):
            return condition
        self._take("?")
        yes = self._left(0)
        self._take(":")
        return Call("?:", (condition, yes, self._ternary()))

    def _left(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self._unary()
        node = self._left(level + 1)
        while self._at(*_LEVELS[level]):
            node = Call(self._take(), (node, self._left(level + 1)))
        return node

    def _unary(self) -> Node:
        if self._at("!", "-"):
            sign = self._take()
            return Call("negative" if sign == "-" else sign, (self._unary(),))
        return self._member()

    def _member(self) -> Node:
        node = self._primary()
        while self._at(".", "["):
            if self._take() == "[":
                node = Call("[]", (node, self._ternary()))
                self._take("]")
                continue
            name = self._word()
            node = self._method(node, name) if self._at("(") else Select(node, name)
        return node

    def _method(self, receiver: Node, name: str) -> Node:
        arguments = self._list("(", ")")
        if name not in MACROS:
            return Call(name, (receiver, *arguments), method=True)
        variable, *rest = arguments
        if not isinstance(variable, Name) or len(rest) not in ((1, 2) if name == "map" else (1,)):
            raise Unknown(f"{name} has other arguments than a variable and what it stands in")
        if name == "map":
            return Macro(name, receiver, variable.name, rest[0] if rest[1:] else None, rest[-1])
        return Macro(name, receiver, variable.name, rest[0])

    def _primary(self) -> Node:
        kind, text = self._peek()
        if kind in ("text", "raw"):
            return Literal(_text(self._take()))
        if kind == "number":
            return Literal(_number(self._take()))
        if kind == "word":
            return self._named(self._word())
        if text == "(":
            self._take()
            node = self._ternary()
            self._take(")")
            return node
        if text == "[":
            return Items(tuple(self._list("[", "]")))
        if text == "{":
            return self._entries()
        raise Unknown(f"{text or 'the end'!r} is not expected")

    def _named(self, name: str) -> Node:
        if name in _WORDS:
            return Literal(_WORDS[name])
        if not self._at("("):
            return Name(name)
        arguments = tuple(self._list("(", ")"))
        if name != "has":
            return Call(name, arguments)
        if len(arguments) != 1 or not isinstance(arguments[0], Select):
            raise Unknown("has() takes one field")
        return Select(arguments[0].of, arguments[0].field, test=True)

    def _word(self) -> str:
        if self._peek()[0] != "word":
            raise Unknown(f"{self._peek()[1] or 'the end'!r} stands where a name should")
        return self._take()

    def _list(self, first: str, last: str) -> list[Node]:
        self._take(first)
        found: list[Node] = []
        while not self._at(last):
            found.append(self._ternary())
            if not self._at(last):
                self._take(",")
        self._take(last)
        return found

    def _entries(self) -> Node:
        self._take("{")
        keys, values = list[Node](), list[Node]()
        while not self._at("}"):
            keys.append(self._ternary())
            self._take(":")
            values.append(self._ternary())
            if not self._at("}"):
                self._take(",")
        self._take("}")
        return Entries(tuple(keys), tuple(values))


_LEVELS = (("||",), ("&&",), tuple(sorted(RELATIONS)), ("+", "-"), ("*", "/", "%"))
"""Operators of two sides, the loosest first."""


def _number(text: str) -> Scalar:
    if text.startswith("0x"):
        return int(text, 16)
    return int(text) if text.isdigit() else float(text)


def _text(token: str) -> str:
    raw = token[0] in "rR"
    body = token[1:] if raw else token
    width = 3 if body[:3] in ("'''", '"""') else 1
    body = body[width:-width]
    return body if raw else _ESCAPE.sub(_unescaped, body)


def _unescaped(match: re.Match[str]) -> str:
    for number, base in ((1, 16), (2, 16), (3, 16), (4, 8)):
        if match[number]:
            return chr(int(match[number], base))
    if match[5] not in _ESCAPES and match[5] not in "\\?\"'`":
        raise Unknown(f"{match[0]!r} is no escape")
    return _ESCAPES.get(match[5], match[5])
