"""Small words for policies, peers and Services of mutations."""

from __future__ import annotations

from typing import Any

from tests.analysis.rules.mutations.edits import Change, Edit, add, on, put
from tests.analysis.rules.mutations.places import CITY, US

NAME = "app.kubernetes.io/name"
SPACE = "kubernetes.io/metadata.name"


def policy(name: str, *edits: Edit, space: str = CITY, region: str = US) -> Change:
    """Edit a policy."""
    return on(f"{region} NetworkPolicy {space}/{name}", *edits)


def pods(name: str, space: str | None = None) -> dict[str, Any]:
    """A peer: pods by name, of another namespace if one is given."""
    near = {"podSelector": {"matchLabels": {NAME: name}}}
    return near if space is None else {**near, "namespaceSelector": {"matchLabels": {SPACE: space}}}


def block(cidr: str, *excepts: str) -> dict[str, Any]:
    """A peer: addresses."""
    return {"ipBlock": {"cidr": cidr, **({"except": list(excepts)} if excepts else {})}}


def port(number: int, protocol: str = "TCP", end: int | None = None) -> dict[str, Any]:
    """A port of a rule."""
    return {"port": number, "protocol": protocol, **({"endPort": end} if end else {})}


def new_policy(region: str, space: str, own: str, rules: str) -> Change:
    """Add a policy for pods of one name, or of every one; ``rules`` is flow style."""
    selector = f"{{matchLabels: {{{NAME}: {own}}}}}" if own else "{}"
    return add(
        region,
        f"""
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {{name: added-{own or "all"}, namespace: {space}}}
        spec: {{podSelector: {selector}, {rules}}}
        """,
    )


def service(region: str, space: str, spec: str) -> Change:
    """Add a Service; ``spec`` is flow style."""
    return add(
        region,
        f"""
        apiVersion: v1
        kind: Service
        metadata: {{name: added, namespace: {space}}}
        spec: {{{spec}}}
        """,
    )


def peers(*found: dict[str, Any], way: str = "ingress") -> Edit:
    """Replace the peers of the first rule."""
    return put(f"spec.{way}.0.{'from' if way == 'ingress' else 'to'}", list(found))


def ports(*found: dict[str, Any], way: str = "ingress") -> Edit:
    """Replace the ports of the first rule."""
    return put(f"spec.{way}.0.ports", list(found))
