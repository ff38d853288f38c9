from __future__ import annotations

import pytest

from tests.crds.cases import MISSING, Wrong, assert_refused


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong("SecretStore/vault", "spec.provider", MISSING),
        Wrong("SecretStore/vault", "spec.provider", {}),
        Wrong("SecretStore/vault", "spec.provider.vault.server", MISSING),
        Wrong("SecretStore/vault", "spec.provider.vault.version", 2),
        Wrong("SecretStore/vault", "spec.provider.vault.caProvider.type", "File"),
        Wrong("SecretStore/vault", "spec.provider.vault.auth.kubernetes.role", MISSING),
        Wrong("SecretStore/vault", "spec.provider.vault.auth.kubernetes.mount", "x"),
        Wrong(
            "SecretStore/vault",
            "spec.provider.vault.auth.kubernetes.serviceAccountRef.name",
            MISSING,
        ),
        Wrong("SecretStore/vault", "spec.conditions", [{"namespace": "x"}]),
        Wrong("SecretStore/aws", "spec.provider.aws.service", "S3"),
        Wrong("SecretStore/aws", "spec.provider.aws.region", MISSING),
        Wrong(
            "SecretStore/aws", "spec.provider.vault", {"server": "https://vault"}, "spec.provider"
        ),
        Wrong(
            "ClusterSecretStore/platform",
            "spec.conditions.0.namespaces.0",
            "Platform_Admin",
            "spec.conditions[0].namespaces[0]",
        ),
    ],
    ids=str,
)
def test_a_mistake_is_refused_at_its_place(wrong: Wrong) -> None:
    assert_refused(wrong)
