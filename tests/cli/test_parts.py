"""`dotmac synth` with --shard, --merge and --scheduler, as a program."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import dotmac


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--shard", "1/2"), "--shard needs --out"),
        (("--shard", "3/2", "--out", "s"), "--shard takes I/N"),
        (("--shard", "1/2", "--check", "--out", "s"), "--shard does not go with --check"),
        (("--shard", "1/2", "--merge", "m", "--out", "s"), "--shard does not go with --merge"),
        (("--merge", "m", "--direct"), "--merge does not go with --direct"),
        (("--scheduler", "a:1", "--direct"), "--scheduler does not go with --direct"),
        (("--merge", "m"), "cannot be read"),
        (("--shard", "1/1", "--out", "."), "folder of inputs"),
    ],
)
def test_what_cannot_be_is_refused(inputs: Path, options: tuple[str, ...], told: str) -> None:
    done = dotmac("synth", *options, cwd=inputs)
    assert (done.code, done.out) == (2, "")
    assert told in done.err
    assert "Traceback" not in done.err
    assert not (inputs / "dist").exists()
    assert not (inputs / "s").exists()


def test_a_shard_and_a_merge_are_reported(inputs: Path, tmp_path: Path) -> None:
    for path in sorted((inputs / "tenants").iterdir())[1:]:
        path.unlink()
    shard = tmp_path / "shard"
    done = dotmac("synth", "--shard", "1/1", "--out", shard, "--jobs", "1", cwd=inputs)
    assert done.code == 0, done.err
    assert "0 changed, 0 removed, 0 unchanged" in done.err
    done = dotmac("synth", "--merge", shard, cwd=inputs)
    assert done.code == 0, done.err
    assert not {"cdk8s", "distributed"} & done.modules
    assert dotmac("synth", "--merge", shard, "--check", cwd=inputs).code == 0
    assert dotmac("synth", "--check", "--no-cache", cwd=inputs).code == 0
    (inputs / "dist" / "shards").mkdir()
    shard.rename(inputs / "dist" / "shards" / "one")
    done = dotmac("synth", "--merge", "dist/shards", cwd=inputs)
    assert (done.code, "which is owned whole" in done.err) == (2, True)
