"""The Job that tests a release."""

from __future__ import annotations

from dotmac_manifests.components.smoke_test import SmokeTest
from tests.fleet import seed_plan
from tests.rendered import Body, one, rendered

PLAN = seed_plan().control_planes["us-east-1"]


def job() -> Body:
    bodies = rendered(lambda file: SmokeTest(file, PLAN))
    (metric,) = one(bodies, "AnalysisTemplate")["spec"]["metrics"]
    spec: Body = metric["provider"]["job"]["spec"]
    return spec


def test_its_script_is_python_and_reads_the_address_it_is_given() -> None:
    (test,) = job()["template"]["spec"]["containers"]
    program, flag, script = test["command"]
    assert (program, flag) == ("python", "-c")
    compile(script, "smoke-test", "exec")
    assert test["env"] == [{"name": "SMOKE_URL", "value": "{{args.url}}"}]


def test_it_ends_by_itself_and_is_let_through_by_its_name() -> None:
    spec = job()
    assert {"backoffLimit", "activeDeadlineSeconds", "ttlSecondsAfterFinished"} <= spec.keys()
    assert spec["template"]["spec"]["restartPolicy"] == "Never"
    name = spec["template"]["metadata"]["labels"]["app.kubernetes.io/name"]
    sources = {
        value
        for flow in PLAN.flows
        for source in flow.sources
        for value in getattr(source, "values", ())
    }
    assert name in sources
