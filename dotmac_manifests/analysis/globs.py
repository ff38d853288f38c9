"""Patterns as Argo CD reads them, in each of the two languages that it has for them.

Source: https://argo-cd.readthedocs.io/en/stable/user-guide/directory/#including-only-certain-files
(github.com/gobwas/glob), and https://pkg.go.dev/path/filepath#Match for groups and kinds
"""

from __future__ import annotations

import re
from functools import cache

_NEVER = re.compile(r"(?!)")
"""What a pattern that cannot be read means: Argo CD logs it, and goes on as if nothing matched."""


@cache
def glob(pattern: str, separators: str = "") -> re.Pattern[str]:
    r"""A glob of files, repositories, namespaces: `*`, `**`, `?`, `[abc]`, `[!a-z]`, `{a,b}`, `\`.

    `*` and `?` stop at separators; without any, which is how files are matched, they stop nowhere.
    """
    inside = f"[^{re.escape(separators)}]" if separators else "."
    parts, depth, rest = [], 0, pattern
    while rest:
        found = _TOKEN.match(rest)
        if found is None:
            return _NEVER
        token, rest = found[0], rest[found.end() :]
        depth += {"{": 1, "}": -1}.get(token, 0)
        if depth < 0:
            return _NEVER
        parts.append(_gobwas(token, inside, depth))
    return re.compile("".join(parts), re.DOTALL) if not depth else _NEVER


@cache
def match(pattern: str) -> re.Pattern[str]:
    r"""A pattern of groups, kinds and names: `*`, `?`, `[a-z]`, `[^a]`, `\`; no alternatives."""
    parts, rest = [], pattern
    while rest:
        found = _MATCH_TOKEN.match(rest)
        if found is None:
            return _NEVER
        token, rest = found[0], rest[found.end() :]
        if token[0] == "[":
            parts.append(_class(token[1:-1], "^"))
        else:
            parts.append({"*": "[^/]*", "?": "[^/]"}.get(token) or re.escape(token[-1]))
    return re.compile("".join(parts), re.DOTALL)


_TOKEN = re.compile(r"\\.|\*\*+|\[!?[^\]]+\]|[^\[\\]", re.DOTALL)
_MATCH_TOKEN = re.compile(r"\\.|\[\^?(?:\\.|[^\]\\])+\]|[^\[\\]", re.DOTALL)


def _gobwas(token: str, inside: str, depth: int) -> str:
    if token[0] == "[":
        return _class(token[1:-1], "!")
    if token == "," and depth:
        return "|"
    simple = {"*": f"{inside}*", "?": inside, "{": "(?:", "}": ")"}
    return simple.get(token) or (".*" if token[:2] == "**" else re.escape(token[-1]))


def _class(content: str, negation: str) -> str:
    """One character out of a list or of ranges, or none of them."""
    negative = content.startswith(negation)
    body = re.sub(r"([^\w-])", r"\\\1", content[1:] if negative else content)
    found = f"[^{body}]" if negative else f"[{body}]"
    try:
        re.compile(found)
    except re.error:
        return _NEVER.pattern
    return found
