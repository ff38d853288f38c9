"""The run before this one: what is known of it, and whether the program is still the same."""

from __future__ import annotations

from contextlib import suppress

from dotmac_manifests.emit.cache import Cache
from dotmac_manifests.emit.cache_program import environment, fingerprint, sources
from dotmac_manifests.emit.cache_stamps import Files
from dotmac_manifests.emit.cache_state import State, load
from dotmac_manifests.emit.cache_units import Units


def remembered(cache: Cache | None, root: str, out: str) -> tuple[State | None, Units]:
    """The former run and its units, both or neither."""
    former = load(cache, root, out, whole=True) if cache else None
    if former is not None:
        with suppress(ValueError, TypeError):  # the layout of another version
            return former, Units.of(former)
    return None, Units()


def program_since(former: State | None) -> tuple[Files, str, str]:
    """The sources, the environment's hash, and the hash of both; hashed anew only if changed."""
    now = environment()
    if former and former.environment == now and not former.groups[0].differing():
        return former.groups[0], now, former.program
    files = sources()
    return files, now, fingerprint(files)
