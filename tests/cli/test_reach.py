"""`dotmac reach`: every format, filters, several clusters, refusals."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.cli.running import dotmac
from tests.fleet import ROOT

SHOP = ROOT / "tests" / "fixtures" / "manifests" / "shop.yaml"


@pytest.mark.parametrize("output", ["text", "csv", "dot", "mermaid", "json"])
def test_formats(output: str, snapshot: SnapshotAssertion) -> None:
    run = dotmac("reach", SHOP, "-o", output)
    assert run.code == 0
    assert run.out == snapshot
    assert run.err == (
        "note: nodes/agent[DaemonSet] is on the host's network, which no policy isolates; "
        "it also reaches every pod of its own node\n"
    )


def test_programs_get_connections_as_ranges() -> None:
    found = json.loads(dotmac("reach", SHOP, "-o", "json", "--from", "shop").out)
    assert list(found) == ["connections"]
    assert {
        "src": "shop/front[Deployment]",
        "dst": "shop/back[Deployment]",
        "conns": {"TCP": [[9090, 9090]]},
    } in found["connections"]


@pytest.mark.parametrize(
    ("options", "lines"),
    [
        (["--to", "db"], ["shop/back[Deployment] => shop/db[StatefulSet] : TCP 5432"]),
        (
            ["--from", "{ingress-controller}"],
            ["{ingress-controller} => shop/front[Deployment] : TCP 8080"],
        ),
        (
            ["--from", "shop/*", "--to", "shop"],
            [
                "shop/back[Deployment] => shop/db[StatefulSet] : TCP 5432",
                "shop/front[Deployment] => shop/back[Deployment] : TCP 9090",
            ],
        ),
        (
            ["--from", "shop", "--to", "11.0.0.0/8"],
            ["shop/back[Deployment] => 11.0.0.0-100.63.255.255 : TCP 443"],
        ),
        (["--from", "shop", "--to", "169.254.169.254"], None),
    ],
)
def test_filters(options: list[str], lines: list[str] | None) -> None:
    run = dotmac("reach", SHOP, *options)
    assert run.code == 0
    if lines is not None:
        assert run.out.splitlines() == lines


def test_ipv6_is_listed_on_demand() -> None:
    assert "::" not in dotmac("reach", SHOP).out
    assert "::-ffff:" in dotmac("reach", SHOP, "--ipv6").out


def test_blocks_and_pods() -> None:
    leaky = SHOP.read_text().replace("            except: [10.0.0.0/8, ", "            except: [")
    line = "shop/back[Deployment] => nodes/agent[DaemonSet] : TCP 443"
    assert line in dotmac("reach", "-", stdin=leaky).out
    assert line not in dotmac("reach", "-", "--cluster-cidr", "172.16.0.0/16", stdin=leaky).out
    assert line not in dotmac("reach", SHOP).out


def test_clusters_are_told_apart(tmp_path: Path) -> None:
    for name in ("east", "west"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "root.yaml").write_text(SHOP.read_text())
    told = dotmac("reach", ".", "--to", "db", cwd=tmp_path)
    line = "shop/back[Deployment] => shop/db[StatefulSet] : TCP 5432"
    assert told.out.splitlines() == ["# east", line, "# west", line]
    found = json.loads(dotmac("reach", ".", "--to", "db", "-o", "json", cwd=tmp_path).out)
    assert [one["cluster"] for one in found["connections"]] == ["east", "west"]
    rows = csv.DictReader(
        io.StringIO(dotmac("reach", ".", "--to", "db", "-o", "csv", cwd=tmp_path).out)
    )
    assert [row["cluster"] for row in rows] == ["east", "west"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\n", "standard input:1:1: an object needs metadata"),
        (SHOP.read_text().replace("/12,", "/33,"), "172.16.0.0/33' is not a CIDR"),
        (SHOP.read_text() * 2, "is there twice"),
        ("a: [\n", "standard input:2:1"),
    ],
)
def test_what_cannot_be_judged_ends_with_2(text: str, message: str) -> None:
    run = dotmac("reach", "-", stdin=text)
    assert (run.code, run.out) == (2, "")
    assert message in run.err


def test_names_that_mean_nothing_end_with_2() -> None:
    run = dotmac("reach", SHOP, "--to", "shop/bd")
    assert (run.code, run.out) == (2, "")
    assert "No workload, namespace or address is called 'shop/bd'; did you mean" in run.err
    run = dotmac("reach", "none")
    assert run.code == 2
    assert "none: does not exist" in run.err
    run = dotmac("reach", SHOP, "--cluster-cidr", "x")
    assert run.code == 2
    assert "--cluster-cidr: 'x' is not a CIDR" in run.err
