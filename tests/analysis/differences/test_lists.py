"""What names the items of a list, and what does not."""

from __future__ import annotations

import pytest

from dotmac_manifests.analysis.differences.lists import aligned, labels, order_of


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([{"name": "a"}, {"name": "b"}], ["a", "b"]),
        ([{"name": "a", "mountPath": "/x"}, {"name": "a", "mountPath": "/y"}], ["/x", "/y"]),
        ([{"containerPort": 1}, {"containerPort": 1, "protocol": "UDP"}], ["1/TCP", "1/UDP"]),
        ([{"group": "", "kind": "Secret"}, {"group": "apps", "kind": "X"}], ["/Secret", "apps/X"]),
        ([{"name": ""}], None),
        ([{"name": True}], None),
        ([{"name": "a"}, "a"], None),
        ([{"from": 1}], None),
    ],
)
def test_labels(items: list[object], expected: list[str] | None) -> None:
    found = labels(items, items)
    assert (found and found[0]) == expected


def test_what_names_the_items_of_one_list_alone_is_no_name() -> None:
    assert labels([{"name": "a"}], [{"host": "a"}]) is None


def test_an_order_is_of_what_both_have() -> None:
    assert order_of(["a", "b"], ["x", "a", "b"]) is None
    assert order_of(["a", "b"], ["b", "x", "a"]) == (["a", "b"], ["b", "x", "a"])


def test_long_lists_are_paired_in_order() -> None:
    old, new = ([{"n": [n, kind]} for n in range(30)] for kind in ("old", "new"))
    assert [(a, b) for a, b, _ in aligned(old, new, None)] == [(n, n) for n in range(30)]
