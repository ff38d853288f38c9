"""Databases are known by their ports."""

from __future__ import annotations

from dotmac_manifests.analysis.databases import PORTS, ports


def test_only_numbers_are_ports() -> None:
    container = {"ports": [{"containerPort": 6379}, {"containerPort": ["x"]}, "y", {}]}
    assert ports(container) == {6379}
    assert ports(container) & PORTS
    assert ports({"ports": 6379}) == frozenset()
