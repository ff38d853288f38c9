"""Which file holds which object: one of a cluster must be in one file only.

Objects are known by hashes of their identities, eight bytes each, since there are millions.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b

from dotmac_manifests.emit.identities import identities
from dotmac_manifests.errors import Problem
from dotmac_manifests.kube.refs import Identity

WIDTH = 8


def identity_hash(region: str, identity: Identity) -> bytes:
    """Eight bytes for an object in the cluster of a region.

    Among the two million objects of ten thousand tenants two are taken for one with a probability
    of one in ten million; that run would be refused, not wrong.
    """
    return blake2b("\0".join((region, *identity)).encode(), digest_size=WIDTH).digest()


def cut(hashes: bytes) -> list[bytes]:
    """The single ones of hashes that were joined."""
    return [hashes[at : at + WIDTH] for at in range(0, len(hashes), WIDTH)]


class Owners:
    """Collects the objects of all files of a run."""

    def __init__(self) -> None:
        self._hashes = array("Q")
        self._paths: list[str] = []
        self._ends: list[int] = []

    def add(self, path: str, hashes: bytes) -> None:
        """The objects of one more file."""
        self._hashes.frombytes(hashes)
        self._paths.append(path)
        self._ends.append(len(self._hashes))

    def held(self, hashes: Iterable[bytes]) -> frozenset[bytes]:
        """Those of the objects that are in some file."""
        wanted = {array("Q", one)[0]: one for one in hashes}
        return frozenset(wanted[one] for one in wanted.keys() & self._hashes)

    def doubled(self) -> dict[bytes, tuple[str, str]]:
        """Objects that are there more than once: the last file of each, and where else."""
        if len(set(self._hashes)) == len(self._hashes):
            return {}
        counts = Counter(self._hashes)
        found: dict[bytes, tuple[str, str]] = {}
        for at, one in enumerate(self._hashes):
            if counts[one] > 1:
                path, key = self._paths[bisect_right(self._ends, at)], array("Q", [one]).tobytes()
                found[key] = path, found.get(key, ("", f"in {path}"))[1]
        return found


def problems(
    wrong: Mapping[bytes, tuple[str, str]], files: Iterable[tuple[str, bytes]]
) -> Iterator[Problem]:
    """One for each object that is ``wrong``: in a file, though it is where the text says already.

    ``files`` are those with their content, which says what the objects are called.
    """
    names = {
        identity_hash(path.split("/", 1)[0], one): "/".join(filter(None, one))
        for path, data in files
        for one in identities(data)
    }
    for one, (path, other) in wrong.items():
        yield Problem(path, 0, 0, names.get(one, ""), f"is rendered {other} already")
