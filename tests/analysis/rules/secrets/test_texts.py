"""Texts that give themselves away, in objects that have parts in common."""

from __future__ import annotations

from typing import Any

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.secrets._texts import suspects
from dotmac_manifests.analysis.site import Site
from dotmac_manifests.kube.refs import ref_of


def config(own: str, /, **fields: Any) -> Manifest:
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": own}, **fields}
    return Manifest(body, ref_of(body), "some.yaml", 1)


def found(*manifests: Manifest) -> list[str]:
    return [str(suspect.where) for suspect in suspects(Facts("", manifests, Site()))]


def test_a_part_is_judged_by_the_name_of_its_field() -> None:
    part = ["hunter2hunter2"]
    clean, named = config("a", data={"words": part}), config("b", data={"password": part})
    again = config("c", data={"password": part})
    expected = ["entry password of ConfigMap b", "entry password of ConfigMap c"]
    assert found(clean, clean, named, again, clean) == expected


def test_a_part_is_judged_by_what_its_neighbours_name() -> None:
    part = ["hunter2hunter2"]
    clean = config("a", data={"value": part}, value=part)
    named = config("b", data={"name": "PASSWORD", "value": part})
    assert found(clean, named) == ["entry PASSWORD of ConfigMap b"]
    outer = config("c", name="PASSWORD", value="hunter2hunter2")
    assert found(clean, outer) == ["environment variable PASSWORD of ConfigMap c"]


def test_no_part_is_taken_for_one_that_is_gone() -> None:
    manifests = []
    for number in range(200):
        data: Any = {"words": [f"word{number}"], "key": [f"postgres://a:b{number}ccc@d"]}
        kind = "Service" if number % 2 else "ConfigMap"
        body = {"apiVersion": "v1", "kind": kind, "metadata": {"name": "x", "annotations": data}}
        manifests.append(Manifest(body, ref_of(body), "some.yaml", 1))
    assert len(found(*manifests)) == len(manifests)
