"""Which containers are databases: by the ports that they declare."""

from __future__ import annotations

from dotmac_manifests.analysis.body import Body, items, mapping

POSTGRES, REDIS, MONGODB = 5432, 6379, 27017
PORTS = frozenset({POSTGRES, REDIS, MONGODB})


def ports(container: Body) -> frozenset[int]:
    """Port numbers that a container declares."""
    numbers = (mapping(port).get("containerPort") for port in items(container, "ports"))
    return frozenset(number for number in numbers if isinstance(number, int))
