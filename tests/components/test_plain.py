"""The plain tree refuses what cdk8s' tree refuses."""

from __future__ import annotations

import pytest

from dotmac_manifests.components import cdk, plain
from dotmac_manifests.components.plain import App, Chart, Construct, Trees


def test_a_process_does_not_change_its_trees() -> None:
    assert not Trees.stay_in_python()
    assert cdk.App is not plain.App


def test_two_children_of_one_name() -> None:
    for app, construct in ((App(), Construct), (cdk.App(), cdk.Construct)):
        construct(app, "a/b")
        with pytest.raises(RuntimeError, match=r"[Tt]here is already a [Cc]onstruct"):
            construct(app, "a--b" if app.__class__ is App else "a/b")


def test_a_child_without_a_name() -> None:
    for app, construct in ((App(), Construct), (cdk.App(), cdk.Construct)):
        with pytest.raises(RuntimeError, match=r"[Oo]nly (the )?root"):
            construct(app, "")


def test_the_chart_of_a_construct() -> None:
    chart = Chart(App(), "file")
    assert Chart.of(Construct(Construct(chart, "a"), "b")) is chart
    with pytest.raises(RuntimeError, match="stands in no chart"):
        Chart.of(Construct(App(), "a"))
