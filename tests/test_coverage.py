"""`docs/coverage.md` tells the truth: every place that it points to is there, with that value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
import yaml

from tests.documents import ROOT, Table, code, dist, tables

DOCUMENT = ROOT / "docs" / "coverage.md"
PLACES = ("File", "Object", "Field", "Value")
FLOWS = ("Flow", "From", "To", "Ports", "Policy at the source", "Policy at the target")
SECTIONS = (
    "Cluster",
    "Control plane",
    "Tenant",
    "Shared services",
    "GitOps",
    "Operators",
    "Around the cluster",
    "Labels",
    "Roll-out",
    "Inside a tenant",
    "Into a tenant",
    "Out of a tenant",
    "Platform",
    "Denied",
    "Corrections",
    "The second platform",
)
COVERED = (
    "us-east-1/tenants/fast-fiber/isolation.yaml",
    "us-east-1/tenants/fast-fiber/grants.yaml",
    "us-east-1/platform-admin/isolation.yaml",
    "us-east-1/platform-admin/grants.yaml",
    "us-east-1/shared-services/isolation.yaml",
)
"""Files whose every policy the document names."""
_STEP = re.compile(r'\["(?P<quoted>[^"]+)"\]|\[(?P<select>[^\]]+)\]|\.?(?P<plain>[^.\[]+)')


@dataclass(frozen=True)
class Place:
    """One row: a field of an object of a file, and what it holds."""

    file: str
    kind: str
    name: str
    namespace: str | None
    field: str
    value: str


def _place(row: dict[str, str]) -> Place:
    kind, *names = code(row["Object"]).split("/")
    namespace = names[0] if len(names) == 2 else None
    return Place(
        code(row["File"]), kind, names[-1], namespace, code(row["Field"]), row["Value"].strip()
    )


@cache
def _objects(path: str) -> tuple[dict[str, Any], ...]:
    text = (dist() / path).read_text(encoding="utf-8")
    return tuple(yaml.load_all(text, Loader=yaml.CSafeLoader))


def _find(path: str, kind: str, name: str, namespace: str | None = None) -> dict[str, Any]:
    found = [
        body
        for body in _objects(path)
        if (body["kind"], body["metadata"]["name"]) == (kind, name)
        and namespace in (None, body["metadata"].get("namespace"))
    ]
    assert len(found) == 1, f"{path} holds {len(found)} objects {kind}/{name}"
    return found[0]


def _walk(value: Any, field: str) -> Iterator[Any]:
    """Everything at ``field``: `a.b`, `["a.b"]`, `[0]`, `[key=value]`, `[*]`."""
    values = [value]
    for step in _STEP.finditer(field):
        key, select = step["quoted"] or step["plain"], step["select"]
        following: list[Any] = []
        for item in values:
            if select is None:
                following += [item[key]] if isinstance(item, dict) and key in item else []
            elif isinstance(item, list):
                following += _select(item, select)
        values = following
    yield from values


def _select(items: list[Any], select: str) -> list[Any]:
    if select == "*":
        return items
    if select.isdigit():
        return items[int(select) : int(select) + 1]
    key, _, wanted = select.partition("=")
    return [item for item in items if str(item.get(key)) == wanted]


def _holds(found: list[Any], value: str) -> bool:
    if value == "absent":
        return not found
    if value.startswith("contains "):
        wanted = code(value.removeprefix("contains "))
        return any(wanted in (item if isinstance(item, str | list) else ()) for item in found)
    return bool(found) if value == "" else yaml.safe_load(code(value)) in found


def _rows(columns: tuple[str, ...]) -> Iterator[tuple[str, dict[str, str]]]:
    for table in tables(DOCUMENT):
        if set(columns) <= set(table.columns):
            for row in table.rows:
                yield f"{table.section}: {row[table.columns[0]]}", row


def _parameters(columns: tuple[str, ...]) -> list[Any]:
    return [pytest.param(row, id=f"{n}-{name}") for n, (name, row) in enumerate(_rows(columns))]


@pytest.mark.parametrize("row", _parameters(PLACES))
def test_what_is_promised_is_there(row: dict[str, str]) -> None:
    place = _place(row)
    body = _find(place.file, place.kind, place.name, place.namespace)
    if not place.field:
        assert place.value == ""
        return
    found = list(_walk(body, place.field))
    assert _holds(found, place.value), f"{place.field} is {found}, not {place.value!r}"


def _labels(selector: dict[str, Any]) -> set[str]:
    values = set((selector.get("matchLabels") or {}).values())
    for expression in selector.get("matchExpressions") or ():
        assert expression["operator"] == "In"
        values |= set(expression["values"])
    return values or {"every pod"}


def _peers(peers: list[dict[str, Any]]) -> set[str]:
    found: set[str] = set()
    for peer in peers:
        block = peer.get("ipBlock")
        found |= {block["cidr"]} if block else _labels(peer.get("podSelector") or {})
        if block is None:
            assert "podSelector" in peer, "a peer without a podSelector is a whole namespace"
    return found


def _ports(rule: dict[str, Any]) -> set[str]:
    return {f"{port['port']}/{port['protocol']}" for port in rule["ports"]}


def _names(cell: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", cell))


@pytest.mark.parametrize("row", _parameters(FLOWS))
def test_a_flow_is_open_on_both_of_its_sides_on_those_ports_alone(row: dict[str, str]) -> None:
    sources, targets, ports = _names(row["From"]), _names(row["To"]), _names(row["Ports"])
    sides = (
        ("Policy at the source", "Egress", "egress", "to", sources, targets),
        ("Policy at the target", "Ingress", "ingress", "from", targets, sources),
    )
    policies = 0
    for column, kind, direction, key, selected, peers in sides:
        if not row[column].startswith("`"):
            assert row[column] in ("outside", "host network"), row[column]
            continue
        file, namespace, name = code(row[column]).split(" ")
        spec = _find(file, "NetworkPolicy", name, namespace)["spec"]
        (rule,) = spec[direction]
        assert spec["policyTypes"] == [kind]
        assert selected <= _labels(spec["podSelector"])
        assert peers <= _peers(rule[key])
        assert _ports(rule) == ports
        policies += 1
    assert policies


def test_every_section_has_rows() -> None:
    found: dict[str, Table] = {table.section: table for table in tables(DOCUMENT)}
    assert set(SECTIONS) <= set(found)
    assert [section for section, table in found.items() if not table.rows] == []


def test_every_cell_is_filled_but_for_field_and_value() -> None:
    empty = [
        (table.section, row)
        for table in tables(DOCUMENT)
        for row in table.rows
        for column, cell in row.items()
        if not cell and column not in ("Field", "Value")
    ]
    assert empty == []


def test_nothing_is_open_that_the_document_does_not_name() -> None:
    cells = {cell for _, row in _rows(FLOWS) for cell in map(code, row.values())}
    cells |= {f"{code(row['File'])} {code(row['Object'])}" for _, row in _rows(PLACES)}
    for path in COVERED:
        for body in _objects(path):
            meta = body["metadata"]
            if body["kind"] == "NetworkPolicy" and meta["name"] != "default-deny":
                known = (
                    f"{path} {meta['namespace']} {meta['name']}",
                    f"{path} NetworkPolicy/{meta['name']}",
                )
                assert not cells.isdisjoint(known), known[0]


def test_every_workload_of_the_region_is_named() -> None:
    named = {code(row["Object"]).rpartition("/")[2] for _, row in _rows(PLACES)}
    kinds = {"Deployment", "StatefulSet", "Rollout", "CronJob", "Cluster", "Job"}
    for path in sorted((dist() / "us-east-1").glob("*/**/*.yaml")):
        for body in _objects(path.relative_to(dist()).as_posix()):
            name = body["metadata"]["name"]
            assert body["kind"] not in kinds or name.startswith("bucket-") or name in named, name
