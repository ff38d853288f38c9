from __future__ import annotations

import re

import yaml

from dotmac_manifests.components.fluent_bit import FluentBit
from dotmac_manifests.components.pods import Body
from tests.components.rendering import find, pod, render
from tests.fleet import seed_plan

PLAN = seed_plan().tenants["citynet"]


def bodies() -> list[Body]:
    return render(lambda file: FluentBit(file, PLAN))


def settings() -> Body:
    text = find(bodies(), "ConfigMap", "fluent-bit-config")["data"]["fluent-bit.yaml"]
    found: Body = yaml.safe_load(text)
    return found


def test_the_tenant_is_known_by_its_login_and_not_by_what_it_says() -> None:
    (output,) = settings()["pipeline"]["outputs"]
    assert output["http_user"] == PLAN.slug
    assert "tenant_id" not in output
    assert output["host"] == "loki-gateway.shared-services.svc"


def test_secrets_are_read_from_files() -> None:
    paths = {entry["name"]: entry["uri"] for entry in settings()["env"]}
    (body,) = pod(find(bodies(), "Deployment", "fluent-bit"))["containers"]
    mounts = [mount["mountPath"] for mount in body["volumeMounts"]]
    assert all(uri.removeprefix("file://").rpartition("/")[0] in mounts for uri in paths.values())
    (secret,) = find(bodies(), "ExternalSecret", "loki")["spec"]["data"]
    assert secret["remoteRef"] == {"key": PLAN.secret_path("loki"), "property": "password"}


def test_what_waits_for_loki_fits_its_volume() -> None:
    (output,) = settings()["pipeline"]["outputs"]
    volumes = pod(find(bodies(), "Deployment", "fluent-bit"))["volumes"]
    (buffer,) = [volume for volume in volumes if volume["name"] == "buffer"]
    limit = int(re.sub(r"\D", "", buffer["emptyDir"]["sizeLimit"]))
    assert int(output["storage.total_limit_size"].removesuffix("M")) < limit


def test_it_has_no_access_to_the_node() -> None:
    volumes = pod(find(bodies(), "Deployment", "fluent-bit"))["volumes"]
    assert all("hostPath" not in volume for volume in volumes)
