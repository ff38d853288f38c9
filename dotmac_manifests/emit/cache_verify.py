"""Whether what is remembered is what the direct path renders: a sample, byte by byte."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from dotmac_manifests.emit.cache import Cache
from dotmac_manifests.emit.cache_keys import narrowed, unit_keys
from dotmac_manifests.emit.cache_state import load
from dotmac_manifests.emit.cache_units import Units
from dotmac_manifests.plan.build import build_plan
from dotmac_manifests.spec.load import load_fleet


def differing_units(root: Path, out: Path, cache: Cache, count: int) -> tuple[str, ...]:
    """Units of a sample whose key or bytes, remembered or in ``out``, the direct path contradicts.

    The sample is ``count`` units in the order of their hashes, so that it is the same for the same
    fleet and spread over all of it. What is remembered is dropped when any differs.
    """
    from dotmac_manifests.emit.render import render  # noqa: PLC0415 - starts Node
    from dotmac_manifests.emit.unit import units  # noqa: PLC0415 - starts Node

    state = load(cache, str(root), str(out), whole=True)
    if state is None:
        return ()
    remembered = Units.read(state.units)
    plan = build_plan(load_fleet(root))
    keys = dict(unit_keys(narrowed(plan), state.program))
    sample = frozenset(sorted(keys, key=lambda name: sha256(name.encode()).digest())[:count])
    wrong = []
    for unit in units(plan):
        if unit.name not in sample:
            continue
        row = remembered.row(unit.name)
        files = render(unit).files
        contents = {path: sha256(data).hexdigest() for path, data in files.items()}
        written = all((out / path).read_bytes() == data for path, data in files.items())
        if row is None or row.key != keys[unit.name] or row.files != contents or not written:
            wrong.append(unit.name)
    if wrong:
        cache.drop()
    return tuple(wrong)
