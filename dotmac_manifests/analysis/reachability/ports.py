"""Ports of a rule: numbers are what they are, a name is whatever the destination calls so.

Source: NetworkPolicyPort of networking.k8s.io/v1, and its validation in kubernetes/kubernetes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dotmac_manifests.analysis.pods import NamedPorts
from dotmac_manifests.analysis.reachability.connections import (
    ALL,
    HIGHEST,
    LOWEST,
    NONE,
    PROTOCOLS,
    Connections,
    of,
    union,
    union_of,
)
from dotmac_manifests.analysis.reachability.selectors import Refuse
from dotmac_manifests.kube.yaml_reader import FieldPath

_NAME = re.compile(r"(?=.*[a-z])(?!.*--)[a-z0-9](?:[a-z0-9-]{0,13}[a-z0-9])?")


@dataclass(frozen=True)
class RulePorts:
    """Ports by number, and names that each destination gives a number to, or none."""

    numbered: Connections = NONE
    named: tuple[tuple[str, str], ...] = ()

    def at(self, destination: NamedPorts | None) -> Connections:
        """What is open at a pod; at an address, where ports have no names, it is None."""
        if not self.named or destination is None:
            return self.numbered
        found = self.numbered
        for name in self.named:
            for number in destination.get(name, ()):
                found = union(found, of(name[0], number, number))
        return found

    def __str__(self) -> str:
        names = [f"{protocol} {name}" for protocol, name in self.named]
        numbers = [] if self.numbered == NONE and names else [str(self.numbered)]
        return ", ".join((*numbers, *names))


EVERY_PORT = RulePorts(ALL)


def parse_ports(value: Any, path: FieldPath, refuse: Refuse) -> RulePorts:
    """The ports of a rule at ``path``: absent or empty means all; mistakes go to ``refuse``."""
    if not value and (value is None or isinstance(value, list)):
        return EVERY_PORT
    if not isinstance(value, list):
        refuse(path, "must be a list", "begin each item with '- '")
        return EVERY_PORT
    numbered, named = [], set()
    for index, item in enumerate(value):
        here = (*path, index)
        if not isinstance(item, Mapping):
            refuse(here, "must be a mapping", "write `port: 80` below it")
            continue
        for name in item.keys() - {"port", "endPort", "protocol"}:
            refuse((*here, name), "is not a field of a port", "use port, endPort and protocol")
        protocol = item.get("protocol")
        if protocol is None:
            protocol = "TCP"
        if protocol not in PROTOCOLS:
            message, remedy = f"{protocol!r} is no protocol", f"use one of {', '.join(PROTOCOLS)}"
            refuse((*here, "protocol"), message, remedy)
            continue
        port = item.get("port")
        if isinstance(port, str):
            _check_name(item, here, refuse)
            named.add((protocol, port))
        else:
            numbered.append(_numbers(protocol, item, here, refuse))
    return RulePorts(union_of(numbered), tuple(sorted(named)))


def _check_name(item: Mapping[str, Any], path: FieldPath, refuse: Refuse) -> None:
    if not _NAME.fullmatch(item["port"]):
        message = f"{item['port']!r} is neither a number nor the name of a port"
        refuse((*path, "port"), message, "write numbers without quotes, names in lower case")
    if item.get("endPort") is not None:
        message = "cannot follow a port that has a name"
        refuse((*path, "endPort"), message, "give port as a number")


def _numbers(
    protocol: str, item: Mapping[str, Any], path: FieldPath, refuse: Refuse
) -> Connections:
    first, last = item.get("port"), item.get("endPort")
    if first is None:
        if last is not None:
            refuse((*path, "endPort"), "needs port beside it", "give the first port as port")
        return of(protocol)
    for name, number in (("port", first), ("endPort", last)):
        if number is not None and not _is_port(number):
            remedy = f"write a number from {LOWEST} to {HIGHEST}"
            refuse((*path, name), f"{number!r} is not the number of a port", remedy)
            return NONE
    if last is not None and last < first:
        refuse((*path, "endPort"), f"{last} is below port, {first}", "swap the two")
        return NONE
    return of(protocol, first, first if last is None else last)


def _is_port(number: Any) -> bool:
    return type(number) is int and LOWEST <= number <= HIGHEST
