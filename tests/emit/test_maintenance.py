"""What answers for a suspended tenant, and what does not run, read from the YAML alone."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from dotmac_manifests.emit.render import render
from dotmac_manifests.emit.unit import units
from tests.emit.stages import Place, home, of_kind
from tests.fleet import fixture_plan, rendered_tenant, suspended_plan

CLOSED = ("shape-suspended", "shape-closed", "shape-closed-gateway", "shape-leaving")
RUNNING = ("Deployment", "Rollout", "StatefulSet")


class Page(HTMLParser):
    """What a browser makes of the page: tags, attributes, texts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())


def answers(place: Place) -> Iterator[tuple[str, int, dict[str, str], str]]:
    """Host, status, headers and body of what the edge says by itself."""
    for server in of_kind(place, "VirtualServer"):
        (route,) = server["spec"]["routes"]
        assert route["path"] == "/"
        found = route["action"]["return"]
        headers = {header["name"]: header["value"] for header in found["headers"]}
        yield server["spec"]["host"], found["code"], headers, found["body"]
    filters = {one["metadata"]["name"]: one["spec"] for one in of_kind(place, "HTTPRouteFilter")}
    for route in of_kind(place, "HTTPRoute"):
        (rule,) = route["spec"]["rules"]
        assert "backendRefs" not in rule
        modifier, extension = rule["filters"]
        found = filters[extension["extensionRef"]["name"]]["directResponse"]
        headers = {
            header["name"]: header["value"] for header in modifier["responseHeaderModifier"]["set"]
        }
        (host,) = route["spec"]["hostnames"]
        yield host, found["statusCode"], headers, found["body"]["inline"]


@pytest.mark.parametrize("slug", CLOSED)
def test_every_host_of_a_suspended_tenant_has_the_page(slug: str) -> None:
    plan = fixture_plan().tenants[slug]
    found = list(answers(home(slug)))
    assert sorted(host for host, *_ in found) == sorted(plan.hosts)
    for _, status, headers, html in found:
        assert status == 503
        assert int(headers["Retry-After"]) > 0
        page = Page(html)
        assert plan.spec.display_name in page.texts
        assert set(page.tags) <= {"h1", "html", "p", "title"}
        assert set(page.attributes) <= {"lang"}


@pytest.mark.parametrize("slug", CLOSED)
def test_the_page_is_only_text_to_either_edge(slug: str) -> None:
    for *_, html in answers(home(slug)):
        assert html.isascii()
        assert not set('"$%\\{}') & set(html)
        assert len(html) <= 4096


@pytest.mark.parametrize("slug", CLOSED)
def test_no_pod_of_a_suspended_tenant_runs(slug: str) -> None:
    place = home(slug)
    for workload in of_kind(place, *RUNNING):
        assert workload["spec"]["replicas"] == 0
    for cluster in of_kind(place, "Cluster"):
        assert cluster["metadata"]["annotations"]["cnpg.io/hibernation"] == "on"
    assert all(job["spec"]["suspend"] for job in of_kind(place, "CronJob", "ScheduledBackup"))
    assert of_kind(place, "Ingress", "HorizontalPodAutoscaler") == []
    assert of_kind(place, "Schedule"), "backups go on"


@pytest.mark.parametrize("slug", ["shape-full", "shape-plain", "shape-remote", "shape-gateway"])
def test_suspension_changes_nothing_of_the_walls(slug: str) -> None:
    """Network policies, quotas, limits, accounts, roles and grants are the same bytes."""
    plan = suspended_plan(slug)
    region = plan.tenants[slug].region.name
    (unit,) = (unit for unit in units(plan) if unit.tenant == slug)
    before, after = rendered_tenant(slug).files, render(unit).files
    for name in ("isolation.yaml", "access.yaml", "grants.yaml"):
        path = f"{region}/tenants/{slug}/{name}"
        assert before[path] == after[path]
