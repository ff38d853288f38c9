"""What all tests share: examples that never vary, and snapshots that read as manifests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation

TESTS = Path(__file__).parent
SNAPSHOTS = TESTS.parent / "snapshots"

settings.register_profile("dotmac", derandomize=True, database=None, deadline=None)
settings.load_profile("dotmac")


class ManifestSnapshot(SingleFileSnapshotExtension):
    """One YAML file a snapshot: ``snapshots/<path of the test module>/<test>.yaml``.

    The value compared is the text of the file, so a test renders before it asserts.
    """

    file_extension = "yaml"
    _write_mode = WriteMode.TEXT

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        module = Path(test_location.filepath).relative_to(TESTS).with_suffix("")
        return str(SNAPSHOTS / module)


@pytest.fixture(scope="session", autouse=True)
def _remembered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes what is remembered of real runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOTMAC_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(ManifestSnapshot)
