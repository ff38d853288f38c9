"""Exactly what depends on an edit is rendered, and the folder is what the inputs say."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from dotmac_manifests.emit import cache_program
from dotmac_manifests.emit.cache_keys import narrowed, unit_keys
from dotmac_manifests.emit.cache_state import unchanged
from dotmac_manifests.emit.tree import Stage
from dotmac_manifests.emit.unit import PARTS
from dotmac_manifests.errors import InputError
from tests.emit.fleets import Workshop
from tests.fleet import seed_plan


@pytest.fixture
def shop(tmp_path: Path) -> Workshop:
    """A fleet that is rendered and remembered."""
    found = Workshop(tmp_path)
    found.synth()
    return found


def _tenants(plan: str | None = None, ring: str | None = None) -> list[str]:
    return sorted(
        f"{tenant.region.name}/tenants/{tenant.slug}"
        for tenant in seed_plan().tenants.values()
        if (plan is None or tenant.spec.plan == plan)
        and (ring is None or (tenant.ring == ring and tenant.spec.release.pin is None))
    )


def _region(name: str) -> list[str]:
    own = [f"{name}/{part}" for part in PARTS]
    if name in seed_plan().control_planes:
        own.append(f"{name}/platform-admin")
    return sorted(own + [f"{name}/tenants/{one.slug}" for one in seed_plan().tenants_of(name)])


def test_keys_name_every_unit_in_the_order_of_rendering() -> None:
    from dotmac_manifests.emit.unit import units

    keys = dict(unit_keys(narrowed(seed_plan()), "program"))
    assert list(keys) == [unit.name for unit in units(seed_plan())]


def test_a_first_run_renders_everything_and_a_second_nothing(shop: Workshop) -> None:
    everything = shop.clean()
    assert shop.dist() == everything
    found = shop.synth()
    assert shop.rendered == []
    assert (found.changes.any, len(found.changes.unchanged)) == (False, len(everything))
    assert found.files == len(everything)
    assert found.warnings == seed_plan().warnings


def test_it_tells_once_the_folder_is_complete_and_before_that_is_remembered(
    tmp_path: Path,
) -> None:
    shop = Workshop(tmp_path)
    told: list[object] = []
    found = shop.synth(told=lambda done: told.extend((done, shop.dist(), shop.kept())))
    assert told == [found, shop.clean(), []]
    assert shop.kept()


EARLY = "- name: early\n      release: v1.2.3"
EDITS: dict[str, tuple[Callable[[Workshop], None], list[str]]] = {
    "a tenant": (
        lambda shop: shop.replace("tenants/lion-net.yaml", "displayName: ", "displayName: New "),
        ["ap-southeast-1/tenants/lion-net"],
    ),
    "a comment": (
        lambda shop: shop.replace("tenants/lion-net.yaml", "kind: Tenant", "kind: Tenant # one"),
        [],
    ),
    "a comment for all": (
        lambda shop: shop.replace("platform.yaml", "kind: Platform", "kind: Platform # ours"),
        [],
    ),
    "the release of a ring": (
        lambda shop: shop.replace(
            "platform.yaml",
            EARLY,
            EARLY.replace("v1.2.3", "v1.2.4"),
        ),
        _tenants(ring="early"),
    ),
    "the release of the control plane's ring": (
        lambda shop: shop.replace(
            "platform.yaml",
            "its tenants; see controlPlane.rings\n      release: v1.2.3",
            "its tenants; see controlPlane.rings\n      release: v1.2.4",
        ),
        [
            f"{name}/platform-admin"
            for name, found in seed_plan().control_planes.items()
            if found.ring == "control-plane"
        ],
    ),
    "a plan": (
        lambda shop: shop.replace(
            "platform.yaml",
            "        pods: 24\n        persistentVolumeClaims: 10\n        storage: 150Gi\n",
            "        pods: 25\n        persistentVolumeClaims: 10\n        storage: 150Gi\n",
        ),
        _tenants(plan="starter"),
    ),
    "a region": (
        lambda shop: shop.replace("regions/eu-west-1.yaml", "eu-west-1c", "eu-west-1d"),
        _region("eu-west-1"),
    ),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_renders_just_what_depends_on_it(edit: str, shop: Workshop) -> None:
    change, expected = EDITS[edit]
    change(shop)
    found = shop.synth()
    assert sorted(shop.rendered) == expected
    assert shop.dist() == shop.clean()
    assert {path.rpartition("/")[0].removeprefix("index/") for path in found.changes.changed} >= {
        unit.rpartition("/")[0] for unit in expected
    }
    shop.synth()
    assert shop.rendered == []


def test_a_tenant_that_comes_is_rendered_alone(shop: Workshop) -> None:
    text = (shop.root / "tenants/metro-fiber.yaml").read_text()
    text = text.replace("name: metro-fiber", "name: newcomer").replace("metro-fiber-9", "new-1")
    (shop.root / "tenants/newcomer.yaml").write_text(text)
    found = shop.synth()
    assert shop.rendered == ["us-east-1/tenants/newcomer"]
    assert (found.changes.changed, found.changes.removed) == ((), ())
    (shop.root / "tenants/newcomer.yaml").unlink()
    found = shop.synth()
    assert shop.rendered == []
    assert all("newcomer" in path for path in found.changes.removed)
    assert shop.dist() == shop.clean()


@pytest.mark.parametrize(
    "clash",
    [
        ("  id: lion-net-33", "  id: fast-fiber-isp-123"),
        ("[portal.lionnet.example]", "[ops.fastfiber.com]"),
        ("  seats:", "  subdomain: fast-fiber\n  seats:"),
    ],
    ids=["id", "domain", "subdomain"],
)
def test_names_that_another_tenant_has_are_refused_as_without_a_cache(
    clash: tuple[str, str], shop: Workshop
) -> None:
    before = shop.dist()
    shop.replace("tenants/lion-net.yaml", *clash)
    with pytest.raises(InputError) as cached:
        shop.synth()
    with pytest.raises(InputError) as direct:
        shop.synth(cached=False)
    assert cached.value.problems == direct.value.problems
    assert shop.dist() == before
    shop.replace("tenants/lion-net.yaml", *reversed(clash))
    shop.synth()
    assert shop.dist() == shop.clean()


def test_a_mistake_is_told_as_without_a_cache_and_mending_it_costs_nothing(shop: Workshop) -> None:
    shop.replace("tenants/lion-net.yaml", "kind: Tenant", "kind: Tenand")
    with pytest.raises(InputError) as cached:
        shop.synth()
    with pytest.raises(InputError) as direct:
        shop.synth(cached=False)
    assert cached.value.problems == direct.value.problems
    shop.replace("tenants/lion-net.yaml", "kind: Tenand", "kind: Tenant")
    shop.synth()
    assert shop.rendered == []


FILE = "us-east-1/tenants/fast-fiber/a.yaml"


def _same_size_and_time(path: Path) -> None:
    before = path.stat()
    path.write_bytes(path.read_bytes()[:-2] + b"!\n")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _link(path: Path) -> None:
    path.rename(path.with_suffix(".aside"))
    path.symlink_to(path.with_suffix(".aside"))


def _folder(path: Path) -> None:
    path.unlink()
    (path / "deep").mkdir(parents=True)
    (path / "deep/file").write_text("x")


def _left_over(path: Path) -> None:
    aside = path.parents[3] / ".dotmac-new"
    aside.mkdir()
    (aside / "0").write_text("half")


def _link_above(path: Path) -> None:
    shutil.move(path.parents[2], path.parents[4] / "elsewhere")
    path.parents[2].symlink_to(path.parents[4] / "elsewhere")


DAMAGE: dict[str, tuple[Callable[[Path], object], int]] = {
    "edited": (lambda path: path.write_text("edited"), 1),
    "edited in place, same size and time": (_same_size_and_time, 1),
    "emptied": (lambda path: path.write_text(""), 1),
    "removed": (lambda path: path.unlink(), 1),
    "its folder removed": (lambda path: shutil.rmtree(path.parent), 1),
    "its region removed": (lambda path: shutil.rmtree(path.parents[2]), 8),
    "written again with the same bytes": (lambda path: path.write_bytes(path.read_bytes()), 0),
    "a stray file beside": (lambda path: path.with_name("stray.yaml").write_text("x"), 0),
    "a stray folder above": (
        lambda path: shutil.copytree(path.parent, path.parents[2] / "more/tenants"),
        0,
    ),
    "a link to itself elsewhere": (_link, 1),
    "a folder in its place": (_folder, 1),
    "a link above it": (_link_above, 8),
    "another mode": (lambda path: path.chmod(0o600), 0),
    "the marker emptied": (lambda path: (path.parents[3] / ".dotmac").write_text(""), 0),
    "left-overs of a killed run": (_left_over, 0),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_hand_in_dist_is_noticed_and_only_its_unit_is_rendered(
    damage: str, shop: Workshop
) -> None:
    harm, units = DAMAGE[damage]
    harm(shop.out / FILE)
    harmed = shop.dist()
    checked = shop.synth(check=True)
    assert shop.rendered == []
    assert checked.changes.any == (harmed != shop.clean())
    assert shop.dist() == harmed
    found = shop.synth()
    assert len(shop.rendered) == units
    assert shop.dist() == shop.clean()
    told = (found.changes.added, found.changes.changed, found.changes.removed)
    assert told == (checked.changes.added, checked.changes.changed, checked.changes.removed)
    assert unchanged(shop.cache, str(shop.root), str(shop.out)) is not None


def test_a_check_looks_at_every_file_itself(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where every stamp is as it was, which takes a broken disk."""
    monkeypatch.setattr("dotmac_manifests.emit.cache_stamps._compare", lambda *_: [])
    (shop.out / FILE).write_text("rot")
    assert shop.synth(check=True).changes.changed == (FILE,)


