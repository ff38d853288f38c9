import pytest
import yaml

from dotmac_manifests.errors import Problem
from dotmac_manifests.kube.yaml_syntax import syntax_problem

PARSERS: list[type] = [yaml.Loader]
if hasattr(yaml, "CLoader"):
    PARSERS.append(yaml.CLoader)


def problem_of(text: str, parser: type) -> Problem:
    with pytest.raises(yaml.MarkedYAMLError) as caught:
        list(yaml.parse(text, Loader=parser))
    return syntax_problem(caught.value, text, "a.yaml")


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a:\n\tb: 1\n", 2, "a tab indents the line"),
        ("a: 1\n  \tb: 2\n", 2, "a tab indents the line"),
        ("a: |\n\tb\n", 2, "a tab indents the line"),
        ("a: 1\r\n\tb: 2\r\n", 2, "a tab indents the line"),
        ("a: 1\r\tb: 2\r", 2, "a tab indents the line"),
        ("a: b: c\n", 1, "a ':' stands where no key can be"),
        ("a\nb: 1\n", 2, "a ':' stands where no key can be"),
        ("a: 1\n  b: 2\n", 2, "a ':' stands where no key can be"),
        ("a: 1\nb: 'x\nc: 2\n", 2, "a quote is opened and never closed"),
        ('a: "x\n---\n"\n', 1, "a quote is opened and never closed"),
        ("a: 1\nb: [1,\n  2\n", 2, "a list that begins with '[' lacks a ',' or its ']'"),
        ("a: {x: 1\n", 1, "a mapping that begins with '{' lacks a ',' or its '}'"),
        ("? a\nb\n", 2, "a line has neither ':' after a key nor '- ' before an item"),
        ("a:\n  b: 1\n c: 2\n", 3, "the line fits no mapping or list above it"),
        ("a: 1\n- b\n", 2, "the line fits no mapping or list above it"),
        ("- a\nb: 1\n", 2, "the line fits no mapping or list above it"),
        ('a: "x" y\n', 1, "the line fits no mapping or list above it"),
        ("a: - b\n", 1, "a list begins where no list can be"),
        ("a: @b\n", 1, "a value begins with a character that means something else in YAML"),
        ("a: ]\n", 1, "a value begins with a character that means something else in YAML"),
        ("a: *\n", 1, "a value begins with '*' or '&'"),
        ("a: & b\n", 1, "a value begins with '*' or '&'"),
        ("a: !b!c d\n", 1, "a tag (a word that begins with '!') is not supported"),
        ("a: !<b\n", 1, "a tag (a word that begins with '!') is not supported"),
        ('a: "\\q"\n', 1, "text in double quotes has a '\\' that escapes nothing known"),
        ("a: |b\n  c\n", 1, "text follows '|' or '>'"),
        ("%YAML 3.0\n---\na: 1\n", 1, "a '%' line at the beginning is not supported"),
        ("{a: 1}}\n", 1, "text follows the end of the document"),
    ],
)
def test_says_it_in_plain_words(text: str, line: int, message: str, parser: type) -> None:
    problem = problem_of(text, parser)
    assert (problem.file, problem.line, problem.message) == ("a.yaml", line, message)
    assert problem.remedy


def test_places_the_column() -> None:
    assert problem_of("a: b: c\n", yaml.Loader).column == 5
    assert problem_of("a:\n  \tb: 1\n", yaml.Loader).column == 3
    assert problem_of("a: 'b\n", yaml.Loader).column == 4


def test_passes_on_what_it_does_not_know() -> None:
    mark = yaml.Mark("", 0, 0, 0, "", 0)
    known = syntax_problem(yaml.MarkedYAMLError(problem="odd", problem_mark=mark), "", "a")
    assert known == Problem("a", 1, 1, "", "is not valid YAML: odd")
    assert syntax_problem(yaml.MarkedYAMLError(problem="odd"), "", "a") == Problem(
        "a", 0, 0, "", "is not valid YAML: odd"
    )
