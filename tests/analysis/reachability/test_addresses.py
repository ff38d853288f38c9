"""Blocks of addresses: several excepts, host bits, both versions of IP, refusals."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotmac_manifests.analysis.reachability.addresses import parse_block
from dotmac_manifests.kube.yaml_reader import FieldPath


def block(cidr: str, *excepts: str) -> str:
    """The ranges of a block, as text."""
    value = {"cidr": cidr, "except": list(excepts)} if excepts else {"cidr": cidr}
    problems: list[str] = []
    found = parse_block(value, (), lambda path, message, _: problems.append(message))
    assert not problems
    assert found is not None
    return ", ".join(map(str, found.ranges()))


@pytest.mark.parametrize(
    ("given_block", "ranges"),
    [
        (("10.0.0.0/8",), "10.0.0.0-10.255.255.255"),
        (("10.1.2.3/8",), "10.0.0.0-10.255.255.255"),
        (("192.0.2.1/32",), "192.0.2.1-192.0.2.1"),
        (("0.0.0.0/0",), "0.0.0.0-255.255.255.255"),
        (("10.0.0.0/8", "10.0.0.0/9"), "10.128.0.0-10.255.255.255"),
        (("10.0.0.0/30", "10.0.0.1/32", "10.0.0.2/32"), "10.0.0.0-10.0.0.0, 10.0.0.3-10.0.0.3"),
        (("10.0.0.0/30", "10.0.0.0/31", "10.0.0.2/31"), ""),
        (("10.0.0.0/8", "10.0.0.0/9", "10.0.0.0/16"), "10.128.0.0-10.255.255.255"),
        (("10.0.0.0/24", "10.0.0.77/25"), "10.0.0.128-10.0.0.255"),
        (("2001:db8::/126", "2001:db8::1/128"), "2001:db8::-2001:db8::, 2001:db8::2-2001:db8::3"),
        (("::/0",), "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ],
)
def test_ranges(given_block: tuple[str, ...], ranges: str) -> None:
    assert block(*given_block) == ranges


BAD = ("10.0.0.0", "10.0.0.0/33", "10.0.0/8", "010.0.0.0/8", "a/8", "", "10.0.0.0/255.0.0.0")
BAD_SIX = ("::/129", "fe80::1%eth0/64", "::ffff:10.0.0.0/104", "10.0.0.0/ 8", "10.0.0.0/+8")


@pytest.mark.parametrize("cidr", [*BAD, *BAD_SIX, None, 10])
def test_what_is_no_cidr_is_refused(cidr: Any) -> None:
    assert [path for path, _ in refused({"cidr": cidr})] == [("cidr",)]


@pytest.mark.parametrize(
    "inner", ["11.0.0.0/16", "10.0.0.0/8", "10.0.0.0/7", "0.0.0.0/0", "::/16", "10.0.0.1/8"]
)
def test_excepts_have_to_be_strictly_inside(inner: str) -> None:
    ((path, message),) = refused({"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16", inner]})
    assert path == ("except", 1)
    assert "is not strictly inside 10.0.0.0/8" in message


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"cidr": "10.0.0.0/8", "except": "10.0.0.0/9"}, ("except",)),
        ({"cidr": "10.0.0.0/8", "except": ["x"]}, ("except", 0)),
        ({"cidr": "10.0.0.0/8", "exclude": []}, ("exclude",)),
        ("10.0.0.0/8", ()),
    ],
)
def test_other_mistakes(value: Any, path: FieldPath) -> None:
    assert [found for found, _ in refused(value)] == [path]


def refused(value: Any) -> list[tuple[FieldPath, str]]:
    found: list[tuple[FieldPath, str]] = []
    parse_block(value, (), lambda path, message, _: found.append((path, message)))
    return found


@given(st.lists(st.tuples(st.integers(0, 15), st.integers(29, 32)), max_size=4))
def test_ranges_hold_just_what_is_not_excepted(excepts: list[tuple[int, int]]) -> None:
    texts = [f"10.0.0.{last}/{length}" for last, length in excepts]
    found = parse_block({"cidr": "10.0.0.0/28", "except": texts}, (), lambda *_: None)
    assert found is not None
    held = {number for one in found.ranges() for number in range(one.first, one.last + 1)}
    expected = {
        int(ip_address(f"10.0.0.{last}"))
        for last in range(16)
        if not any(last >> (32 - length) == start >> (32 - length) for start, length in excepts)
    }
    assert held == expected
