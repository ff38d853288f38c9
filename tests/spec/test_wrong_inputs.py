"""What people get wrong, and what they are told: file, line, field, what, what instead."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dotmac_manifests.cli.app import build
from tests.fleet import ROOT


@dataclass(frozen=True)
class Mistake:
    """An edit of one input file, and the parts of the error that it must lead to."""

    name: str
    file: str
    old: str
    new: str
    field: str
    says: tuple[str, ...]
    at: str = ""
    """Text on the line that is named; the edit's own last line if empty."""


FAST = "tenants/fast-fiber.yaml"
MISTAKES = (
    Mistake(
        "misspelt field",
        FAST,
        "  seats: 50",
        "  seat: 50",
        "spec.seat",
        ("not a field", "did you mean seats"),
    ),
    Mistake(
        "unknown field",
        FAST,
        "  seats: 50",
        "  seats: 50\n  colour: red",
        "spec.colour",
        ("not a field", "known fields"),
    ),
    Mistake(
        "missing field",
        FAST,
        "  plan: professional\n",
        "",
        "spec.plan",
        ("required", "add plan"),
        "spec:",
    ),
    Mistake("tab", FAST, "  seats: 50", "\tseats: 50", "", ("tab",)),
    Mistake(
        "duplicate key", FAST, "  seats: 50", "  seats: 50\n  seats: 60", "", ("seats", "twice")
    ),
    Mistake(
        "number as text",
        FAST,
        "  seats: 50",
        '  seats: "50"',
        "spec.seats",
        ("'50'", "whole number"),
    ),
    Mistake(
        "text as number",
        FAST,
        "  displayName: Fast Fiber ISP",
        "  displayName: 123",
        "spec.displayName",
        ("123", "text in quotes"),
    ),
    Mistake(
        "yes for true",
        FAST,
        "enableCustomerPortal: true",
        "enableCustomerPortal: yes",
        "",
        ("yes", "quote"),
    ),
    Mistake(
        "unknown plan",
        FAST,
        "plan: professional",
        "plan: profesional",
        "spec.plan",
        ("profesional", "did you mean professional"),
    ),
    Mistake(
        "clashing host",
        FAST,
        "[ops.fastfiber.com]",
        "[portal.lionnet.example]",
        "spec.customDomains.0",
        ("belongs to",),
        "customDomains: [portal.lionnet.example]",
    ),
    Mistake(
        "host of the platform",
        FAST,
        "[ops.fastfiber.com]",
        "[admin.dotmac.com]",
        "spec.customDomains.0",
        ("dotmac.com",),
    ),
    Mistake(
        "not a host",
        FAST,
        "[ops.fastfiber.com]",
        "[Ops_FastFiber]",
        "spec.customDomains.0",
        ("Ops_FastFiber",),
    ),
    Mistake(
        "missing region",
        FAST,
        "region: us-east-1",
        "region: us-east-9",
        "spec.placement.region",
        ("us-east-9", "write one of"),
    ),
    Mistake(
        "GDPR tenant in the US",
        "tenants/nordlicht.yaml",
        "location: EU",
        "region: us-east-1",
        "spec.placement.region",
        ("GDPR", "eu-west-1"),
        "region: us-east-1",
    ),
    Mistake(
        "no region offers it",
        "tenants/nordlicht.yaml",
        "[GDPR]",
        "[GDPR, HIPAA]",
        "spec.placement",
        ("no production region",),
        "placement:",
    ),
    Mistake(
        "quota too small",
        "tenants/citynet.yaml",
        "    storage: 4Ti",
        "    storage: 4Ti\n    pods: 30",
        "spec.quota",
        ("pods may reach", "raise the quota"),
        "quota:",
    ),
    Mistake(
        "size beyond the plan",
        "tenants/citynet.yaml",
        "    isp-backend:\n      replicas: {min: 2, max: 10}",
        "    isp-backend:\n      replicas: {min: 2, max: 99}",
        "spec.sizes.isp-backend.replicas",
        ("99", "larger plan"),
    ),
    Mistake(
        "min above max",
        "tenants/citynet.yaml",
        "    isp-backend:\n      replicas: {min: 2, max: 10}",
        "    isp-backend:\n      replicas: {min: 9, max: 3}",
        "spec.sizes.isp-backend.replicas",
        ("min is above max",),
    ),
    Mistake(
        "feature not in the plan",
        "tenants/metro-fiber.yaml",
        "  seats: 10",
        "  seats: 10\n  features: [sla_monitoring]",
        "spec.features.0",
        ("not in plan starter",),
    ),
    Mistake(
        "not a quantity",
        "tenants/citynet.yaml",
        "storage: 750Gi",
        "storage: 750GB",
        "spec.database.storage",
        ("750GB",),
    ),
    Mistake(
        "host bits",
        FAST,
        "203.0.113.0/28",
        "203.0.113.1/28",
        "spec.network.nasCIDRs.0",
        ("host bits",),
    ),
    Mistake(
        "unknown ring",
        "tenants/demo-isp.yaml",
        "  network:\n    nasCIDRs: [192.0.2.224/28]",
        "  release:\n    ring: stagin",
        "spec.release.ring",
        ("does not exist",),
    ),
    Mistake(
        "unknown release",
        "tenants/harbor-link.yaml",
        "pin: v1.2.4",
        "pin: v9.9.9",
        "spec.release.pin",
        ("does not exist",),
    ),
    Mistake(
        "reserved slug",
        "tenants/metro-fiber.yaml",
        "  seats: 10",
        "  seats: 10\n  subdomain: admin",
        "spec.subdomain",
        ("reserved",),
    ),
    Mistake(
        "other name than the file",
        FAST,
        "name: fast-fiber",
        "name: fast-fibre",
        "metadata.name",
        ("fast-fiber.yaml", "rename"),
    ),
    Mistake("two documents", FAST, "spec:", "---\nspec:", "", ("document",), "---"),
    Mistake("anchor", FAST, "  seats: 50", "  seats: &n 50", "", ("anchor",)),
    Mistake("syntax", FAST, "features: [ipv6,", "features: [ipv6", "", ()),
    Mistake("wrong kind", FAST, "kind: Tenant", "kind: Tennant", "kind", ("did you mean Tenant",)),
    Mistake(
        "second primary",
        "regions/eu-west-1.yaml",
        "  location: EU",
        "  primary: true\n  location: EU",
        "spec.primary",
        (),
        "primary: true",
    ),
    Mistake(
        "firewall without reason",
        "regions/staging-us-east-1.yaml",
        "      reason: staging answers office addresses only\n",
        "",
        "spec.edge.waf",
        ("no reason",),
        "waf:",
    ),
    Mistake(
        "short digest",
        "platform.yaml",
        "sha256:eab3240d",
        "sha256:",
        "spec.releases.v1.2.3.images.isp-ops-app.digest",
        ("match",),
    ),
    Mistake(
        "unknown workload",
        "platform.yaml",
        "        celery-beat:",
        "        celery-beet:",
        "",
        ("celery-beet",),
        "celery-beet",
    ),
)


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    """A copy of the repository's inputs, with a `dist/` that must not be touched."""
    shutil.copy(ROOT / "platform.yaml", tmp_path)
    for folder in ("regions", "tenants"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / ".dotmac").write_text("kept")
    return tmp_path


