from __future__ import annotations

from json import loads

from dotmac_manifests.components.grafana_dashboard import dashboard, provisioning
from tests.fleet import seed_plan

TENANTS = seed_plan().tenants


def test_panels_do_not_overlap_and_read_known_sources() -> None:
    for plan in TENANTS.values():
        sources = loads(provisioning(plan)["datasources.yaml"])["datasources"]
        known = {source["uid"] for source in sources}
        panels = loads(dashboard(plan))["panels"]
        places = {(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels}
        assert len(places) == len(panels)
        for panel in panels:
            assert panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24
            assert panel["datasource"]["uid"] in known
            for target in panel["targets"]:
                assert target["expr"].count("{") == target["expr"].count("}")


def test_logs_are_read_as_the_tenant() -> None:
    plan = TENANTS["citynet"]
    sources = loads(provisioning(plan)["datasources.yaml"])["datasources"]
    (loki,) = [source for source in sources if source["type"] == "loki"]
    assert loki["basicAuthUser"] == plan.slug
    assert loki["secureJsonData"] == {"basicAuthPassword": "$__file{/run/secrets/loki/password}"}
    assert loki["url"] == "http://loki-gateway.shared-services.svc:8080"


def test_only_what_the_tenant_runs_is_drawn() -> None:
    titles = {
        slug: {panel["title"] for panel in loads(dashboard(plan))["panels"]}
        for slug, plan in TENANTS.items()
    }
    assert any("RADIUS" in title for title in titles["citynet"])
    assert not any("RADIUS" in title for title in titles["metro-fiber"])
    assert "Replication lag" not in titles["harbor-link"]
