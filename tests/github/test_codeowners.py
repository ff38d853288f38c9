"""Each rendered file waits for the approval of whom it concerns."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest

from tests.fleet import ROOT
from tests.github.codeowners import owners, parse

SECURITY, PLATFORM, OPERATIONS = (
    ("@dotmac/security",),
    ("@dotmac/platform",),
    ("@dotmac/operations",),
)
LINES = parse((ROOT / ".github" / "CODEOWNERS").read_text())
WALLS = ("namespace.yaml", "isolation.yaml", "access.yaml", "grants.yaml")
"""What bounds a namespace, in whatever folder."""
OF_SECURITY = ("argocd", "cluster", "operators")
"""Folders of a region that are all bounds."""


def expected(path: str) -> tuple[str, ...]:
    """Who has to approve a file below `dist/`, by what it is."""
    parts = path.split("/")
    if len(parts) == 1:
        return PLATFORM
    if parts[0] == "index":
        return ()
    if parts[1] in (*OF_SECURITY, "root.yaml") or parts[-1] in WALLS:
        return SECURITY
    return PLATFORM


FILES = sorted(
    path.relative_to(ROOT / "dist").as_posix()
    for path in (ROOT / "dist").rglob("*")
    if path.is_file()
)


def test_each_rendered_file_has_the_owner_that_it_concerns() -> None:
    assert FILES
    wrong = {
        path: found for path in FILES if (found := owners(LINES, f"dist/{path}")) != expected(path)
    }
    assert wrong == {}


def test_every_wall_is_of_security_and_no_workload_is() -> None:
    walls = [path for path in FILES if fnmatchcase(path, "*/tenants/*") and path.endswith(WALLS)]
    assert len(walls) == 4 * len(list((ROOT / "tenants").glob("*.yaml")))
    assert owners(LINES, "dist/us-east-1/tenants/citynet/application.yaml") == PLATFORM


@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("platform.yaml", OPERATIONS),
        ("regions/eu-west-1.yaml", OPERATIONS),
        ("tenants/citynet.yaml", OPERATIONS),
        ("rollouts/v1.2.4.yaml", OPERATIONS),
        ("tombstones/citynet.yaml", SECURITY),
        ("removals/2026-12.yaml", SECURITY),
        ("dotmac-exceptions.yaml", SECURITY),
        ("dotmac-verify.yaml", SECURITY),
        ("dotmac_manifests/analysis/rules/rbac/r03_no_wildcards.py", SECURITY),
        ("dotmac_manifests/isolation/policies.py", SECURITY),
        ("dotmac_manifests/plan/flows_tenant.py", SECURITY),
        ("dotmac_manifests/plan/sizes.py", PLATFORM),
        (".github/CODEOWNERS", SECURITY),
        (".github/workflows/render.yaml", SECURITY),
        (".checkov.yaml", SECURITY),
        ("dev.py", PLATFORM),
        ("docs/tenants/notes.md", PLATFORM),
        ("tests/fixtures/tenants/shape-full.yaml", PLATFORM),
        ("dist/eu-west-1/platform-admin/isolation.yaml", SECURITY),
        ("dist/eu-west-1/tenants/newcomer/grants.yaml", SECURITY),
        ("dist/eu-west-1/argocd/tenants/newcomer.yaml", SECURITY),
    ],
)
def test_owner(path: str, who: tuple[str, ...]) -> None:
    assert owners(LINES, path) == who


def test_no_line_is_spelt_so_that_it_matches_nothing_rendered() -> None:
    rendered = [(pattern, meaning) for pattern, meaning, _ in LINES if pattern.startswith("/dist/")]
    for pattern, meaning in rendered:
        assert any(meaning.fullmatch(f"dist/{path}") for path in FILES), pattern


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("*", "a/b.yaml", True),
        ("*.js", "a/b.js", True),
        ("/*.js", "a/b.js", False),
        ("docs/*", "docs/a.md", True),
        ("docs/*", "docs/a/b.md", False),
        ("apps/", "x/apps/y/z", True),
        ("/apps/", "x/apps/y", False),
        ("/apps/*/walls/", "apps/x/walls/y/z", True),
        ("/apps/*/walls/", "apps/x/y/walls/z", False),
        ("/apps/**/walls", "apps/x/y/walls", True),
        ("/apps/**/walls", "apps/walls/x", True),
        ("**/logs", "a/b/logs/c", True),
        ("/build/logs/", "build/logs", False),
    ],
)
def test_patterns_mean_what_the_documentation_says(pattern: str, path: str, matches: bool) -> None:
    assert bool(owners(parse(f"{pattern} @a"), path)) is matches


def test_the_last_line_decides_and_may_name_nobody() -> None:
    lines = parse("* @a @b # all\n/x/ @c\n/x/y/\n")
    assert owners(lines, "z") == ("@a", "@b")
    assert owners(lines, "x/z") == ("@c",)
    assert owners(lines, "x/y/z") == ()


def test_what_github_skips_is_refused() -> None:
    with pytest.raises(ValueError, match="does not read"):
        parse("!x @a")