def _problems(root: Path, command: str = "validate") -> list[dict[str, object]]:
    result = CliRunner().invoke(build(), [command, "-o", "json", "--root", str(root)])
    assert result.exit_code == 2, result.output
    found = json.loads(result.stdout)["problems"]
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_each_mistake_is_told_with_its_place(fleet: Path, mistake: Mistake) -> None:
    path = fleet / mistake.file
    before = path.read_text()
    assert mistake.old in before
    path.write_text(before.replace(mistake.old, mistake.new, 1))
    problems = _problems(fleet)
    told = [
        problem
        for problem in problems
        if all(
            word in f"{problem['field']} {problem['message']} {problem['remedy']}"
            for word in mistake.says
        )
        and (not mistake.field or mistake.field == problem["field"])
    ]
    assert told, problems
    lines = path.read_text().split("\n")
    wanted = mistake.at or mistake.new.rsplit("\n", 1)[-1]
    assert any(
        problem["file"] != mistake.file or wanted in lines[int(str(problem["line"])) - 1]
        for problem in told
    ), told
    assert all(problem["column"] for problem in told)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"# only a comment\n", "empty"),
        (b"spec: \xff\xfe\n", "UTF-8"),
        (b"- a\n- b\n", "mapping"),
    ],
)
def test_files_that_are_no_object_at_all(fleet: Path, content: bytes, says: str) -> None:
    (fleet / FAST).write_bytes(content)
    problems = _problems(fleet)
    assert any(says in str(problem["message"]) and problem["file"] == FAST for problem in problems)


def test_a_missing_platform_and_missing_folders_are_told(tmp_path: Path) -> None:
    problems = _problems(tmp_path)
    assert any("platform.yaml" in str(problem["file"]) for problem in problems)


def test_a_file_with_another_ending_is_not_overlooked(fleet: Path) -> None:
    (fleet / FAST).rename(fleet / "tenants/fast-fiber.yml")
    assert any("fast-fiber.yml" in str(problem["file"]) for problem in _problems(fleet))


def test_all_mistakes_of_all_files_come_at_once_and_nothing_is_written(fleet: Path) -> None:
    for slug in ("fast-fiber", "citynet", "nordlicht"):
        path = fleet / f"tenants/{slug}.yaml"
        path.write_text(path.read_text().replace("  plan: ", "  plann: "))
    problems = _problems(fleet, "synth")
    assert {problem["file"] for problem in problems} == {
        f"tenants/{slug}.yaml" for slug in ("fast-fiber", "citynet", "nordlicht")
    }
    assert len(problems) == 6
    assert [path.name for path in (fleet / "dist").iterdir()] == [".dotmac"]


def test_people_read_one_line_a_problem_and_no_traceback(fleet: Path) -> None:
    path = fleet / FAST
    path.write_text(path.read_text().replace("seats: 50", "seats: many"))
    result = CliRunner().invoke(build(), ["validate", "--root", str(fleet)])
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        "tenants/fast-fiber.yaml:10:3: spec.seats: is 'many'; write a whole number",
        "1 problem",
    ]
