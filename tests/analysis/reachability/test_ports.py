"""Ports of rules: names by destination and protocol, ranges, defaults, refusals."""

from __future__ import annotations

from typing import Any

import pytest

from dotmac_manifests.analysis.reachability.ports import parse_ports
from dotmac_manifests.kube.yaml_reader import FieldPath

POD = {("TCP", "http"): (8080,), ("UDP", "dns"): (53,), ("TCP", "dns"): (5353,)}


def opened(ports: Any, *, address: bool = False) -> str:
    problems: list[str] = []
    found = parse_ports(ports, (), lambda path, message, _: problems.append(message))
    assert not problems
    return str(found.at(None if address else POD))


@pytest.mark.parametrize(
    ("ports", "connections"),
    [
        (None, "All Connections"),
        ([], "All Connections"),
        ([{"port": 80}], "TCP 80"),
        ([{"port": 80, "protocol": None}], "TCP 80"),
        ([{"port": 53, "protocol": "UDP"}], "UDP 53"),
        ([{"protocol": "SCTP"}], "SCTP 1-65535"),
        ([{}], "TCP 1-65535"),
        ([{"port": 80, "endPort": 90}], "TCP 80-90"),
        ([{"port": 80, "endPort": 80}], "TCP 80"),
        ([{"port": 1}], "TCP 1"),
        ([{"port": 80}, {"port": 81}], "TCP 80-81"),
        ([{"port": 80}, {"port": 80, "protocol": "UDP"}], "TCP 80, UDP 80"),
        ([{"port": "http"}], "TCP 8080"),
        ([{"port": "http", "protocol": "UDP"}], "No Connections"),
        ([{"port": "dns"}], "TCP 5353"),
        ([{"port": "dns", "protocol": "UDP"}], "UDP 53"),
        ([{"port": "none"}], "No Connections"),
        ([{"port": "none"}, {"port": 1, "endPort": 65535}], "TCP 1-65535"),
        (
            [{"protocol": "TCP"}, {"protocol": "UDP"}, {"protocol": "SCTP"}],
            "All Connections",
        ),
    ],
)
def test_what_is_open_at_a_pod(ports: Any, connections: str) -> None:
    assert opened(ports) == connections


def test_names_mean_nothing_at_addresses() -> None:
    assert opened([{"port": "http"}], address=True) == "No Connections"
    assert opened([{"port": "http"}, {"port": 443}], address=True) == "TCP 443"


def test_text_of_a_rule() -> None:
    found = parse_ports([{"port": "http"}, {"port": 443}], (), lambda *_: None)
    assert str(found) == "TCP 443, TCP http"


@pytest.mark.parametrize(
    ("port", "field", "message"),
    [
        ({"port": 80, "endPort": 79}, "endPort", "79 is below port, 80"),
        ({"port": "http", "endPort": 90}, "endPort", "cannot follow a port that has a name"),
        ({"endPort": 90}, "endPort", "needs port beside it"),
        ({"port": 0}, "port", "is not the number of a port"),
        ({"port": 65536}, "port", "is not the number of a port"),
        ({"port": 80, "endPort": 65536}, "endPort", "is not the number of a port"),
        ({"port": 80.5}, "port", "is not the number of a port"),
        ({"port": True}, "port", "is not the number of a port"),
        ({"port": "80"}, "port", "neither a number nor the name"),
        ({"port": "a-very-long-name"}, "port", "neither a number nor the name"),
        ({"port": 80, "endPort": "90"}, "endPort", "is not the number of a port"),
        ({"protocol": "ICMP"}, "protocol", "'ICMP' is no protocol"),
        ({"protocol": "tcp"}, "protocol", "'tcp' is no protocol"),
        ({"ports": 80}, "ports", "is not a field of a port"),
    ],
)
def test_refusals(port: Any, field: str, message: str) -> None:
    found: list[tuple[FieldPath, str]] = []
    parse_ports([port], ("ports",), lambda path, text, _: found.append((path, text)))
    assert len(found) == 1
    assert found[0][0] == ("ports", 0, field)
    assert message in found[0][1]
