from __future__ import annotations

import pytest

from tests.crds.cases import MISSING, Wrong, assert_refused


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong("VolumeSnapshotClass/ebs", "driver", MISSING),
        Wrong("VolumeSnapshotClass/ebs", "deletionPolicy", "Keep"),
        Wrong("VolumeSnapshotClass/ebs", "parameters.encrypted", True),
        Wrong("VolumeSnapshotClass/ebs", "spec", {}),
    ],
    ids=str,
)
def test_a_mistake_is_refused_at_its_place(wrong: Wrong) -> None:
    assert_refused(wrong)
