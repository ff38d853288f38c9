"""What is kept is given back as it was or not at all, and does not grow."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from dotmac_manifests.emit.cache import KEPT, Cache, base


def test_the_folder_is_the_one_chosen_that_of_the_environment_or_the_users_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    assert base(None, {}) == "/home/me/.cache/dotmac"
    assert base(None, {"XDG_CACHE_HOME": "relative"}) == "/home/me/.cache/dotmac"
    assert base(None, {"XDG_CACHE_HOME": "/caches"}) == "/caches/dotmac"
    assert base(None, {"XDG_CACHE_HOME": "/caches", "DOTMAC_CACHE_DIR": "/mine"}) == "/mine"
    assert base("/chosen", {"DOTMAC_CACHE_DIR": "/mine"}) == "/chosen"


def test_parts_are_given_back_in_order_and_only_as_many_as_are_wanted(tmp_path: Path) -> None:
    cache = Cache(str(tmp_path), "root", "out")
    assert cache.read(1) is None
    cache.write(b"one", b"", b"three")
    assert cache.read(2) == (b"one", b"")
    assert cache.read(3) == (b"one", b"", b"three")
    assert cache.read(4) is None
    cache.drop()
    assert cache.read(1) is None
    cache.drop()


def test_every_bit_counts(tmp_path: Path) -> None:
    cache = Cache(str(tmp_path), "root", "out")
    cache.write(b"one", b"two")
    (path,) = (path for path in tmp_path.rglob("*") if path.is_file())
    data = path.read_bytes()
    for place in range(len(data)):
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        assert cache.read(2) is None
        path.write_bytes(data[:place])
        assert cache.read(2) is None


def test_only_the_user_reads_it_and_left_overs_go(tmp_path: Path) -> None:
    cache = Cache(str(tmp_path / "kept"), "root", "out")
    cache.write(b"one")
    (folder,) = (tmp_path / "kept").iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (folder / "run.123.new").write_bytes(b"half")
    cache.write(b"two")
    assert [path.name for path in folder.iterdir()] == ["run"]
    assert cache.read(1) == (b"two",)


def test_the_oldest_go_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine")
    (tmp_path / ("f" * 32)).mkdir()
    (tmp_path / ("f" * 32) / "notes").write_text("mine")
    for number in range(KEPT + 4):
        Cache(str(tmp_path), f"root-{number}", "out").write(b"x")
    kept = [path for path in tmp_path.rglob("run") if path.is_file()]
    assert len(kept) <= KEPT
    assert Cache(str(tmp_path), f"root-{KEPT + 3}", "out").read(1) == (b"x",)
    assert (tmp_path / "notes").read_text() == "mine"
    assert (tmp_path / ("f" * 32) / "notes").read_text() == "mine"
