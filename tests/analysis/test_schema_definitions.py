from __future__ import annotations

import pytest

from dotmac_manifests.analysis.schema_definitions import MINORS, definitions
from dotmac_manifests.errors import DotmacError


@pytest.mark.parametrize("minor", MINORS)
def test_kinds_are_found_by_their_full_group(minor: str) -> None:
    kinds = definitions(minor).kinds
    assert kinds["v1", "ConfigMap"] == "io.k8s.api.core.v1.ConfigMap"
    assert kinds["apps/v1", "Deployment"] == "io.k8s.api.apps.v1.Deployment"
    assert ("rbac.authorization.k8s.io/v1", "Role") in kinds
    assert ("rbac/v1", "Role") not in kinds


def test_the_file_is_read_once() -> None:
    assert definitions("1.36") is definitions("1.36")


@pytest.mark.parametrize("minor", MINORS)
def test_a_closure_holds_all_it_refers_to_and_little_else(minor: str) -> None:
    core = definitions(minor)
    closure = core.closure(["io.k8s.api.core.v1.ConfigMap"])
    assert "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta" in closure
    assert len(closure) < 10
    for name in core.kinds.values():
        core.closure([name])


def test_an_unknown_minor_or_name_is_an_error() -> None:
    with pytest.raises(DotmacError, match=r"1\.20"):
        definitions("1.20")
    with pytest.raises(KeyError):
        definitions("1.36").closure(["io.k8s.Nothing"])
