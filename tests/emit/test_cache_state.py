"""A run is remembered as it was, or not at all."""

from __future__ import annotations

from array import array
from pathlib import Path

import pytest

from dotmac_manifests.emit.cache import Cache
from dotmac_manifests.emit.cache_program import HOME
from dotmac_manifests.emit.cache_stamps import Files
from dotmac_manifests.emit.cache_state import HEAD_PARTS, State, load, save

HASH = "ab" * 32


def files(home: str, *, follow: bool = True) -> Files:
    names = ["a b", "c:d", "\udc80"]
    stamps = array("q", range(4 * 5))
    return Files(home, ["", "folder"], names, stamps, {0: HASH, 3: ""}, follow=follow)


def state(*warnings: str) -> State:
    groups = (files(HOME), files("root"), files("out", follow=False))
    return State(
        groups=groups,
        environment="e",
        program="p",
        objects=7,
        warnings=warnings,
        contents=b"contents",
        units=(b"lines", b"contents of files", b"identities"),
    )


@pytest.mark.parametrize("warnings", [(), ("one", "two\nlines: \udc80"), ("",)])
def test_what_is_read_is_what_was_saved(warnings: tuple[str, ...], tmp_path: Path) -> None:
    cache, saved = Cache(str(tmp_path), "root", "out"), state(*warnings)
    save(cache, saved)
    found = load(cache, "root", "out", whole=True)
    assert found is not None
    for one, other in zip(found.groups, saved.groups, strict=True):
        assert vars(one) == vars(other)
    told = (found.environment, found.program, found.objects, found.warnings)
    assert told == ("e", "p", 7, warnings)
    assert (found.contents, found.units) == (b"contents", saved.units)
    assert len(found.raw) == HEAD_PARTS


def test_a_warning_that_would_be_two_is_not_remembered(tmp_path: Path) -> None:
    cache = Cache(str(tmp_path), "root", "out")
    save(cache, state("one\0two"))
    assert load(cache, "root", "out", whole=True) is None


@pytest.mark.parametrize("head", [b"", b"e\0p\0many\0" + b"2 3\0" * 3, b"e\0p\0" + b"7\0" * 4])
def test_another_layout_is_as_good_as_none(head: bytes, tmp_path: Path) -> None:
    cache = Cache(str(tmp_path), "root", "out")
    cache.write(head, b"", b"", b"", b"")
    assert load(cache, "root", "out", whole=True) is None
