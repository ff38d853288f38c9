"""What a Git revision holds of `dist/`, so that a deletion is seen even when the files are gone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dotmac_manifests.emit.guard import Gone, gone
from dotmac_manifests.emit.identities import identities
from dotmac_manifests.emit.owners import identity_hash
from dotmac_manifests.git import Repository


def gone_since(out: Path, revision: str) -> tuple[Gone, ...]:
    """Objects that ``revision`` has in ``out`` and the folder, as it stands, has no more.

    Raises GitError when Git does not know the revision, or ``out`` is in no repository.
    """
    home, folder = out.resolve().parent, out.name
    repository = Repository(home)
    commit = repository.object_id(f"{revision}^{{commit}}")
    listed = repository.ask(
        "diff", "--name-only", "--no-renames", "--relative", "-z", commit,
        "--", f"{folder}/*.yaml",
    )  # fmt: skip
    paths = [path.removeprefix(f"{folder}/") for path in listed.split("\0") if path]
    prefix = repository.ask("rev-parse", "--show-prefix").strip()
    names = [f"{commit}:{prefix}{folder}/{path}" for path in paths]
    before = dict(zip(paths, repository.contents(names), strict=True))
    added = repository.ask("ls-files", "--others", "-z", "--", f"{folder}/*.yaml")
    fresh = [path.removeprefix(f"{folder}/") for path in added.split("\0") if path]
    after: set[bytes] = set()
    for path in (*paths, *fresh):
        file = out / path
        if file.is_file():
            region = path.split("/", 1)[0]
            after.update(identity_hash(region, one) for one in identities(file.read_bytes()))
    known: Mapping[str, bytes] = {path: data for path, data in before.items() if data is not None}
    return gone(known, after)
