"""The proxy before Loki."""

from __future__ import annotations

import re

from dotmac_manifests.components.loki_gateway import LokiGateway
from tests.fleet import seed_plan
from tests.rendered import Body, faults, one, rendered


def gateway(region: str) -> list[Body]:
    return rendered(lambda file: LokiGateway(file, seed_plan().regions[region]))


def config(region: str) -> str:
    text: str = one(gateway(region), "ConfigMap")["data"]["nginx.conf"]
    return text


def location(path: str) -> str:
    found = re.search(rf"location {re.escape(path)} {{(.*?)}}", config("us-east-1"), re.DOTALL)
    assert found is not None
    return found[1]


def test_it_fits_the_schemas() -> None:
    assert faults(gateway("us-east-1")) == []


def test_the_tenant_is_who_logged_in_whatever_the_client_says() -> None:
    api = location("/loki/api/v1/")
    assert "auth_basic_user_file /run/secrets/gateway/htpasswd;" in api
    assert "proxy_set_header X-Scope-OrgID $remote_user;" in api


def test_nothing_but_the_api_gets_through() -> None:
    assert location("/").strip() == "return 404;"
    assert location("/loki/api/v1/delete").strip() == "return 403;"


def test_braces_are_balanced_and_files_go_where_it_may_write() -> None:
    text = config("us-east-1")
    assert text.count("{") == text.count("}")
    for line in text.splitlines():
        if line.strip().startswith("pid ") or "_temp_path " in line:
            assert line.split()[-1].startswith("/tmp/")


def test_ipv6_only_where_pods_have_it() -> None:
    assert "listen [::]:8080;" in config("us-east-1")
    assert "[::]" not in config("ap-southeast-1")
