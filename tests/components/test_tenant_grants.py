from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from dotmac_manifests.components.tenant_grants import BackupSchedule, Bucket
from tests.components.rendering import Body, find, pod, render
from tests.fleet import seed_plan

PLAN = seed_plan().tenants["fast-fiber"]


def schedule(slug: str) -> Body:
    plan = seed_plan().tenants[slug]
    (found,) = render(lambda file: BackupSchedule(file, plan))
    return found


def container() -> Body:
    bodies = render(lambda file: Bucket(file, PLAN))
    (found,) = pod(find(bodies, "Job", "bucket-fast-fiber"))["containers"]
    return found


def test_a_backup_holds_one_tenant_and_its_vpn() -> None:
    body = schedule("fast-fiber")
    assert body["metadata"]["namespace"] == "velero"
    template = body["spec"]["template"]
    assert template["includedNamespaces"] == ["tenant-fast-fiber", "tenant-fast-fiber-vpn"]
    assert template["ttl"] == f"{PLAN.retention_days * 24}h0m0s"
    assert schedule("citynet")["spec"]["template"]["includedNamespaces"] == ["tenant-citynet"]


def test_databases_and_secrets_are_backed_up_elsewhere() -> None:
    template = schedule("fast-fiber")["spec"]["template"]
    assert template["labelSelector"]["matchExpressions"] == [
        {"key": "cnpg.io/cluster", "operator": "DoesNotExist"}
    ]
    assert template["excludedResources"] == ["secrets"]
    assert template["snapshotMoveData"] is True


def test_backups_do_not_start_together() -> None:
    schedules = {schedule(slug)["spec"]["schedule"] for slug in seed_plan().tenants}
    assert len(schedules) == len(seed_plan().tenants)


def test_a_providers_bucket_is_the_providers_business() -> None:
    plan = seed_plan().tenants["lion-net"]
    assert render(lambda file: Bucket(file, plan)) == []


def test_the_policy_names_the_tenants_bucket_and_no_other() -> None:
    values = {entry["name"]: entry["value"] for entry in container()["env"]}
    statements = json.loads(values["POLICY"])["Statement"]
    arn = f"arn:aws:s3:::{PLAN.bucket}"
    assert [statement["Resource"] for statement in statements] == [[arn], [f"{arn}/*"]]
    assert all("*" not in action for statement in statements for action in statement["Action"])


def test_the_pods_wear_the_label_that_the_flow_allows() -> None:
    bodies = render(lambda file: Bucket(file, PLAN))
    job = find(bodies, "Job", "bucket-fast-fiber")
    assert job["metadata"]["namespace"] == "shared-services"
    labels = job["spec"]["template"]["metadata"]["labels"]
    assert labels["app.kubernetes.io/name"] == "bucket-provisioner"


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize("exists", [True, False])
def test_the_script_makes_what_is_missing(tmp_path: Path, exists: bool) -> None:
    log = tmp_path / "log"
    curl = tmp_path / "curl"
    answer = "true" if exists else "false"
    curl.write_text(
        f'#!/bin/bash\necho "$@" >> {log}\n[[ "$*" != *--head* ]] || {answer}\n', encoding="utf-8"
    )
    curl.chmod(0o755)
    for owner in ("admin", "owner"):
        (tmp_path / owner).mkdir()
        for key in ("access-key", "secret-key", "user.json"):
            (tmp_path / owner / key).write_text(f"{owner}-{key}")
    body = container()
    script = body["args"][0].replace("/run/secrets", str(tmp_path)).replace("/tmp/login", "login")
    values = {entry["name"]: entry["value"] for entry in body["env"]}
    subprocess.run(
        [*body["command"], script],
        env={**values, "PATH": f"{tmp_path}:/usr/bin:/bin"},
        cwd=tmp_path,
        check=True,
    )
    calls = log.read_text().splitlines()
    paths = [call.split()[-1].removeprefix(values["ENDPOINT"]) for call in calls]
    api = "/rustfs/admin/v3"
    assert paths == [
        f"/{PLAN.bucket}",
        *([] if exists else [f"/{PLAN.bucket}"]),
        f"{api}/add-canned-policy?name={PLAN.bucket}",
        f"{api}/add-user?accessKey=owner-access-key",
        f"{api}/set-user-or-group-policy?isGroup=false&policyName={PLAN.bucket}"
        "&userOrGroup=owner-access-key",
    ]
    assert not any("secret-key" in call for call in calls)
    assert (tmp_path / "login").read_text() == 'user = "admin-access-key:admin-secret-key"\n'
