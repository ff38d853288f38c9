"""A Job that asks a new release of the control plane whether it answers.

Source: https://argo-rollouts.readthedocs.io/en/stable/analysis/job/
"""

from __future__ import annotations

from typing import Any

from dotmac_manifests.components.blue_green import SMOKE_TEST
from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.pods import container, environment, pod_spec, scratch
from dotmac_manifests.components.resource import Component, Resource
from dotmac_manifests.components.workload import Workload, service_account
from dotmac_manifests.plan.model import ControlPlanePlan

Body = dict[str, Any]
SCRIPT = """\
import os, time, urllib.request
for url in os.environ["SMOKE_URL"].split():
    for attempt in range(5):
        with urllib.request.urlopen(url, timeout=10) as answer:
            if answer.status != 200:
                raise SystemExit(f"{url} answered {answer.status}")
        time.sleep(3)
    print(f"{url} answered 5 times")
"""
"""Asks each address five times; the first bad answer fails."""


class SmokeTest(Component):
    """AnalysisTemplate of both Rollouts; its only argument is the address to read.

    Five good answers in a row pass, one bad answer fails; the image is the backend's, which
    brings Python.
    """

    def __init__(self, scope: Construct, plan: ControlPlanePlan) -> None:
        super().__init__(scope, SMOKE_TEST)
        home = Home.of_platform(plan)
        test = container(
            "test",
            plan.images["platform-backend"],
            plan.sizes["job"],
            entrypoint=["python", "-c", SCRIPT],
            env=environment({"SMOKE_URL": "{{args.url}}"}),
            mounts={"/tmp": "tmp"},
        )
        workload = Workload(
            name=SMOKE_TEST,
            component="test",
            version=plan.release,
            size=plan.sizes["job"],
            containers=[test],
        )
        service_account(self, home, workload)
        pod = pod_spec(
            service_account=SMOKE_TEST,
            containers=[test],
            volumes=[scratch("tmp")],
            priority_class=home.priority_class,
            topology_region=home.topology_region,
            pull_secret=home.pull_secret,
            restart_policy="Never",
        )
        job: Body = {
            "backoffLimit": 1,
            "activeDeadlineSeconds": 300,
            "ttlSecondsAfterFinished": 3600,
            "template": {"metadata": {"labels": workload.meta(home)["labels"]}, "spec": pod},
        }
        metric = {
            "name": "answers",
            "count": 1,
            "failureLimit": 0,
            "provider": {"job": {"spec": job}},
        }
        Resource(
            self,
            "analysis",
            {
                "apiVersion": "argoproj.io/v1alpha1",
                "kind": "AnalysisTemplate",
                "metadata": workload.meta(home),
                "spec": {"args": [{"name": "url"}], "metrics": [metric]},
            },
        )
