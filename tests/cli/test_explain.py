"""`dotmac explain`: verdicts with files and lines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.cli.running import dotmac
from tests.fleet import ROOT

FOLDER = ROOT / "tests" / "fixtures" / "manifests"
SHOP = FOLDER / "shop.yaml"

QUESTIONS = {
    "allowed": ["front", "shop/back", "9090"],
    "by the name of a port": ["front", "back", "http/TCP"],
    "denied on both sides": ["front", "db", "5432"],
    "denied on one side": ["agent", "db"],
    "partly": ["back", "db", "5430-5440"],
    "all ports": ["back", "db"],
    "to an address": ["back", "198.51.100.7", "443"],
    "from the edge": ["{ingress-controller}", "front", "8080"],
    "to the host's network": ["back", "agent"],
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_answers(question: list[str], snapshot: SnapshotAssertion) -> None:
    run = dotmac("explain", *question, "shop.yaml", cwd=FOLDER)
    assert (run.code, run.err) == (0, "")
    assert run.out == snapshot


def test_programs_get_the_same() -> None:
    run = dotmac("explain", "front", "back", "9090", "shop.yaml", "-o", "json", cwd=FOLDER)
    (found,) = json.loads(run.out)["explanations"]
    assert found["verdict"] == "allowed"
    assert found["allowed"] == {"TCP": [[9090, 9090]]}
    assert found["egress"]["allowedBy"] == [
        {
            "policy": "shop/front",
            "rule": "spec.egress[0]",
            "file": "shop.yaml",
            "line": 89,
            "conns": {"TCP": [[9090, 9090]]},
        }
    ]


def test_the_port_may_be_left_out_and_files_may_look_like_ports(tmp_path: Path) -> None:
    (tmp_path / "5432").write_text(SHOP.read_text())
    told = dotmac("explain", "back", "db", "5432", cwd=tmp_path)
    assert "All Connections" in told.out
    told = dotmac("explain", "back", "db", "5432/TCP", "5432", cwd=tmp_path)
    assert told.out.startswith("allowed")


def test_several_clusters_need_a_choice(tmp_path: Path) -> None:
    for name in ("east", "west"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "root.yaml").write_text(SHOP.read_text())
    run = dotmac("explain", "back", "db", ".", cwd=tmp_path)
    assert run.code == 2
    assert "choose one by --cluster: east, west" in run.err
    run = dotmac("explain", "back", "db", ".", "--cluster", "west", cwd=tmp_path)
    assert run.code == 0
    assert "west/root.yaml" in run.out
    run = dotmac("explain", "back", "db", ".", "--cluster", "north", cwd=tmp_path)
    assert "There is no cluster 'north'; known: east, west" in run.err


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (["front", "bakc"], "No workload, namespace or address is called 'bakc'"),
        (["front", "shop"], "'shop' is a namespace or a pattern"),
        (["front", "back", "https"], "no TCP port named 'https'"),
        (["front", "back", "0"], "'0' is no port"),
        (["10.0.0.1", "10.0.0.2"], "Neither end is a workload"),
        (["front", "{ingress-controller}"], "brings in connections, and takes none"),
    ],
)
def test_questions_without_an_answer_end_with_2(question: list[str], message: str) -> None:
    run = dotmac("explain", *question, "shop.yaml", cwd=FOLDER)
    assert (run.code, run.out) == (2, "")
    assert message in run.err
