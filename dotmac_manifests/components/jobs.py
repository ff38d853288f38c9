"""Work that ends: a Job that Argo CD runs at every sync, and a CronJob.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/job/ ,
https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ and
https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Literal

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.resource import LAST_WAVE, SYNC_WAVE, Component, Resource
from dotmac_manifests.components.workload import Workload, service_account

Body = dict[str, Any]
Phase = Literal["Sync", "PostSync"]
KEPT_SECONDS = 86_400
"""A finished job stays for a day, so that its log can be read."""
EVIDENCE_SECONDS = 7 * KEPT_SECONDS
"""One that proves something stays for a week."""


class Task(Component):
    """A Job that must be safe to repeat: Argo CD runs it anew at every sync.

    It is a hook, since a Job's template cannot be changed in place: each run replaces the one
    before. In phase `Sync` it starts once everything of lower waves is healthy, and holds back
    what stands in higher ones; its service account belongs to the earliest waves either way.
    One that is ``evidence`` stays when it has succeeded, until it is run again or a week is over.
    """

    def __init__(
        self,
        scope: Construct,
        home: Home,
        workload: Workload,
        *,
        wave: int,
        phase: Phase = "Sync",
        deadline_seconds: int = 1800,
        retries: int = 3,
        evidence: bool = False,
    ) -> None:
        super().__init__(scope, workload.name)
        service_account(self, home, workload)
        spec = _job(home, workload, deadline_seconds, retries)
        deletion = "BeforeHookCreation,HookSucceeded"
        if evidence:
            spec["ttlSecondsAfterFinished"] = EVIDENCE_SECONDS
            deletion = "BeforeHookCreation"
        hook = {
            "argocd.argoproj.io/hook": phase,
            "argocd.argoproj.io/hook-delete-policy": deletion,
            SYNC_WAVE: str(wave),
        }
        Resource(
            self,
            "job",
            {
                "apiVersion": "batch/v1",
                "kind": "Job",
                "metadata": {**workload.meta(home), "annotations": hook},
                "spec": spec,
            },
        )


class CronTask(Component):
    """A CronJob, in UTC, that never runs twice at once; ``schedule`` has five fields.

    Argo CD would wait for ever for a suspended one, were it not in the last wave.
    """

    def __init__(
        self,
        scope: Construct,
        home: Home,
        workload: Workload,
        *,
        schedule: str,
        suspended: bool = False,
        deadline_seconds: int = 10_800,
        retries: int = 2,
    ) -> None:
        super().__init__(scope, workload.name)
        service_account(self, home, workload)
        job = _job(home, workload, deadline_seconds, retries)
        meta = workload.meta(home)
        if suspended:
            meta["annotations"] = {SYNC_WAVE: str(LAST_WAVE)}
        Resource(
            self,
            "cron-job",
            {
                "apiVersion": "batch/v1",
                "kind": "CronJob",
                "metadata": meta,
                "spec": {
                    "schedule": schedule,
                    "timeZone": "Etc/UTC",
                    "concurrencyPolicy": "Forbid",
                    "startingDeadlineSeconds": 3600,
                    "successfulJobsHistoryLimit": 1,
                    "failedJobsHistoryLimit": 2,
                    "suspend": suspended,
                    "jobTemplate": {
                        "metadata": {"labels": dict(job["template"]["metadata"]["labels"])},
                        "spec": job,
                    },
                },
            },
        )


def _job(home: Home, workload: Workload, deadline_seconds: int, retries: int) -> Body:
    """The spec of a Job; each attempt is a new pod, so that the log of a failed one survives."""
    template = workload.template(home, by_template_hash=False)
    template["spec"]["restartPolicy"] = "Never"
    return {
        "backoffLimit": retries,
        "activeDeadlineSeconds": deadline_seconds,
        "ttlSecondsAfterFinished": KEPT_SECONDS,
        "template": template,
    }


def nightly(seed: str, first_hour: int, hours: int) -> tuple[int, int]:
    """Hour and minute of a daily run between ``first_hour`` and ``hours`` later, always the same
    for one ``seed``: a fleet whose backups all start at once would starve its own storage."""
    minutes = int.from_bytes(sha256(seed.encode()).digest()[:8], "big") % (hours * 60)
    return (first_hour + minutes // 60) % 24, minutes % 60
