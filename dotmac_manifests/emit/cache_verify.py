"""Whether what is remembered is what the direct path renders: a sample, byte by byte."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from dotmac_manifests.components.plain import Trees
from dotmac_manifests.emit.cache import Cache
from dotmac_manifests.emit.cache_keys import narrowed, unit_keys
from dotmac_manifests.emit.cache_stamps import digest
from dotmac_manifests.emit.cache_state import load
from dotmac_manifests.emit.cache_units import Row, Units
from dotmac_manifests.emit.canary import Canary, Disagreement
from dotmac_manifests.emit.rendered import Rendered, index, index_path
from dotmac_manifests.emit.unit import units
from dotmac_manifests.plan.build import build_plan
from dotmac_manifests.spec.load import load_fleet


def differing_units(root: Path, out: Path, cache: Cache, count: int) -> tuple[str, ...]:
    """Units of a sample that the direct path contradicts: what is remembered, or what is in
    ``out``.

    The sample is ``count`` units in the order of their names' hashes, so that it is the same for
    the same fleet and spread over all of it. What is remembered is dropped when any differs.
    """
    state = load(cache, str(root), str(out), whole=True)
    if state is None:
        return ()
    Trees.stay_in_python()  # the direct path is gone by a process of its own
    remembered = Units.of(state)
    plan = build_plan(load_fleet(root))
    keys = dict(unit_keys(narrowed(plan), state.program))
    sample = frozenset(sorted(keys, key=lambda name: sha256(name.encode()).digest())[:count])
    chosen = [unit for unit in units(plan) if unit.name in sample]
    wrong: set[str] = set()

    def recalled() -> Iterator[Rendered]:
        for unit in chosen:
            row, path = remembered.row(unit.name), index_path(unit.name)
            files = row.files if row else {}
            told = index({name: files[name] for name in files if name != path})
            if row is None or row.key != keys[unit.name] or not _stands(row, out, path, told):
                wrong.add(unit.name)
            yield Rendered(unit.name, unit.region, {path: told}, {}, {})

    with Canary(chosen, len(chosen)) as canary:
        try:
            for _ in canary.watch(recalled()):
                pass
        except Disagreement as error:
            wrong.update(error.units)
    if wrong:
        cache.drop()
    return tuple(sorted(wrong))


def _stands(row: Row, out: Path, path: str, index: bytes) -> bool:
    if row.files.get(path) != sha256(index).hexdigest():
        return False
    return all(digest(str(out / name)) == content for name, content in row.files.items())
