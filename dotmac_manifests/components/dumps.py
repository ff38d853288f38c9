"""Logical backups, nightly and for good: dumps streamed to the owner's bucket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.jobs import CronTask, Task, nightly
from dotmac_manifests.components.pods import config_volume, container, environment, scratch
from dotmac_manifests.components.resource import Component, Owner, tag_of
from dotmac_manifests.components.s3 import KEYS, S3Access
from dotmac_manifests.components.secrets import config_map
from dotmac_manifests.components.workload import Workload
from dotmac_manifests.plan.model import WorkloadSize

Body = dict[str, Any]
COMPONENT = "backup"
FINAL_WAVE = -1
"""After the databases, their roles and members."""


@dataclass(frozen=True, kw_only=True)
class Dump:
    """What a dump takes, and how long nightly ones are kept.

    ``commands`` maps a file name to the shell command that writes that dump to its standard
    output. The image needs bash, rclone and the programs of the commands; ``folder`` is the
    folder of the bucket. ``mounts`` and ``volumes`` bring what the commands read.
    """

    name: str
    image: str
    size: WorkloadSize
    folder: str
    commands: Mapping[str, str]
    retention_days: int
    suspended: bool = False
    mounts: Mapping[str, str] = field(default_factory=dict)
    volumes: Sequence[Body] = ()


class NightlyDump(Component):
    """A CronJob that dumps to S3 between one and three o'clock at night, UTC."""

    def __init__(self, scope: Construct, home: Home, dump: Dump, store: S3Access) -> None:
        super().__init__(scope, f"dump-{dump.name}")
        workload = _workload(self, home, dump, store, dump.name, _nightly_script(dump))
        hour, minute = nightly(f"{home.namespace}/{dump.name}", 1, 2)
        CronTask(self, home, workload, schedule=f"{minute} {hour} * * *", suspended=dump.suspended)


class FinalDump(Component):
    """The last dump of an owner who leaves: a task that stays to be seen, in a folder of its own
    that no nightly run clears. Each sync takes another one while the databases still run."""

    def __init__(self, scope: Construct, home: Home, dump: Dump, store: S3Access) -> None:
        super().__init__(scope, f"final-{dump.name}")
        name, script = f"{dump.folder}-final-backup", "\n".join(_taking(dump, "final")) + "\n"
        workload = _workload(self, home, dump, store, name, script)
        Task(self, home, workload, wave=FINAL_WAVE, deadline_seconds=10_800, evidence=True)


def _workload(
    scope: Construct, home: Home, dump: Dump, store: S3Access, name: str, script: str
) -> Workload:
    version = tag_of(dump.image)
    config_map(scope, Owner(home.namespace, name, COMPONENT, version), name, {"backup.sh": script})
    values = {
        **store.rclone(),
        "FOLDER": f":s3:{store.bucket}/{dump.folder}",
        "HOME": "/tmp",
        "RETENTION_DAYS": str(dump.retention_days),
    }
    body = container(
        "backup",
        dump.image,
        dump.size,
        entrypoint=["/bin/bash", "/scripts/backup.sh"],
        env=environment(values),
        mounts={
            "/scripts:ro": "scripts",
            "/tmp": "tmp",
            **store.mounts,
            **dump.mounts,
        },
    )
    return Workload(
        name=name,
        component=COMPONENT,
        version=version,
        size=dump.size,
        containers=[body],
        volumes=[
            config_volume("scripts", name),
            scratch("tmp"),
            *store.volumes,
            *dump.volumes,
        ],
    )


def _nightly_script(dump: Dump) -> str:
    """Old dumps go only after all new ones came."""
    lines = _taking(dump, "complete")
    lines.append('rclone delete --min-age "${RETENTION_DAYS}d" "$FOLDER/complete"')
    return "\n".join(lines) + "\n"


def _taking(dump: Dump, folder: str) -> list[str]:
    """A dump gets its name in ``folder`` only once it is complete."""
    lines = [
        "set -euo pipefail",
        f'RCLONE_S3_ACCESS_KEY_ID="$(cat {KEYS}/access-key)"',
        f'RCLONE_S3_SECRET_ACCESS_KEY="$(cat {KEYS}/secret-key)"',
        "export RCLONE_S3_ACCESS_KEY_ID RCLONE_S3_SECRET_ACCESS_KEY",
        'stamp="$(date -u +%Y%m%dT%H%M%SZ)"',
    ]
    for name, command in sorted(dump.commands.items()):
        partial, final = f'"$FOLDER/partial/{name}"', f'"$FOLDER/{folder}/$stamp/{name}"'
        lines += [f"{command} | rclone rcat {partial}", f"rclone moveto {partial} {final}"]
    return lines
