"""Jobs end, and what is over is cleaned up.

Why: a job that hangs holds its part of the quota, and its database connection, for ever. A cron
job that may overlap itself starts another one each hour until the quota is full, and with it the
tenant's own updates. Finished jobs and old revisions fill the API server's store, which is shared.

Reads: `Job`, `CronJob` and the jobs of analyses: backoffLimit, activeDeadlineSeconds,
ttlSecondsAfterFinished; of a `CronJob` also concurrencyPolicy Forbid, startingDeadlineSeconds of
ten seconds or more (below, the controller may never start it), and both history limits, five at
most; of `Deployment`, `StatefulSet` and `Rollout` revisionHistoryLimit, ten at most.

Violating:

    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: backup, namespace: tenant-a}
    spec:
      schedule: 0 1 * * *
      jobTemplate:
        spec:
          template: {spec: {containers: [{name: backup, image: backup}]}}

Clean:

    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: backup, namespace: tenant-a}
    spec:
      schedule: 0 1 * * *
      concurrencyPolicy: Forbid
      startingDeadlineSeconds: 3600
      successfulJobsHistoryLimit: 1
      failedJobsHistoryLimit: 2
      jobTemplate:
        spec:
          backoffLimit: 2
          activeDeadlineSeconds: 3600
          ttlSecondsAfterFinished: 86400
          template: {spec: {containers: [{name: backup, image: backup}]}}

Source: K8S-MT; https://kubernetes.io/docs/concepts/workloads/controllers/job/ and
https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dotmac_manifests.analysis.body import Body, at, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.replicas import UPDATED
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.templates import ANALYSES
from dotmac_manifests.kube.yaml_reader import FieldPath

DAY = 24 * 3600
Range = tuple[int, int]
JOB: dict[str, Range] = {
    "backoffLimit": (0, 6),
    "activeDeadlineSeconds": (1, DAY),
    "ttlSecondsAfterFinished": (0, 7 * DAY),
}
CRON: dict[str, Range] = {
    "startingDeadlineSeconds": (10, DAY),
    "successfulJobsHistoryLimit": (0, 5),
    "failedJobsHistoryLimit": (0, 5),
}
REVISIONS: dict[str, Range] = {"revisionHistoryLimit": (0, 10)}


def check(facts: Facts) -> Iterator[Broken]:
    """Yield jobs, schedules and workloads whose numbers are missing or out of range."""
    for pods in facts.pods:
        if pods.manifest.ref.kind in ("Job", "CronJob", *ANALYSES):
            path = pods.path[:-1]
            yield from _numbers(pods.manifest, mapping(at(pods.manifest.body, path)), path, JOB)
    for manifest in facts.kind("CronJob"):
        spec = mapping(manifest.body, "spec")
        yield from _numbers(manifest, spec, ("spec",), CRON)
        if spec.get("concurrencyPolicy") != "Forbid":
            message = f"runs of {manifest.ref} may overlap"
            path = ("spec", "concurrencyPolicy")
            yield Broken(manifest, message, "set concurrencyPolicy: Forbid", path)
    for kind in UPDATED:
        for manifest in facts.kind(kind):
            yield from _numbers(manifest, mapping(manifest.body, "spec"), ("spec",), REVISIONS)


def _numbers(
    manifest: Manifest, spec: Body, path: FieldPath, wanted: dict[str, Range]
) -> Iterator[Broken]:
    for field, (least, most) in wanted.items():
        value = spec.get(field)
        if not _within(value, least, most):
            found = f"is {value!r}" if field in spec else "is missing"
            message = f"{field} of {manifest.ref} {found}"
            remedy = f"set {field} to a number from {least} to {most}"
            yield Broken(manifest, message, remedy, (*path, field))


def _within(value: Any, least: int, most: int) -> bool:
    number = isinstance(value, int) and not isinstance(value, bool)
    return number and least <= value <= most


RULE = Rule("Q08", "bounded-jobs", Severity.MEDIUM, check)
