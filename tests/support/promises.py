"""Tables of allowed traffic as people write them, and what they mean in one cluster.

A line reads ``sources -> targets: ports if conditions``. A name is a workload of the table's own
namespace, ``namespace/name`` one of another, ``*`` all of a namespace, capitals are addresses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tests.support.reachability import Ports


@dataclass(frozen=True)
class Promise:
    """One line of a table; ``conditions`` all have to hold."""

    line: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    ports: frozenset[Ports]
    conditions: frozenset[str]


@dataclass(frozen=True)
class Scope:
    """Where a table applies: its own namespace, names with another meaning, what is the case."""

    namespace: str
    facts: frozenset[str]
    names: Mapping[str, str] = field(default_factory=dict)

    def places(self, name: str, workloads: Iterable[str]) -> tuple[str, ...]:
        """Workloads, or the one range of addresses, that a name of a table stands for."""
        full = self.names.get(name, name)
        if full.isupper():
            return (full,)
        full = full if "/" in full else f"{self.namespace}/{full}"
        if full.endswith("/*"):
            return tuple(found for found in workloads if found.startswith(full[:-1]))
        return tuple(found for found in workloads if found == full)


def parse(table: str) -> tuple[Promise, ...]:
    """Lines of a table; empty ones part groups."""
    return tuple(_promise(line) for line in table.splitlines() if line.strip())


def _promise(line: str) -> Promise:
    peers, _, rest = line.partition(": ")
    sources, _, targets = peers.partition(" -> ")
    ports, _, conditions = rest.partition(" if ")
    return Promise(
        line.strip(),
        tuple(sources.split()),
        tuple(targets.split()),
        frozenset(_port(text) for text in ports.split()),
        frozenset(conditions.split()),
    )


def _port(text: str) -> Ports:
    number, _, protocol = text.partition("/")
    return Ports(protocol.upper() or "TCP", int(number), int(number))


Connection = tuple[str, str, Ports]


def meaning(
    promises: Iterable[Promise], scope: Scope, workloads: Iterable[str]
) -> Iterator[tuple[Promise, Connection]]:
    """Connections that the promises allow among the workloads that exist, line by line."""
    known = tuple(workloads)
    for promise in promises:
        if promise.conditions <= scope.facts:
            for source in promise.sources:
                for target in promise.targets:
                    for one in scope.places(source, known):
                        for other in scope.places(target, known):
                            for ports in promise.ports:
                                yield promise, (one, other, ports)
