"""Formats of connections, beyond what the snapshots of the command show."""

from __future__ import annotations

import csv
import io
import json

import pytest

from dotmac_manifests.analysis.reachability.addresses import EVERYWHERE
from dotmac_manifests.analysis.reachability.connections import ALL, of, union
from dotmac_manifests.analysis.reachability.connectivity import Connection
from dotmac_manifests.report.connections import FORMATS, as_csv, as_json, as_mermaid, conns

MIXED = union(of("TCP", 80, 90), union(of("TCP", 443, 443), of("UDP", 53, 53)))


def test_ranges_by_protocol() -> None:
    assert conns(ALL) == "All Connections"
    assert conns(MIXED) == {"TCP": [[80, 90], [443, 443]], "UDP": [[53, 53]]}


def test_csv_quotes_what_has_commas() -> None:
    text = as_csv([Connection("", EVERYWHERE[0], "x", MIXED)])
    assert list(csv.reader(io.StringIO(text))) == [
        ["src", "dst", "conns"],
        ["0.0.0.0-255.255.255.255", "x", "TCP 80-90,443, UDP 53"],
    ]


def test_the_cluster_is_named_only_when_there_are_several() -> None:
    assert "cluster" not in as_json([Connection("", "a", "b", ALL)])
    (found,) = json.loads(as_json([Connection("east", "a", "b", ALL)]))["connections"]
    assert found == {"cluster": "east", "src": "a", "dst": "b", "conns": "All Connections"}


def test_mermaid_escapes_what_it_would_draw() -> None:
    assert 'n0["&lt;a&quot;&amp;"]' in as_mermaid([Connection("", '<a"&', "b", ALL)])


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_is_still_a_document(name: str) -> None:
    text = FORMATS[name]([])
    assert text.endswith("\n") or (name == "text" and text == "")
    if name == "json":
        assert json.loads(text) == {"connections": []}
