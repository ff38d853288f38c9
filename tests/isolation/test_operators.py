"""Operators' namespaces: restricted, unless there is a reason."""

from __future__ import annotations

from functools import partial

import pytest

from dotmac_manifests.isolation.operators import POD_SECURITY, OperatorLimits, pod_security
from dotmac_manifests.plan.operators import NAMESPACES, all_namespaces
from tests.components.rendering import render


@pytest.mark.parametrize("namespace", sorted(set(all_namespaces(NAMESPACES)) - set(POD_SECURITY)))
def test_restricted_by_default(namespace: str) -> None:
    assert pod_security(namespace) == "restricted"


def test_the_exceptions_are_few_and_known() -> None:
    assert POD_SECURITY == {
        "velero": "baseline",
        "logging": "privileged",
        "node-exporter": "privileged",
    }


def test_every_container_is_bounded() -> None:
    (limits,) = render(partial(OperatorLimits, namespace="velero"))
    (container,) = limits["spec"]["limits"]
    assert container["type"] == "Container"
    assert set(container["max"]) == set(container["default"]) == set(container["defaultRequest"])
