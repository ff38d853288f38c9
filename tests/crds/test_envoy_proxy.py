from __future__ import annotations

import pytest

from tests.crds.cases import MISSING, Wrong, assert_refused

KUBERNETES = "spec.provider.kubernetes"


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong("EnvoyProxy/edge", "spec.provider.type", MISSING),
        Wrong("EnvoyProxy/edge", "spec.provider.type", "Host"),
        Wrong("EnvoyProxy/edge", f"{KUBERNETES}.envoyDeployment.replicas", "2"),
        Wrong("EnvoyProxy/edge", f"{KUBERNETES}.envoyService.externalTrafficPolicy", "local"),
        Wrong("EnvoyProxy/edge", f"{KUBERNETES}.envoyPdb", {}),
    ],
    ids=str,
)
def test_a_mistake_is_refused_at_its_place(wrong: Wrong) -> None:
    assert_refused(wrong)
