"""What people mean on the command line."""

from __future__ import annotations

import pytest

from dotmac_manifests.analysis.reachability.connectivity import EDGE
from dotmac_manifests.analysis.reachability.edge import Edge
from dotmac_manifests.analysis.reachability.ends import (
    as_addresses,
    asked,
    ends,
    known_peer,
    means,
    parse_port,
)
from dotmac_manifests.errors import DotmacError
from tests.analysis.reachability.cases import engine, pod

JUDGE = engine(pod("x/web", {"name": "http", "containerPort": 8080}), pod("y/web"), pod("x/db"))
WEB = next(one for one in JUDGE.cluster.workloads if str(one) == "x/web[Pod]")


@pytest.mark.parametrize("text", ["x", "web", "x/web", "x/web[Pod]", "x/*", "w*", "*/web", "?"])
def test_texts_that_mean_a_workload(text: str) -> None:
    assert means(text, WEB)


@pytest.mark.parametrize("text", ["y", "we", "y/web", "x/web[Deployment]", "10.0.0.0/8", EDGE])
def test_texts_that_do_not(text: str) -> None:
    assert not means(text, WEB)


def test_addresses_and_the_edge() -> None:
    here = as_addresses("10.0.0.0/8")
    assert here is not None
    assert means("10.1.2.3", here)
    assert means("0.0.0.0/0", here)
    assert not means("11.0.0.0/8", here)
    assert not means("x", here)
    assert means("{ingress-controller}", EDGE)
    assert means("ingress-controller", EDGE)
    assert not means("x", EDGE)


def test_unknown_names_come_with_a_guess() -> None:
    assert known_peer([JUDGE.cluster], "x/web") == "x/web"
    with pytest.raises(DotmacError, match="did you mean x/web"):
        known_peer([JUDGE.cluster], "x/wep")


def test_ends_are_one_workload() -> None:
    assert [str(one) for one in ends(JUDGE, "x/web")] == ["x/web[Pod]"]
    assert [str(one) for one in ends(JUDGE, "db")] == ["x/db[Pod]"]
    assert [str(one) for one in ends(JUDGE, "192.0.2.1")] == ["192.0.2.1-192.0.2.1"]
    assert isinstance(ends(JUDGE, EDGE)[0], Edge)


@pytest.mark.parametrize(
    ("text", "message"),
    [("web", "means several"), ("x", "a namespace or a pattern"), ("none", "No workload")],
)
def test_ends_that_are_not(text: str, message: str) -> None:
    with pytest.raises(DotmacError, match=message):
        ends(JUDGE, text)


@pytest.mark.parametrize(
    ("text", "opened"),
    [
        ("5432", "TCP 5432"),
        ("1812/UDP", "UDP 1812"),
        ("1812/udp", "UDP 1812"),
        ("80-90", "TCP 80-90"),
        ("http", "TCP 8080"),
        ("http/TCP", "TCP 8080"),
    ],
)
def test_ports(text: str, opened: str) -> None:
    assert parse_port(text)
    assert str(asked(text, ends(JUDGE, "x/web"))) == opened


@pytest.mark.parametrize("text", ["0", "65536", "90-80", "http/UDP", "dns", "80/ICMP", "dist/x"])
def test_what_is_no_port(text: str) -> None:
    with pytest.raises(DotmacError):
        asked(text, ends(JUDGE, "x/web"))


@pytest.mark.parametrize("text", ["dist/x", "./a", "a.yaml", "80/ICMP", "-", "A"])
def test_paths_do_not_look_like_ports(text: str) -> None:
    assert not parse_port(text)
