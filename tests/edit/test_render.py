"""New values as text, which every reader has to take for the same."""

from __future__ import annotations

import yaml
from hypothesis import given

from dotmac_manifests.edit import render
from dotmac_manifests.edit.layout import Indentation
from dotmac_manifests.edit.operations import same
from dotmac_manifests.kube.yaml_reader import read_document
from tests.kube import nasty


@given(nasty.values)
def test_values_between_brackets(value: object) -> None:
    text = "k: [" + render.flow(value) + "]\n"
    assert same(read_document(text.encode(), "").value, {"k": [value]})
    assert text.count("\n") == 1


@given(nasty.texts)
def test_texts_mean_the_same_to_yaml_1_1(text: str) -> None:
    (line, *others) = render.lines(text, Indentation(), item=False, inline=False)
    assert yaml.safe_load("\n".join(["k:" + line, *others, ""])) == {"k": text}


def test_quotes_that_were_chosen_stay() -> None:
    assert render.requoted("new", "old", '"', in_flow=False) == '"new"'
    assert render.requoted("it's", "old", "'", in_flow=True) == "'it''s'"
    assert render.requoted("new", "yes", '"', in_flow=False) is None  # it needed them
    assert render.requoted("a\tb", "old", "'", in_flow=False) is None  # they cannot hold it
