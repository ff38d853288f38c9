"""What pods of the backend's image have in common."""

from __future__ import annotations

import pytest

from dotmac_manifests.components.platform_backend import (
    backend_container,
    backend_environment,
    backend_volumes,
    openbao_volume,
)
from tests.fleet import seed_plan

PLAN = seed_plan().control_planes["us-east-1"]


@pytest.mark.parametrize("openbao", [False, True])
def test_every_file_that_the_environment_names_is_mounted(openbao: bool) -> None:
    found = backend_container(PLAN, "backend", "platform-backend", openbao=openbao)
    folders = tuple(f"{mount['mountPath']}/" for mount in found["volumeMounts"])
    files = [_["value"] for _ in found["env"] if _["value"].startswith("/run/")]
    assert files
    assert all(path.startswith(folders) for path in files)
    volumes = [*backend_volumes(), *([openbao_volume(PLAN)] if openbao else [])]
    assert {_["name"] for _ in found["volumeMounts"]} == {_["name"] for _ in volumes}


def test_only_the_api_logs_in_to_openbao() -> None:
    worker = backend_container(PLAN, "worker", "celery-worker")
    assert not [_ for _ in worker["env"] if _["name"].startswith("BAO_")]


def test_no_credential_is_an_environment_variable() -> None:
    for name, value in backend_environment(PLAN).items():
        if name.endswith(("PASSWORD", "SECRET", "TOKEN", "KEY")):
            raise AssertionError(f"{name}={value}")


def test_openbao_gets_a_token_that_nobody_else_accepts() -> None:
    token, authority = openbao_volume(PLAN)["projected"]["sources"]
    assert token["serviceAccountToken"]["audience"] == "vault"
    assert authority["secret"]["name"] == "secret-store-ca"
