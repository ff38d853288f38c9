"""Shards: who renders what, and what is refused when they are put together."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Collection
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotmac_manifests.emit import merge, shard
from dotmac_manifests.emit.incremental import Outcome, synth_fleet
from dotmac_manifests.emit.merge import Shards
from dotmac_manifests.emit.program import program
from dotmac_manifests.emit.shard import synth_shard
from dotmac_manifests.emit.shard_file import FILE, ShardError, Share
from dotmac_manifests.emit.tree import MARKER, TreeError
from dotmac_manifests.errors import InputError
from tests.emit.fleets import Workshop, renderer

OF = 3


class Yard(Workshop):
    """A fleet in three shards, rendered by a stand-in."""

    def shard(self, number: int, of: int = OF) -> Outcome:
        """One shard, into its folder."""
        return synth_shard(self.root, self.folder(number, of), Share(number, of))

    def folder(self, number: int, of: int = OF) -> Path:
        """Where a shard is."""
        return self.base / f"{number}-of-{of}"

    def all(self) -> list[Path]:
        """Every shard."""
        for number in range(1, OF + 1):
            self.shard(number)
        return [self.folder(number) for number in range(1, OF + 1)]

    def merge(self, folders: Collection[Path], *, cached: bool = False) -> Outcome:
        """Put shards together."""
        cache = self.cache if cached else None
        return synth_fleet(self.root, self.out, cache, shards=Shards(folders))

    def first_of(self, number: int) -> Path:
        """A manifest in a shard."""
        return min(self.folder(number).glob("*/tenants/*/*.yaml"))


@pytest.fixture
def yard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Yard:
    monkeypatch.setattr(shard, "render_some", renderer([]))
    return Yard(tmp_path)


class TestShare:
    @given(st.sets(st.text(max_size=30), max_size=40), st.integers(1, 9))
    def test_every_unit_belongs_to_one(self, units: set[str], of: int) -> None:
        for unit in units:
            assert sum(Share(number, of).takes(unit) for number in range(1, of + 1)) == 1

    def test_shares_are_about_as_large(self) -> None:
        units = [f"us-east-1/tenants/tenant-{number}" for number in range(4000)]
        counts = Counter(
            number for unit in units for number in range(1, 9) if Share(number, 8).takes(unit)
        )
        assert all(400 < count < 600 for count in counts.values())

    def test_is_read_as_people_write_it(self) -> None:
        assert Share.read("2/5") == Share(2, 5)
        assert str(Share(2, 5)) == "2/5"

    @pytest.mark.parametrize("text", ["", "1", "0/3", "4/3", "-1/3", "1/0", "a/b", "1/3/5", "²/3"])
    def test_anything_else_is_refused(self, text: str) -> None:
        with pytest.raises(ShardError, match="I-th of N"):
            Share.read(text)


def test_shards_merge_to_what_one_run_gives(yard: Yard) -> None:
    done = yard.merge(yard.all())
    assert yard.dist() == yard.clean()
    assert done.changes.added
    assert not yard.merge([yard.base]).changes.any  # a folder of shards will do


def test_a_merge_is_remembered_like_any_run(yard: Yard) -> None:
    yard.merge(yard.all(), cached=True)
    yard.synth()
    assert yard.rendered == []
    assert yard.dist() == yard.clean()


def test_a_shard_is_brought_up_to_date(yard: Yard) -> None:
    yard.shard(1)
    assert not yard.shard(1).changes.any
    path = yard.first_of(1)
    path.write_text("damaged")
    (yard.folder(1) / "left").write_text("over")
    changes = yard.shard(1).changes
    name = path.relative_to(yard.folder(1)).as_posix()
    assert (changes.changed, changes.removed) == ((name,), ("left",))
    assert not yard.shard(1).changes.any


def test_what_is_missing_is_named(yard: Yard) -> None:
    folders = yard.all()
    with pytest.raises(ShardError, match=r"^shard 1/3 is missing; shard 3/3 is missing$"):
        yard.merge(folders[1:2])
    assert not yard.out.exists()


def test_a_shard_that_is_there_twice_is_refused(yard: Yard) -> None:
    folders = yard.all()
    shutil.copytree(folders[0], copy := yard.base / "copy")
    with pytest.raises(ShardError, match=r"shard 1/3 is there more than once: .*1-of-3, .*copy"):
        yard.merge([*folders, copy])


def test_a_shard_of_other_inputs_is_refused(yard: Yard) -> None:
    folders = yard.all()
    yard.replace("platform.yaml", "\nspec:\n", "\n# a note\nspec:\n")
    with pytest.raises(ShardError, match="from other inputs than are here"):
        yard.merge(folders)
    yard.shard(3)
    with pytest.raises(ShardError, match=r"shard 3/3 in .* was rendered from other inputs"):
        yard.merge(folders)
    assert not (yard.out / MARKER).exists()


def test_a_shard_of_another_program_is_refused(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = yard.all()
    with monkeypatch.context() as patch:
        patch.setattr(merge, "program", lambda: "another")
        with pytest.raises(ShardError, match="by another program than this one"):
            yard.merge(folders)
        patch.setattr(shard, "program", lambda: "another")
        yard.shard(2)
    with pytest.raises(ShardError, match=r"shard 2/3 in .* was rendered by another program"):
        yard.merge(folders)


def test_a_shard_of_another_split_is_refused(yard: Yard) -> None:
    folders = yard.all()
    yard.shard(2, 4)
    with pytest.raises(ShardError, match=r"shard 2/4 in .* goes with 4 others"):
        yard.merge([folders[0], yard.folder(2, 4), folders[2]])


def _other_text(path: Path) -> None:
    path.write_text("kind: Other\n")


def _lose(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("harm", [_other_text, _lose])
def test_a_damaged_file_is_refused(yard: Yard, harm: Callable[[Path], None]) -> None:
    folders = yard.all()
    harm(path := yard.first_of(2))
    with pytest.raises(ShardError, match=path.name):
        yard.merge(folders)
    assert yard.dist() == {}


@pytest.mark.parametrize("at", [0, 40, -100, -2])
def test_a_damaged_list_is_refused(yard: Yard, at: int) -> None:
    folders = yard.all()
    data = bytearray((folders[1] / FILE).read_bytes())
    data[at] ^= 1
    (folders[1] / FILE).write_bytes(data)
    with pytest.raises(ShardError, match="damaged"):
        yard.merge(folders)


def test_a_cut_list_is_refused(yard: Yard) -> None:
    folders = yard.all()
    data = (folders[1] / FILE).read_bytes()
    for length in (0, 1, len(data) // 2, len(data) - 1):
        (folders[1] / FILE).write_bytes(data[:length])
        with pytest.raises(ShardError, match="damaged"):
            yard.merge(folders)


def test_a_folder_without_a_shard_is_told(yard: Yard, tmp_path: Path) -> None:
    with pytest.raises(ShardError, match="cannot be read"):
        yard.merge([tmp_path])


def test_the_guard_judges_the_whole(yard: Yard) -> None:
    yard.merge(yard.all())
    (yard.out / MARKER).touch()
    gone = yard.out / "us-east-1" / "tenants" / "old-isp"
    gone.mkdir(parents=True)
    (gone / "namespace.yaml").write_text(
        "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: tenant-old-isp\n"
    )
    before = yard.dist()
    with pytest.raises(InputError, match="old-isp"):
        yard.merge([yard.folder(number) for number in range(1, OF + 1)])
    assert yard.dist() == before


def test_manifests_are_never_replaced_by_a_shard(yard: Yard, tmp_path: Path) -> None:
    yard.synth()
    with pytest.raises(ShardError, match="holds manifests"):
        synth_shard(yard.root, yard.out, Share(1, 1))
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "file").touch()
    with pytest.raises(TreeError, match="holds files"):
        synth_shard(yard.root, tmp_path / "own", Share(1, 1))


def test_inputs_that_change_meanwhile_make_no_shard(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = renderer([])

    def edited(*arguments: object, **options: object) -> object:
        (yard.root / "tenants" / "newcomer.yaml").write_text("")
        return plain(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(shard, "render_some", edited)
    with pytest.raises(ShardError, match="changed while"):
        yard.shard(1)
    assert not (yard.folder(1) / FILE).exists()


def test_the_program_is_told_by_its_sources_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    before = program()
    monkeypatch.setenv("JSII_NODE", "/another/node")
    assert program() == before
