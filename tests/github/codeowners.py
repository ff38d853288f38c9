"""Who owns a file by a CODEOWNERS file, as GitHub reads it: the last line that matches decides.

Source: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
"""

from __future__ import annotations

import re
from collections.abc import Sequence

Line = tuple[str, re.Pattern[str], tuple[str, ...]]


def parse(text: str) -> tuple[Line, ...]:
    """Pattern, what it means, and owners of each line, in the order of the file."""
    found = []
    for line in text.splitlines():
        pattern, *owners = line.partition("#")[0].split() or [""]
        if pattern:
            found.append((pattern, re.compile(_meaning(pattern)), tuple(owners)))
    return tuple(found)


def owners(lines: Sequence[Line], path: str) -> tuple[str, ...]:
    """Owners of a file; none if nobody is named for it."""
    return next((who for _, meaning, who in reversed(lines) if meaning.fullmatch(path)), ())


def _meaning(pattern: str) -> str:
    """The pattern as a regular expression over paths from the repository's root.

    A slash before the end binds a pattern to the root, one at the end to folders; what matches a
    folder matches all that is below it, but for a pattern that ends in `/*`.
    """
    if re.search(r"^!|[\[\]\\]", pattern):
        raise ValueError(f"GitHub does not read {pattern} in CODEOWNERS")
    bound = "/" in pattern.rstrip("/")
    core = pattern.strip("/")
    parts = {
        "/**/": "/(?:.*/)?",
        "**/": "(?:.*/)?",
        "/**": "/.*",
        "**": ".*",
        "*": "[^/]*",
        "?": "[^/]",
    }
    tokens = re.split(r"(/\*\*/|\*\*/|/\*\*|\*\*|\*|\?)", core)
    body = "".join(parts.get(token, re.escape(token)) for token in tokens)
    below = "/.*" if pattern.endswith("/") else "" if pattern.endswith("/*") else "(?:/.*)?"
    return f"{'' if bound else '(?:.*/)?'}{body}{below}"
