"""The self-check finds what was remembered wrongly, whoever is to blame."""

from __future__ import annotations

from pathlib import Path

from dotmac_manifests.emit.cache import Cache
from dotmac_manifests.emit.cache_stamps import digest
from dotmac_manifests.emit.cache_state import load, save
from dotmac_manifests.emit.cache_units import Table
from tests.cli.conftest import inputs
from tests.cli.running import dotmac

__all__ = ["inputs"]


def test_a_sample_is_held_against_the_direct_path(inputs: Path, tmp_path: Path) -> None:
    for path in (*inputs.glob("regions/*"), *inputs.glob("tenants/*")):
        if path.stem not in ("us-east-1", "metro-fiber"):
            path.unlink()
    base = tmp_path / "kept"
    arguments = ("synth", "--cache-dir", base, "--verify-cache", "100")
    assert dotmac(*arguments, cwd=inputs).code == 0

    cache = Cache(str(base), inputs, inputs / "dist")
    state = load(cache, str(inputs), str(inputs / "dist"), whole=True)
    assert state is not None
    table = Table(*state.units)
    path = next(path for path in state.output.files if path.startswith("us-east-1/cluster/"))
    content = bytes.fromhex(digest(str(inputs / "dist" / path)) or "")
    assert table.contents.count(content) == 1
    wrong = table.contents.replace(content, bytes(reversed(content)))
    state.units = table._replace(contents=wrong)
    save(cache, state)
    run = dotmac(*arguments, cwd=inputs)
    assert (run.code, run.out) == (1, "! us-east-1/cluster\n")
    assert "the cache was dropped" in run.err
    assert not [path for path in base.rglob("*") if path.is_file()]
    assert dotmac(*arguments, cwd=inputs).code == 0
