"""A folder on its way to what is rendered: compared unit by unit, changed all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from dotmac_manifests.emit.cache_found import Found
from dotmac_manifests.emit.cache_units import Row, Units
from dotmac_manifests.emit.guard import Gone, guard
from dotmac_manifests.emit.identities import identities
from dotmac_manifests.emit.owners import Owners, cut, identity_hash, problems
from dotmac_manifests.emit.tree import MARKER, MARKER_TEXT, Changes, Stage
from dotmac_manifests.errors import InputError, Problem
from dotmac_manifests.plan.model import FleetPlan

if TYPE_CHECKING:
    from dotmac_manifests.emit.rendered import Rendered


class Bringing:
    """Takes each unit as it is rendered and keeps of it what differs from ``found``, on disk.

    ``before`` are the units that were in the folder, as far as that is known; ``kept`` are those
    that stay as they were. Without a ``stage`` nothing is written; ``shown`` collects what would
    be, by path.
    """

    def __init__(
        self,
        found: Found,
        before: Units,
        kept: Units,
        stage: Stage | None,
        shown: dict[str, bytes | None] | None = None,
    ) -> None:
        self._found, self._before, self._kept, self._stage = found, before, kept, stage
        self._shown = shown
        self._added: list[str] = []
        self._changed: list[str] = []
        self._unchanged: list[str] = []
        self._gone: list[Gone] = []
        self._owners = Owners()
        self._fresh: dict[bytes, str] = {}
        """Objects that were in no such unit before, and the file of each."""
        self.rows: dict[str, Row] = {}
        """The units that were taken, as they are remembered."""
        self.contents: dict[str, str] = {}
        """SHA-256 of each of their files, and of the marker."""
        self._file(MARKER, MARKER_TEXT, sha256(MARKER_TEXT).hexdigest(), None)

    def take(self, unit: Rendered, key: str, claims: tuple[str, ...]) -> None:
        """Compare a unit, and put aside what differs."""
        before = self._before.row(unit.unit)
        stood = before.files if before else {}
        for path, data in unit.files.items():
            former = stood.get(path) if self._found.intact(path) else None
            if self._file(path, data, unit.contents[path], former) and path.endswith(".yaml"):
                self._gone += self._missing(path, unit)
        for path, hashes in unit.identities.items():
            self._owners.add(path, hashes)
        if len(self._kept):
            known = frozenset(cut(before.identities) if before else ())
            for path, hashes in unit.identities.items():
                self._fresh.update((one, path) for one in cut(hashes) if one not in known)
        held = b"".join(unit.identities.values())
        contents = bytes.fromhex("".join(unit.contents.values()))
        told = " ".join(claims)
        self.rows[unit.unit] = Row(unit.unit, key, told, tuple(unit.contents), contents, held)

    def compare_kept(self) -> None:
        """Compare the units that were not rendered with what is in the folder."""
        for name in self._kept:
            row = self._kept.row(name)
            for path, content in row.files.items() if row else ():
                self._judge(path, content, self._found.content(path))
                if path in self._changed and path.endswith(".yaml"):
                    self._gone += self._missing(path, None)

    def finish(
        self,
        plan: FleetPlan,
        again: Callable[[Set[str]], Iterable[Rendered]],
        first: Callable[[], None] = lambda: None,
    ) -> Changes:
        """Refuse what must not be, or bring everything into the folder; raises InputError.

        ``again`` renders units once more, to say which of their objects are wrong. ``first`` is
        done before the folder changes, and after nothing can be refused any more.
        """
        doubled = tuple(self._doubled(again))
        if doubled:
            raise InputError(doubled)
        removed = self._stale()
        for path in removed:
            if path.endswith(".yaml"):
                self._gone += self._missing(path, None)
        refused = tuple(guard(self._really_gone(), plan)) if self._gone else ()
        if refused:
            raise InputError(refused)
        if self._stage is not None:
            first()
            self._stage.commit(removed)
        if self._shown is not None:
            self._shown.update(dict.fromkeys(removed))
        lists = (sorted(self._added), sorted(self._changed), removed, sorted(self._unchanged))
        return Changes(*map(tuple, lists))

    def _file(self, path: str, data: bytes, content: str, former: str | None) -> bool:
        """Compare one file; whether another one stood there."""
        self.contents[path] = content
        found = self._found.content(path) if former is None else former
        if found != content and self._stage is not None:
            self._stage.put(path, data)
        if found != content and self._shown is not None:
            self._shown[path] = data
        self._judge(path, content, found)
        return found not in (None, content)

    def _judge(self, path: str, wanted: str, found: str | None) -> None:
        if found is None:
            self._added.append(path)
        elif found != wanted:
            self._changed.append(path)
        else:
            self._unchanged.append(path)

    def _missing(self, path: str, unit: Rendered | None) -> Iterator[Gone]:
        """Objects of the file as it is that the unit, if there is one, does not have."""
        file = Path(self._found.home, path)
        if file.is_symlink() or not file.is_file():
            return
        region = path.split("/", 1)[0]
        here = frozenset(cut(b"".join(unit.identities.values())) if unit else ())
        for identity in identities(file.read_bytes()):
            if identity_hash(region, identity) not in here:
                yield Gone(region, path, identity)

    def _doubled(self, again: Callable[[Set[str]], Iterable[Rendered]]) -> Iterable[Problem]:
        """Objects that two files hold, be they of units that were rendered or of kept ones."""
        wrong = self._owners.doubled()
        if self._fresh:  # only what is new can be in a unit that was not rendered
            kept = self._fresh.keys() & self._kept.identities()
            wrong = {one: (self._fresh[one], "elsewhere") for one in kept} | wrong
        if not wrong:
            return ()
        paths = {path for path, _ in wrong.values()}
        holders = [name for name, row in self.rows.items() if not paths.isdisjoint(row.paths)]
        rendered = again(frozenset(holders))
        return problems(wrong, (file for unit in rendered for file in unit.files.items()))

    def _stale(self) -> list[str]:
        wanted = self.contents
        left = {
            path
            for name in self._before
            if name not in self._kept and (row := self._before.row(name))
            for path in row.paths
            if path not in self._found.lost
        }
        stale = left | self._found.extra if self._found.known else set(self._found.extra)
        if self._found.known is None:
            stale.difference_update(self._kept.paths())
        return sorted(path for path in stale if path not in wanted)

    def _really_gone(self) -> list[Gone]:
        """What is in no other file of its region either."""
        found = {one: identity_hash(one.region, one.identity) for one in self._gone}
        standing = self._owners.held(found.values()) | self._kept.identities()
        return [one for one, identity in found.items() if identity not in standing]
