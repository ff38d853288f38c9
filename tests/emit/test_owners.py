"""No object of a cluster in two files, whoever renders them; and what an object is known by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotmac_manifests.emit.batch import render_units
from dotmac_manifests.emit.owners import Owners, cut, identity_hash
from dotmac_manifests.emit.rendered import Rendered
from dotmac_manifests.emit.synth import Selection, prepare
from dotmac_manifests.emit.unit import units
from dotmac_manifests.errors import InputError
from dotmac_manifests.plan.model import FleetPlan
from tests.emit.fleets import Workshop
from tests.fleet import seed_plan

HASHES = st.integers(0, 12).map(lambda number: number.to_bytes(8, "big"))
FILES = st.dictionaries(st.text("abc", min_size=1), st.lists(HASHES, max_size=6), max_size=6)
COPY = "us-east-1/tenants/{}/copy.yaml"


@given(FILES, st.frozensets(HASHES))
def test_what_two_files_hold_is_found_with_the_last_and_another(
    files: dict[str, list[bytes]], asked: frozenset[bytes]
) -> None:
    owners = Owners()
    for path, hashes in files.items():
        owners.add(path, b"".join(hashes))
    places: dict[bytes, list[str]] = {}
    for path, hashes in files.items():
        for one in hashes:
            places.setdefault(one, []).append(path)
    doubled = {one: paths for one, paths in places.items() if len(paths) > 1}
    assert owners.doubled() == {
        one: (paths[-1], f"in {paths[0]}") for one, paths in doubled.items()
    }
    assert owners.held(asked) == asked & places.keys()


@given(st.lists(HASHES))
def test_joined_hashes_come_apart(hashes: list[bytes]) -> None:
    assert cut(b"".join(hashes)) == hashes


def test_an_object_is_another_one_in_another_cluster_and_no_two_parts_run_together() -> None:
    seen = {
        identity_hash(region, identity)
        for region in ("a", "b")
        for identity in (("", "K", "n", "m"), ("", "K", "nm", ""), ("", "", "Kn", "m"))
    }
    assert len(seen) == 6


Render = Callable[..., Iterator[Rendered]]


def _plainly(plan: FleetPlan, names: Set[str], *_: object, **__: object) -> Iterator[Rendered]:
    return render_units(unit for unit in units(plan) if unit.name in names)


def _meddler(slug: str, victim: str) -> Render:
    """Renders as usual, but gives a tenant a file of another one's as well."""
    (other,) = _plainly(seed_plan(), {f"us-east-1/tenants/{victim}"})
    source, path = f"us-east-1/tenants/{victim}/namespace.yaml", COPY.format(slug)
    data = other.files[source]

    def render(plan: FleetPlan, names: Set[str], *_: object, **__: object) -> Iterator[Rendered]:
        for one in _plainly(plan, names):
            if one.unit == f"us-east-1/tenants/{slug}":
                yield replace(
                    one,
                    files={**one.files, path: data},
                    contents={**one.contents, path: sha256(data).hexdigest()},
                    identities={**one.identities, path: other.identities[source]},
                )
            else:
                yield one

    return render


@pytest.mark.parametrize("check", [False, True])
def test_an_object_in_two_files_is_refused_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, check: bool
) -> None:
    workshop = Workshop(tmp_path)
    slug, victim = [plan.slug for plan in seed_plan().tenants_of("us-east-1")][:2]
    monkeypatch.setattr(workshop, "_render", _meddler(slug, victim))
    with pytest.raises(InputError) as caught:
        workshop.synth(check=check)
    told = [(one.file, one.field, one.message) for one in caught.value.problems]
    place = f"us-east-1/tenants/{victim}/namespace.yaml"
    namespace = [one for one in told if one[1] == f"Namespace/tenant-{victim}"]
    assert [file for file, _, _ in namespace] == [max(place, COPY.format(slug))]
    assert all("is rendered in us-east-1/tenants/" in message for _, _, message in told)
    assert not workshop.out.exists()


def test_an_object_of_a_unit_that_was_not_rendered_is_refused_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = Workshop(tmp_path)
    slug, victim = [plan.slug for plan in seed_plan().tenants_of("us-east-1")][:2]
    monkeypatch.setattr(workshop, "_render", _plainly)
    workshop.synth()
    workshop.replace(f"tenants/{slug}.yaml", "displayName: ", "displayName: Another ")
    monkeypatch.setattr(workshop, "_render", _meddler(slug, victim))
    with pytest.raises(InputError) as caught:
        workshop.synth()
    told = {(one.field, one.message) for one in caught.value.problems}
    place = COPY.format(slug)  # all was rendered again, to say where
    assert (f"Namespace/tenant-{victim}", f"is rendered in {place} already") in told
    assert not (workshop.out / COPY.format(slug)).exists()


def test_a_selection_is_judged_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dotmac_manifests.emit import synth

    plan = seed_plan()
    slug, victim = [tenant.slug for tenant in plan.tenants_of("us-east-1")][:2]
    meddler = _meddler(slug, victim)

    def render(unit: object) -> Rendered:
        (found,) = meddler(plan, {unit.name})  # type: ignore[attr-defined]
        return found

    monkeypatch.setattr(synth, "render", render)
    with pytest.raises(InputError) as caught:
        prepare(plan, tmp_path / "out", Selection(tenants=frozenset({slug, victim})))
    assert [one for one in caught.value.problems if one.field == f"Namespace/tenant-{victim}"]
