from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from dotmac_manifests.components.dumps import Dump, NightlyDump
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.s3 import KEYS, S3Access
from tests.components.rendering import Body, find, pod, render
from tests.fleet import seed_plan

PLAN = seed_plan().tenants["citynet"]
BASH = shutil.which("bash")


def bodies(**commands: str) -> list[Body]:
    dump = Dump(
        name="thing-backup",
        image=PLAN.images["backup-tools"],
        size=PLAN.sizes["job"],
        folder="thing",
        commands=commands,
        retention_days=30,
    )
    home, store = Home.of_tenant(PLAN), S3Access.of_tenant(PLAN)
    return render(lambda file: NightlyDump(file, home, dump, store))


def run(folder: Path, **commands: str) -> tuple[int, list[str]]:
    """Exit code of the script, and what it asked rclone to do."""
    log, keys = folder / "log", folder / "keys"
    keys.mkdir()
    for name in ("access-key", "secret-key"):
        (keys / name).write_text(name)
    rclone = folder / "rclone"
    rclone.write_text(f'#!/bin/bash\n[ "$1" != rcat ] || cat > /dev/null\necho "$@" >> {log}\n')
    rclone.chmod(0o755)
    script = find(bodies(**commands), "ConfigMap", "thing-backup")["data"]["backup.sh"]
    environment = {"PATH": f"{folder}:/usr/bin:/bin", "FOLDER": "f", "RETENTION_DAYS": "30"}
    assert BASH is not None
    done = subprocess.run(
        [BASH, "-c", script.replace(KEYS, str(keys))], env=environment, check=False
    )
    return done.returncode, log.read_text().splitlines() if log.exists() else []


def test_the_pod_gets_its_bucket_and_its_keys() -> None:
    cron = find(bodies(one="true"), "CronJob", "thing-backup")
    (container,) = pod(cron)["containers"]
    values = {entry["name"]: entry["value"] for entry in container["env"]}
    assert values["FOLDER"] == f":s3:{PLAN.bucket}/thing"
    assert values["RETENTION_DAYS"] == "30"
    assert cron["spec"]["schedule"].split()[1] in ("1", "2")


@pytest.mark.skipif(BASH is None, reason="needs bash")
def test_old_dumps_go_only_after_all_new_ones_came(tmp_path: Path) -> None:
    code, calls = run(tmp_path, one="echo one", two="echo two")
    assert code == 0
    assert [call.split()[0] for call in calls] == ["rcat", "moveto", "rcat", "moveto", "delete"]
    assert calls[-1] == "delete --min-age 30d f/complete"


@pytest.mark.skipif(BASH is None, reason="needs bash")
def test_a_dump_that_fails_half_way_gets_no_name_and_removes_nothing(tmp_path: Path) -> None:
    code, calls = run(tmp_path, one="(echo half; exit 3)", two="echo two")
    assert code == 3
    assert calls == ["rcat f/partial/one"]
