"""The five scenarios of docs/scenarios.md, as written, and who is not touched by them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.fleet import ROOT, seed_plan
from tests.walkthrough import Clone, scenarios

PAGE = scenarios((ROOT / "docs/scenarios.md").read_text())
TITLES = dict(enumerate(PAGE, 1))


def walked(number: int, folder: Path) -> tuple[Clone, list[str]]:
    """A clone after one scenario, and the files that it changed."""
    clone = Clone(folder)
    start = clone.commit()
    clone.walk(PAGE[TITLES[number]])
    assert clone.run("git status --porcelain").stdout == ""
    assert clone.run("dotmac synth --check > /dev/null 2>&1 && echo same").stdout == "same\n"
    return clone, clone.changed(start)


def own(slug: str, region: str) -> re.Pattern[str]:
    """Every file that is about one tenant."""
    return re.compile(
        rf"tenants/{slug}\.yaml|dist/(index/)?{region}/tenants/{slug}[./].*"
        rf"|dist/{region}/argocd/tenants/{slug}\.yaml"
    )


def test_there_are_five() -> None:
    assert len(PAGE) == 5


@pytest.mark.parametrize(
    ("number", "slug"), [(1, "sky-net"), (3, "metro-fiber"), (4, "citynet")], ids=str
)
def test_one_tenant_changes_and_no_byte_of_another(number: int, slug: str, tmp_path: Path) -> None:
    _, changed = walked(number, tmp_path)
    pattern = own(slug, "us-east-1")
    assert changed
    assert [path for path in changed if not pattern.fullmatch(path)] == []


def test_growing_means_what_it_says(tmp_path: Path) -> None:
    clone, _ = walked(4, tmp_path)
    application = (clone.root / "dist/us-east-1/tenants/citynet/application.yaml").read_text()
    assert re.search(r"minReplicas: 2\n", application)
    assert re.search(r"maxReplicas: 10\n", application)
    assert "storage: 1500Gi" in (clone.root / "tenants/citynet.yaml").read_text()


def test_a_release_reaches_all_but_the_pinned_and_changes_only_what_names_it(
    tmp_path: Path,
) -> None:
    clone, changed = walked(2, tmp_path)
    for slug, plan in seed_plan().tenants.items():
        folder = clone.root / f"dist/{plan.region.name}/tenants/{slug}"
        text = "".join(path.read_text() for path in sorted(folder.glob("*.yaml")))
        assert ("v1.3.0" in text) == (slug != "harbor-link"), slug
    assert not any("harbor-link" in path for path in changed)
    assert {path for path in changed if not path.startswith("dist/")} == {
        "platform.yaml",
        "rollouts/v1.3.0.yaml",
    }


def test_an_incident_leaves_the_pin_of_nobody_behind(tmp_path: Path) -> None:
    _, changed = walked(5, tmp_path)
    assert {path for path in changed if not path.startswith("dist/")} == {
        "platform.yaml",
        "rollouts/v1.2.5.yaml",
    }
    assert all("demo-isp" in path or "staging" in path for path in changed if "dist/" in path)
