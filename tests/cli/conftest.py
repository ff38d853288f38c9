"""What tests of commands share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.fleet import ROOT


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """A copy of the inputs, without `dist/`."""
    root = tmp_path / "fleet"
    root.mkdir()
    shutil.copy(ROOT / "platform.yaml", root)
    for folder in ("regions", "tenants"):
        shutil.copytree(ROOT / folder, root / folder)
    return root
