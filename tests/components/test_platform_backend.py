"""What pods of the backend's image have in common."""

from __future__ import annotations

from dotmac_manifests.components.platform_backend import (
    backend_container,
    backend_environment,
    backend_volumes,
)
from tests.fleet import seed_plan

PLAN = seed_plan().control_planes["us-east-1"]


def test_every_file_that_the_environment_names_is_mounted() -> None:
    mounts = backend_container(PLAN, "backend", "platform-backend")["volumeMounts"]
    folders = tuple(f"{mount['mountPath']}/" for mount in mounts)
    files = [path for path in backend_environment(PLAN).values() if path.startswith("/run/")]
    assert files
    assert all(path.startswith(folders) for path in files)
    assert {mount["name"] for mount in mounts} == {
        volume["name"] for volume in backend_volumes(PLAN)
    }


def test_no_credential_is_an_environment_variable() -> None:
    for name, value in backend_environment(PLAN).items():
        if name.endswith(("PASSWORD", "SECRET", "TOKEN", "KEY")):
            raise AssertionError(f"{name}={value}")


def test_openbao_gets_a_token_that_nobody_else_accepts() -> None:
    (volume,) = (found for found in backend_volumes(PLAN) if found["name"] == "openbao")
    token, authority = volume["projected"]["sources"]
    assert token["serviceAccountToken"]["audience"] == "vault"
    assert authority["secret"]["name"] == "secret-store-ca"
