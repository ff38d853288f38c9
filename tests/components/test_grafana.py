from __future__ import annotations

from dotmac_manifests.components.grafana import Grafana
from dotmac_manifests.components.pods import Body
from tests.components.rendering import find, pod, render
from tests.fleet import seed_plan

PLAN = seed_plan().tenants["fast-fiber"]


def bodies() -> list[Body]:
    return render(lambda file: Grafana(file, PLAN))


def settings() -> dict[str, str]:
    (body,) = pod(find(bodies(), "StatefulSet", "grafana"))["containers"]
    return {variable["name"]: variable["value"] for variable in body["env"]}


def test_it_serves_below_the_tenants_host() -> None:
    found = settings()
    assert found["GF_SERVER_ROOT_URL"] == f"https://{PLAN.host}/grafana/"
    assert found["GF_SERVER_SERVE_FROM_SUB_PATH"] == "true"
    (body,) = pod(find(bodies(), "StatefulSet", "grafana"))["containers"]
    assert body["ports"][0]["containerPort"] == 3001
    for probe in ("readinessProbe", "livenessProbe"):
        assert body[probe]["httpGet"]["path"].startswith("/grafana/")


def test_nobody_looks_without_a_login_not_even_at_metrics() -> None:
    found = settings()
    assert found["GF_AUTH_ANONYMOUS_ENABLED"] == "false"
    assert found["GF_USERS_ALLOW_SIGN_UP"] == "false"
    assert found["GF_METRICS_BASIC_AUTH_USERNAME"] == "metrics"


def test_passwords_are_files() -> None:
    for name, value in settings().items():
        if "PASSWORD" in name or "SECRET" in name:
            assert name.endswith("__FILE")
            assert value.startswith("/run/secrets/")


def test_each_kind_of_provisioning_has_its_folder() -> None:
    volumes = pod(find(bodies(), "StatefulSet", "grafana"))["volumes"]
    (volume,) = [volume for volume in volumes if volume["name"] == "provisioning"]
    paths = {item["path"].partition("/")[0] for item in volume["configMap"]["items"]}
    assert paths == {"datasources", "dashboards"}
