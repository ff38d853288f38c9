"""The manifests of the whole fleet, read once for all tests that judge them as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fleet import ROOT, seed_plan
from tests.support.cluster import Cluster
from tests.support.manifests import Region

DIST = ROOT / "dist"


@pytest.fixture(scope="session")
def manifests(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The committed manifests, or a fresh rendering where none are."""
    if DIST.is_dir():
        return DIST
    from dotmac_manifests.emit.synth import Selection, synth

    folder = tmp_path_factory.mktemp("fleet")
    synth(seed_plan(), folder, Selection())
    return folder


@pytest.fixture(scope="session")
def clusters(manifests: Path) -> tuple[Cluster, ...]:
    """Each region of the fleet."""
    folders = sorted(path for path in manifests.iterdir() if (path / "tenants").is_dir())
    return tuple(Cluster(Region.read(folder), ROOT) for folder in folders)
