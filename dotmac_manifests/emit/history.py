"""What a Git revision holds of `dist/`, so that a deletion is seen even when the files are gone."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from dotmac_manifests.emit.guard import Gone, gone
from dotmac_manifests.emit.identities import Identity, identities
from dotmac_manifests.emit.tree import TreeError


def gone_since(out: Path, revision: str) -> tuple[Gone, ...]:
    """Objects that ``revision`` has in ``out`` and the folder, as it stands, has no more.

    Raises TreeError when Git does not know the revision, or ``out`` is in no repository.
    """
    if revision.startswith("-"):
        raise TreeError(f"{revision!r} is no revision")
    home, folder = out.resolve().parent, out.name
    revision = _git(home, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    listed = _git(
        home, "diff", "--name-only", "--no-renames", "--relative", "-z", revision.strip(),
        "--", f"{folder}/*.yaml",
    )  # fmt: skip
    paths = [path.removeprefix(f"{folder}/") for path in listed.split("\0") if path]
    prefix = _git(home, "rev-parse", "--show-prefix").strip()
    names = [f"{revision.strip()}:{prefix}{folder}/{path}" for path in paths]
    before = dict(zip(paths, _contents(home, names), strict=True))
    added = _git(home, "ls-files", "--others", "-z", "--", f"{folder}/*.yaml")
    fresh = [path.removeprefix(f"{folder}/") for path in added.split("\0") if path]
    after: dict[str, set[Identity]] = {}
    for path in (*paths, *fresh):
        file = out / path
        if file.is_file():
            after.setdefault(path.split("/", 1)[0], set()).update(identities(file.read_bytes()))
    known: Mapping[str, bytes] = {path: data for path, data in before.items() if data is not None}
    return gone(known, after)


def _git(home: Path, *arguments: str) -> str:
    return _run(home, arguments).decode("utf-8", "surrogateescape")


def _run(home: Path, arguments: Sequence[str], given: bytes = b"") -> bytes:
    try:
        run = subprocess.run(
            ["git", "-C", str(home), *arguments], input=given, capture_output=True, check=False
        )
    except FileNotFoundError:
        raise TreeError("git is not installed, so --since cannot be judged") from None
    if run.returncode:
        said = run.stderr.decode("utf-8", "replace").strip().splitlines()
        raise TreeError(f"git {arguments[0]}: {said[-1] if said else 'failed'}")
    return run.stdout


def _contents(home: Path, names: Sequence[str]) -> Iterator[bytes | None]:
    """Content of each `<revision>:<path>`, None where the revision has no such file.
    Source: https://git-scm.com/docs/git-cat-file#_batch_output"""
    if not names:
        return
    data = _run(home, ["cat-file", "--batch"], "".join(f"{name}\n" for name in names).encode())
    place = 0
    for _ in names:
        end = data.index(b"\n", place)
        header, place = data[place:end], end + 1
        if header.endswith(b" missing"):
            yield None
            continue
        size = int(header.rpartition(b" ")[2])
        yield data[place : place + size]
        place += size + 1