@pytest.mark.parametrize("gone", ["a file", "a folder", "all"])
def test_what_vanishes_between_writing_and_remembering_is_written_again(
    gone: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = Workshop(tmp_path)
    write = Stage.commit

    def commit(stage: Stage, removed: Iterable[str]) -> None:
        write(stage, removed)
        folder = shop.out / "us-east-1" / "tenants" / "citynet"
        if gone == "a file":
            (folder / "a.yaml").unlink()
        else:
            shutil.rmtree(folder if gone == "a folder" else shop.out / "us-east-1")

    with monkeypatch.context() as patch:
        patch.setattr(Stage, "commit", commit)
        shop.synth()
    missing = set(shop.clean()) - set(shop.dist())
    assert missing
    assert unchanged(shop.cache, str(shop.root), str(shop.out)) is None
    assert set(shop.synth().changes.added) == missing
    assert shop.dist() == shop.clean()


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _huge(path: Path) -> None:
    data = path.read_bytes()
    start = data.index(b"\n") + 1
    path.write_bytes(data[:start] + b"\x7f" + b"\xff" * 7 + data[start + 8 :])


CACHES: dict[str, Callable[[Path], object]] = {
    "gone": lambda path: shutil.rmtree(path.parents[1]),
    "empty": lambda path: path.write_bytes(b""),
    "half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "one bit": _flip,
    "a size beyond all memory": _huge,
    "another program's": lambda path: path.write_bytes(b"\x80\x04cos\nsystem\n(S'exit 1'\ntR."),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
    "unreadable": lambda path: path.chmod(0),
}


@pytest.mark.parametrize("state", CACHES)
def test_a_cache_that_is_of_no_use_costs_time_and_nothing_else(state: str, shop: Workshop) -> None:
    (path,) = shop.kept()
    CACHES[state](path)
    shop.replace("tenants/lion-net.yaml", "displayName: ", "displayName: New ")
    found = shop.synth()
    assert shop.dist() == shop.clean()
    assert len(found.changes.changed) == 3
    if state != "a folder":
        shop.synth()
        assert shop.rendered == []


def test_a_cache_of_an_older_run_is_as_good_as_its_hashes(shop: Workshop) -> None:
    (path,) = shop.kept()
    old = path.read_bytes()
    shop.replace("tenants/lion-net.yaml", "displayName: ", "displayName: New ")
    shop.synth()
    path.write_bytes(old)
    shop.replace("tenants/fast-fiber.yaml", "displayName: ", "displayName: New ")
    shop.synth()
    assert shop.dist() == shop.clean()


def test_a_cache_that_cannot_be_written_is_no_error(shop: Workshop, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    shop.base = tmp_path / "file"
    shop.cache = type(shop.cache)(str(shop.base), shop.root, shop.out)
    shop.synth()
    assert len(shop.rendered) == len(dict(unit_keys(narrowed(seed_plan()), "")))


@pytest.mark.parametrize("part", ["environment", "fingerprint"])
def test_another_program_renders_everything_anew(
    part: str, shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("cache_program", "cache_state", "cache_former"):
        monkeypatch.setattr(
            f"dotmac_manifests.emit.{module}.{part}", lambda *_: "other", raising=False
        )
    if part == "fingerprint":  # which is asked for only when a source has another stamp
        monkeypatch.setattr(
            "dotmac_manifests.emit.incremental.program_since",
            lambda _: (cache_program.sources(), cache_program.environment(), "other"),
        )
    else:
        assert unchanged(shop.cache, str(shop.root), str(shop.out)) is None
    found = shop.synth()
    assert len(shop.rendered) == len(dict(unit_keys(narrowed(seed_plan()), "")))
    assert not found.changes.any


def test_inputs_that_are_edited_during_the_run_are_rendered_by_the_next(shop: Workshop) -> None:
    render = shop._render

    def edited(*arguments: object, **others: object) -> object:
        yield from render(*arguments, **others)
        shop.replace("tenants/citynet.yaml", "displayName: ", "displayName: Late ")

    shop._render = edited  # type: ignore[assignment]
    shop.replace("tenants/lion-net.yaml", "displayName: ", "displayName: New ")
    shop.synth()
    shop._render = render
    assert shop.dist() != shop.clean()
    shop.synth()
    assert shop.dist() == shop.clean()
    assert "us-east-1/tenants/citynet" in shop.rendered


def test_fleets_do_not_share_what_is_remembered(tmp_path: Path) -> None:
    one, other = Workshop(tmp_path / "one"), Workshop(tmp_path / "other")
    other.cache = type(other.cache)(str(one.base), other.root, other.out)
    one.synth()
    other.synth()
    assert other.rendered
    assert len(one.kept()) == 2
