"""The figures of one run of the benchmark, as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from benchmarks.speed.own import COLD
from benchmarks.speed.process import Cost, typical

OURS = "**dotmac synth**"


@dataclass(frozen=True)
class PeerResult:
    """What a peer took for so many tenants; ``note`` says why it was not measured, or what of
    its objects is not as ours."""

    name: str
    what: str
    tenants: int = 0
    runs: tuple[Cost, ...] = ()
    note: str = ""

    @property
    def each(self) -> Cost | None:
        """What one tenant takes in a typical run; memory is that of the run."""
        if not self.runs:
            return None
        cost = typical(self.runs)
        return replace(cost, wall=cost.wall / self.tenants, cpu=cost.cpu / self.tenants)


@dataclass
class Results:
    """``peer_tenants`` is the size of the fleet that peers render, or begin to.

    ``own`` has the costs of every run of a measurement, by its name and the fleet's size, which is
    None for the repository's own.
    """

    machine: Mapping[str, str]
    versions: Mapping[str, str]
    settings: Mapping[str, Any]
    peer_tenants: int
    work: Mapping[str, int] = field(default_factory=dict)
    own: dict[tuple[str, int | None], list[Cost]] = field(default_factory=dict)
    peers: list[PeerResult] = field(default_factory=list)

    def cost(self, run: str, tenants: int | None) -> Cost | None:
        """Of a typical run of ours, if there was any."""
        runs = self.own.get((run, tenants))
        return typical(runs) if runs else None

    def ours(self) -> PeerResult:
        """What ours takes cold for the fleet that peers render."""
        runs = self.own.get((COLD, self.peer_tenants), [])
        return PeerResult(OURS, "cold, the whole command", self.peer_tenants, tuple(runs))

    def each(self, peer: str) -> Cost | None:
        """What a peer takes for one tenant."""
        return next((found.each for found in self.peers if found.name == peer), None)

    def document(self) -> dict[str, Any]:
        """All figures, for JSON."""
        return {
            "machine": dict(self.machine),
            "versions": dict(self.versions),
            "settings": dict(self.settings),
            "work": dict(self.work),
            "dotmac": [
                {"run": run, "tenants": tenants, **_costs(costs)}
                for (run, tenants), costs in self.own.items()
            ],
            "peers": [
                {
                    "peer": peer.name,
                    "what": peer.what,
                    "tenants": peer.tenants,
                    "note": peer.note,
                    **_costs(peer.runs),
                }
                for peer in self.peers
            ],
        }


def _costs(costs: Sequence[Cost]) -> dict[str, Any]:
    if not costs:
        return {"typical": None, "runs": []}
    return {"typical": asdict(typical(costs)), "runs": [asdict(cost) for cost in costs]}
