"""The inputs as they are, and as edits would make them: seen as if written, gone as if deleted."""

from __future__ import annotations

from pathlib import Path

import pytest

from dotmac_manifests.errors import InputError
from dotmac_manifests.spec.load import Overlay, load_fleet
from tests.delivery.desk import Desk, desk
from tests.plan.test_checks_records import gone, record, rollout

REMOVAL = "reason: x\n  approvedBy: cto\n  objects: [{region: us-east-1, kind: K, name: old}]"


@pytest.fixture(name="inputs")
def _inputs(tmp_path: Path) -> Desk:
    return desk(tmp_path)


def told(root: Path, overlay: Overlay | None = None) -> str:
    with pytest.raises(InputError) as raised:
        load_fleet(root, overlay)
    return str(raised.value)


def written(root: Path, overlay: Overlay) -> None:
    for path, data in overlay.items():
        file = root / path
        file.parent.mkdir(exist_ok=True)
        file.unlink() if data is None else file.write_bytes(data)


def test_an_overlay_is_seen_as_if_it_were_written(inputs: Desk) -> None:
    citynet = inputs.read("tenants/citynet.yaml") or b""
    overlay: dict[str, bytes | None] = {
        "platform.yaml": (inputs.read("platform.yaml") or b"").replace(b"v1.2.3", b"v1.2.9"),
        "tenants/citynet.yaml": citynet.replace(b"seats: 1200", b"seats: 1300"),
        "tenants/comer.yaml": citynet.replace(b"citynet", b"comer"),
        "tenants/lion-net.yaml": None,
        "regions/ap-southeast-1.yaml": None,
        **rollout("v1.2.4", "staging"),
        **gone(),
        **record("removals", "r", REMOVAL),
    }
    before = inputs.files()
    drafted = load_fleet(inputs.root, overlay)
    assert inputs.files() == before
    written(inputs.root, overlay)
    stands = load_fleet(inputs.root)
    assert drafted == stands
    assert drafted.tenants["citynet"].spec.seats == 1300
    assert "comer" in drafted.tenants
    assert "lion-net" not in drafted.tenants
    assert list(drafted.rollouts) == ["v1.2.4"]
    assert list(drafted.record_sources) == [
        "rollouts/v1.2.4.yaml",
        "tombstones/old.yaml",
        "removals/r.yaml",
    ]


def test_mistakes_in_an_overlay_name_the_file_as_if_it_were_written(inputs: Desk) -> None:
    text = told(inputs.root, {"tenants/citynet.yaml": b"kind: [", "tenants/x.yml": b""})
    assert "tenants/citynet.yaml:2:1: " in text
    assert "tenants/x.yml: is not a *.yaml file (name it x.yaml)" in text


@pytest.mark.parametrize("folder", ["rollouts", "tombstones", "removals"])
def test_records_may_be_absent_but_not_wrong(inputs: Desk, folder: str) -> None:
    assert load_fleet(inputs.root).record_sources == {}
    (inputs.root / folder).mkdir()
    assert load_fleet(inputs.root).record_sources == {}
    file = inputs.root / folder / "one.yaml"
    file.write_text("apiVersion: dotmac.io/v1\nkind: Tenant\nmetadata: {name: two}\nspec: {}\n")
    text = told(inputs.root)
    assert f"{folder}/one.yaml:2:1: kind: is 'Tenant'" in text
    file.unlink()
    (inputs.root / folder / "notes.md").write_text("x")
    assert f"{folder}/notes.md: is not a *.yaml file (move it away)" in told(inputs.root)


def test_a_record_is_called_like_its_file(inputs: Desk) -> None:
    (data,) = record("removals", "r", REMOVAL).values()
    text = told(inputs.root, {"removals/other.yaml": data})
    assert "removals/other.yaml:3:12: metadata.name: is 'r', but the file is called" in text


def test_what_cannot_be_read_is_told_with_the_reason(inputs: Desk) -> None:
    (inputs.root / "tenants/citynet.yaml").unlink()
    (inputs.root / "tenants/citynet.yaml").mkdir()
    assert "tenants/citynet.yaml: is not a *.yaml file" in told(inputs.root)
    (inputs.root / "platform.yaml").unlink()
    assert "platform.yaml: cannot be read" in told(inputs.root)


def test_folders_that_have_to_hold_something(inputs: Desk) -> None:
    everyone = {path: None for path in inputs.files() if path.startswith("tenants/")}
    assert told(inputs.root, everyone) == "tenants/: holds no Tenant (write at least one file)"
    assert list(load_fleet(inputs.root, tenants=["citynet"]).tenants) == ["citynet"]


def test_files_of_editors_and_killed_runs_are_not_inputs(inputs: Desk) -> None:
    (inputs.root / "tenants/.citynet.yaml.dotmac-edit").write_text("half")
    (inputs.root / "tenants/.citynet.yaml.swp").write_text("x")
    assert "citynet" in load_fleet(inputs.root).tenants
