"""Stamps tell of every change, and say of which files they cannot."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from dotmac_manifests.emit import cache_stamps
from dotmac_manifests.emit.cache_stamps import (
    ABSENT,
    COARSE,
    TICK,
    WIDTH,
    Files,
    digest,
    same,
    take,
    unsettled,
)

NOW = 1_800_000_000_123_456_789


def _files(root: Path, names: list[str], *, follow: bool = False) -> Files:
    stamps = take(str(root), names, follow=follow)
    return Files(str(root), [], names, stamps, {}, follow=follow)


def test_what_is_as_it_was_does_not_differ_and_all_else_does(tmp_path: Path) -> None:
    names = [f"{number}" for number in range(6)]
    for name in names[:-1]:
        (tmp_path / name).write_text("text")
    files = _files(tmp_path, names)
    assert files.differing() == []
    (tmp_path / "0").write_text("other")
    (tmp_path / "1").chmod(0o600)
    (tmp_path / "2").unlink()
    (tmp_path / "3").rename(tmp_path / "aside")
    (tmp_path / "3").symlink_to(tmp_path / "aside")
    (tmp_path / "5").write_text("new")
    assert files.differing() == [0, 1, 2, 3, 5]


def test_links_are_looked_through_where_inputs_are_linked(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("text")
    (tmp_path / "link").symlink_to("real")
    through, at = _files(tmp_path, ["link"], follow=True), _files(tmp_path, ["link"])
    (tmp_path / "real").write_text("other text")
    assert (through.differing(), at.differing()) == ([0], [])


@pytest.mark.parametrize("follow", [True, False])
@pytest.mark.parametrize("home", ["home", "link", "home/file", "missing"])
def test_several_are_stamped_as_each_alone(tmp_path: Path, home: str, follow: bool) -> None:
    (tmp_path / "home/folder").mkdir(parents=True)
    (tmp_path / "home/folder/inner").write_text("text")
    (tmp_path / "home/file").write_text("text")
    (tmp_path / "home/through").symlink_to("folder")
    (tmp_path / "link").symlink_to("home")
    names = ["", "file", "folder", "folder/inner", "through", "through/inner", "gone", "a\0b"]
    there = str(tmp_path / home)
    alone = [stamp for name in names for stamp in take(there, [name], follow=follow)]
    assert take(there, names, follow=follow).tolist() == alone


@pytest.mark.parametrize(
    ("modified", "changed", "open_still"),
    [
        (NOW - TICK - 1, NOW - TICK - 1, False),
        (NOW - TICK + 1, NOW - 10**12, True),
        (NOW - 10**12, NOW - TICK + 1, True),
        (NOW + 10**15, NOW - 10**12, True),  # from the future
        ((NOW - COARSE) // 10**9 * 10**9 + 10**9,) * 2 + (True,),  # whole seconds
        ((NOW - COARSE) // 10**9 * 10**9 - 10**9,) * 2 + (False,),
    ],
)
def test_what_changed_a_tick_ago_is_not_settled(
    modified: int, changed: int, open_still: bool
) -> None:
    assert unsettled([4, modified, changed, 1], NOW) == [0] * open_still
    assert unsettled(ABSENT, NOW) == []


def test_the_content_of_what_is_not_settled_is_compared(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text")
    files = _files(tmp_path, ["file"])
    assert unsettled(files.stamps, time.time_ns()) == [0]
    files.unsettled[0] = digest(str(tmp_path / "file")) or ""
    assert files.differing() == []
    files.unsettled[0] = "another hash"  # as if it had been edited within the tick
    assert files.differing() == [0]


def test_a_second_process_finds_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"{number}" for number in range(40)]
    for name in names:
        (tmp_path / name).write_text("text")
    files = _files(tmp_path, names)
    for number in (0, 7, 19, 20, 39):
        (tmp_path / str(number)).write_text("other")
    alone = files.differing()
    monkeypatch.setattr(cache_stamps, "_MANY", 2)
    assert files.differing() == alone == [0, 7, 19, 20, 39]
    monkeypatch.setattr(cache_stamps, "_tell", lambda *_: os._exit(3))
    assert files.differing() == alone


@pytest.mark.parametrize("many", [1, 10_000])
def test_groups_are_the_same_while_nothing_in_any_of_them_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr("dotmac_manifests.emit.cache_stamps._MANY", many)
    groups = []
    for name in ("one", "other", "last"):
        home = tmp_path / name
        home.mkdir()
        files = [f"file-{number}" for number in range(5)]
        for file in files:
            (home / file).write_text(name)
        stamps = take(str(home), files, follow=False)
        groups.append(Files(str(home), [], files, stamps, {}, follow=False))
    assert same(groups)
    for group in groups:
        group.unsettled[1] = digest(f"{group.home}/file-1") or ""
        assert same(groups)
        group.unsettled[1] = "another hash"
        assert not same(groups)
        group.unsettled.clear()
        for file in ("file-0", "file-4"):
            kept = Path(group.home, file).rename(tmp_path / "kept")
            assert not same(groups)
            assert group.differing()
            kept.rename(Path(group.home, file))
            position = group.files.index(file)
            again = take(group.home, [file], follow=False)
            group.stamps[WIDTH * position : WIDTH * (position + 1)] = again
        assert same(groups)
