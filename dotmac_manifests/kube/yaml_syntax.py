"""Says in plain words what is wrong with text that is not YAML."""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from dotmac_manifests.errors import Problem

_LINE_END = re.compile("\r\n?|\n")
_TAB_INDENT = re.compile(r" *\t")


@dataclass(frozen=True)
class _Explanation:
    """What a parser's message means; ``at_start`` places it where the broken part begins."""

    parser_says: str
    message: str
    remedy: str
    at_start: bool = False


# The C and the Python parser word their messages differently; the first match explains.
_EXPLANATIONS = (
    _Explanation(
        "mapping values are not allowed",
        "a ':' stands where no key can be",
        "quote a value that contains ': ', end the key of the line above with ':', "
        "and give all keys of one mapping the same indentation",
    ),
    _Explanation(
        "end of stream|document indicator|document separator",
        "a quote is opened and never closed",
        "close the quote",
        at_start=True,
    ),
    _Explanation(
        r"',' or '\]'",
        "a list that begins with '[' lacks a ',' or its ']'",
        "separate the items with ',' and close the list with ']'",
        at_start=True,
    ),
    _Explanation(
        "',' or '}'",
        "a mapping that begins with '{' lacks a ',' or its '}'",
        "separate the entries with ',' and close the mapping with '}'",
        at_start=True,
    ),
    _Explanation(
        "scanning a simple key",
        "a line has neither ':' after a key nor '- ' before an item",
        "write `key: value`",
        at_start=True,
    ),
    _Explanation(
        "directive|incompatible YAML document",
        "a '%' line at the beginning is not supported",
        "remove the line",
    ),
    _Explanation(
        "tag",
        "a tag (a word that begins with '!') is not supported",
        "remove the tag, or quote text that begins with '!'",
    ),
    _Explanation(
        "scanning an (alias|anchor)",
        "a value begins with '*' or '&'",
        "put the value into quotes",
        at_start=True,
    ),
    _Explanation(
        "sequence entries are not allowed",
        "a list begins where no list can be",
        "begin the list on a line of its own below the key",
    ),
    _Explanation(
        "escape",
        "text in double quotes has a '\\' that escapes nothing known",
        "write '\\\\' for a backslash, or use single quotes",
    ),
    _Explanation(
        "comment or line break|chomping",
        "text follows '|' or '>'",
        "begin the text on the next line, or quote it",
        at_start=True,
    ),
    _Explanation(
        "cannot start any token|node content",
        "a value begins with a character that means something else in YAML",
        "put the value into quotes",
    ),
    _Explanation(
        "<document start>",
        "text follows the end of the document",
        "remove it",
    ),
    _Explanation(
        "expected key|block end|'-' indicator",
        "the line fits no mapping or list above it",
        "give all keys of one mapping the same indentation, and quote text that contains quotes",
    ),
)


def syntax_problem(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    """Turn a parser's error about ``text`` into a problem with place and remedy."""
    says = f"{error.context or ''}: {error.problem or ''}"
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Problem(file, 0, 0, "", f"is not valid YAML: {error.problem}")
    line, column = mark.line + 1, mark.column + 1
    indent = _TAB_INDENT.match("".join(_LINE_END.split(text)[line - 1 : line]))
    if indent:
        message = "a tab indents the line"
        return Problem(file, line, indent.end(), "", message, "indent with spaces")
    for explanation in _EXPLANATIONS:
        if re.search(explanation.parser_says, says):
            if explanation.at_start and error.context_mark:
                line, column = error.context_mark.line + 1, error.context_mark.column + 1
            return Problem(file, line, column, "", explanation.message, explanation.remedy)
    return Problem(file, line, column, "", f"is not valid YAML: {error.problem}")
