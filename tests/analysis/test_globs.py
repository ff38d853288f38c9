"""Patterns of Argo CD: those of files and those of kinds are two languages."""

from __future__ import annotations

import fnmatch
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotmac_manifests.analysis.globs import glob, match

GLOBS = (
    ("*.yaml", "a.yaml", True),
    ("*.yaml", "a/b.yaml", True),  # without separators nothing stops a star
    ("**", "a/b", True),
    ("?/b", "a/b", True),
    ("?", "/", True),
    ("{a,b}.yaml", "b.yaml", True),
    ("{a,b}.yaml", "c.yaml", False),
    ("{a*,{b,c}?}", "cx", True),
    ("a,b", "a,b", True),  # a comma means something between braces only
    ("a,b", "a", False),
    ("{a,}.yaml", ".yaml", True),
    ("[ab]c", "bc", True),
    ("[!ab]c", "bc", False),
    ("[!ab]c", "xc", True),
    ("[a-c]", "b", True),
    (r"\*", "*", True),
    (r"\*", "a", False),
    ("!a", "!a", True),
    ("a.yaml", "axyaml", False),
    ("{a", "{a", False),  # what cannot be read matches nothing
    ("a}", "a}", False),
    ("[a", "[a", False),
    ("", "", True),
)
MATCHES = (
    ("*", "Deployment", True),
    ("*", "a/b", False),
    ("dotmac-*", "dotmac-tenant", True),
    ("{a,b}", "a", False),
    ("{a,b}", "{a,b}", True),
    ("[^a]", "b", True),
    ("[^a]", "a", False),
    (r"[\]]", "]", True),
    ("[", "[", False),
)


@pytest.mark.parametrize(("pattern", "text", "found"), GLOBS)
def test_glob(pattern: str, text: str, found: bool) -> None:
    assert bool(glob(pattern).fullmatch(text)) is found


@pytest.mark.parametrize(("pattern", "text", "found"), MATCHES)
def test_match(pattern: str, text: str, found: bool) -> None:
    assert bool(match(pattern).fullmatch(text)) is found


def test_separators_stop_a_star_but_not_two() -> None:
    assert not glob("https://*/a", "/").fullmatch("https://x/y/a")
    assert glob("https://**/a", "/").fullmatch("https://x/y/a")


@given(st.text("ab/.*?", max_size=6), st.text("ab/.", max_size=6))
def test_stars_and_question_marks_alone_mean_what_a_shell_means(pattern: str, text: str) -> None:
    assert bool(glob(pattern).fullmatch(text)) == fnmatch.fnmatchcase(text, pattern)


@given(st.text(string.printable, max_size=12))
def test_any_pattern_can_be_read_or_matches_nothing(pattern: str) -> None:
    glob(pattern)
    match(pattern)
