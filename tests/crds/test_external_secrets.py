from __future__ import annotations

import pytest

from tests.crds.cases import MISSING, Wrong, assert_refused


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong("ExternalSecret/isp-backend", "spec.refreshInterval", "1 day", upstream=False),
        Wrong("ExternalSecret/isp-backend", "spec.refreshPolicy", "Always"),
        Wrong("ExternalSecret/isp-backend", "spec.secretStoreRef.kind", "Vault"),
        Wrong("ExternalSecret/isp-backend", "spec.target.creationPolicy", "Owned"),
        Wrong("ExternalSecret/isp-backend", "spec.target.template.engineVersion", "v1"),
        Wrong("ExternalSecret/isp-backend", "spec.target.template.stringData", {}),
        Wrong(
            "ExternalSecret/isp-backend",
            "spec.data.0.remoteRef.key",
            MISSING,
            "spec.data[0].remoteRef.key",
        ),
        Wrong(
            "ExternalSecret/isp-backend",
            "spec.data.0.secretKey",
            "pass word",
            "spec.data[0].secretKey",
        ),
        Wrong(
            "ExternalSecret/isp-backend",
            "spec.dataFrom.0.find",
            {},
            "spec.dataFrom[0]",
            upstream=False,
        ),
        Wrong(
            "ExternalSecret/isp-backend",
            "apiVersion",
            "external-secrets.io/v1beta1",
            "",
            upstream=False,
        ),
    ],
    ids=str,
)
def test_a_mistake_is_refused_at_its_place(wrong: Wrong) -> None:
    assert_refused(wrong)
