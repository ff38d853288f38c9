"""Connections in every format: text, JSON, CSV, and graphs for Graphviz and Mermaid."""

from __future__ import annotations

import csv
import io
import json as standard_json
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from dotmac_manifests.analysis.cluster import Workload
from dotmac_manifests.analysis.reachability.connections import ALL, Connections
from dotmac_manifests.analysis.reachability.connectivity import Connection, Peer
from dotmac_manifests.report import json

Found = Sequence[Connection]


def as_text(found: Found) -> str:
    """One line each, under the cluster's name when there is one."""
    lines = []
    for cluster, several in groupby(found, key=lambda one: one.cluster):
        if cluster:
            lines.append(f"# {cluster}\n")
        lines += [f"{one.source} => {one.destination} : {one.connections}\n" for one in several]
    return "".join(lines)


def as_json(found: Found) -> str:
    """`{"connections": [{"src", "dst", "conns"}]}`, and `cluster` when there are several."""
    return json.document({"connections": [_record(one) for one in found]})


def conns(connections: Connections) -> Any:
    """`All Connections`, or first and last port of each range by protocol."""
    if connections == ALL:
        return str(connections)
    return {name: [list(one) for one in found] for name, found in connections.by_protocol().items()}


def as_csv(found: Found) -> str:
    """A header and one line each."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    clusters = any(one.cluster for one in found)
    writer.writerow([*(["cluster"] if clusters else []), "src", "dst", "conns"])
    for one in found:
        start = [one.cluster] if clusters else []
        writer.writerow([*start, one.source, one.destination, one.connections])
    return text.getvalue()


def as_dot(found: Found) -> str:
    """A graph for Graphviz; workloads stand in the box of their namespace."""
    lines = ["digraph {\n", "  rankdir=LR\n", "  node [shape=box]\n"]
    for name, peers in _boxes(found).items():
        indent = "  "
        if name:
            lines.append(f"  subgraph {_quoted('cluster ' + name)} {{\n    label={_quoted(name)}\n")
            indent = "    "
        lines += [
            f"{indent}{_quoted(key)} [label={_quoted(label)}]\n" for key, label in peers.items()
        ]
        lines += ["  }\n"] if name else []
    lines += [
        f"  {_quoted(_key(one, one.source))} -> {_quoted(_key(one, one.destination))} "
        f"[label={_quoted(str(one.connections))}]\n"
        for one in found
    ]
    return "".join([*lines, "}\n"])


def as_mermaid(found: Found) -> str:
    """A flow chart for Mermaid, which Git hosts draw inside of Markdown."""
    lines = ["flowchart LR\n"]
    numbers: dict[str, int] = {}
    for name, peers in _boxes(found).items():
        indent = "  "
        if name:
            lines.append(f"  subgraph {_escaped(name)}\n")
            indent = "    "
        for key, label in peers.items():
            numbers[key] = len(numbers)
            lines.append(f"{indent}n{numbers[key]}[{_escaped(label)}]\n")
        lines += ["  end\n"] if name else []
    for one in found:
        source, destination = numbers[_key(one, one.source)], numbers[_key(one, one.destination)]
        lines.append(f"  n{source} -->|{_escaped(str(one.connections))}| n{destination}\n")
    return "".join(lines)


FORMATS: Mapping[str, Callable[[Found], str]] = {
    "text": as_text,
    "json": as_json,
    "csv": as_csv,
    "dot": as_dot,
    "mermaid": as_mermaid,
}
"""Every format by the name that it has on the command line."""


def _record(one: Connection) -> dict[str, Any]:
    record = {"src": str(one.source), "dst": str(one.destination), "conns": conns(one.connections)}
    return {**record, "cluster": one.cluster} if one.cluster else record


def _boxes(found: Iterable[Connection]) -> dict[str, dict[str, str]]:
    """Keys and labels of the peers by the box that they stand in; without a box it is empty."""
    boxes: dict[str, dict[str, str]] = {}
    for one in found:
        for peer in (one.source, one.destination):
            name, label = one.cluster, str(peer)
            if isinstance(peer, Workload):
                name = f"{one.cluster}/{peer.namespace}" if one.cluster else peer.namespace
                label = f"{peer.name}[{peer.kind}]"
            boxes.setdefault(name, {})[_key(one, peer)] = label
    return {name: dict(sorted(boxes[name].items())) for name in sorted(boxes)}


def _key(one: Connection, peer: Peer) -> str:
    return f"{one.cluster} {peer}" if one.cluster else str(peer)


def _quoted(text: str) -> str:
    return standard_json.dumps(text, ensure_ascii=False)


def _escaped(text: str) -> str:
    safe = text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return f'"{safe}"'
