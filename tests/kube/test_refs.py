import pytest

from dotmac_manifests.kube.refs import ObjectRef, ref_of

DEPLOYMENT = ObjectRef("apps/v1", "Deployment", "tenant-a", "backend")


def test_reads_the_address_of_an_object() -> None:
    metadata = {"name": "backend", "namespace": "tenant-a"}
    obj = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": {}}
    assert ref_of(obj) == DEPLOYMENT


def test_cluster_scoped_objects_have_no_namespace() -> None:
    ref = ref_of({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "tenant-a"}})
    assert ref.namespace == ""
    assert str(ref) == "v1 Namespace tenant-a"


def test_is_written_for_people() -> None:
    assert str(DEPLOYMENT) == "apps/v1 Deployment tenant-a/backend"


@pytest.mark.parametrize(
    ("api_version", "group"),
    [("v1", ""), ("apps/v1", "apps"), ("argoproj.io/v1alpha1", "argoproj.io")],
)
def test_group(api_version: str, group: str) -> None:
    assert ObjectRef(api_version, "Kind", "", "name").group == group


def test_identity_ignores_the_version() -> None:
    one = ObjectRef("autoscaling/v1", "HorizontalPodAutoscaler", "a", "b")
    other = ObjectRef("autoscaling/v2", "HorizontalPodAutoscaler", "a", "b")
    assert one != other
    assert one.identity == other.identity == ("autoscaling", "HorizontalPodAutoscaler", "a", "b")


def test_is_ordered_and_hashable() -> None:
    other = ObjectRef("apps/v1", "Deployment", "tenant-b", "backend")
    assert sorted({other, DEPLOYMENT, DEPLOYMENT}) == [DEPLOYMENT, other]


@pytest.mark.parametrize(
    ("obj", "field"),
    [
        ({}, "metadata"),
        ({"metadata": []}, "metadata"),
        ({"metadata": {"name": "a"}, "kind": "K"}, "apiVersion"),
        ({"metadata": {"name": "a"}, "apiVersion": "v1", "kind": 1}, "kind"),
        ({"metadata": {}, "apiVersion": "v1", "kind": "K"}, "metadata.name"),
        ({"metadata": {"name": ""}, "apiVersion": "v1", "kind": "K"}, "metadata.name"),
        (
            {"metadata": {"name": "a", "namespace": None}, "apiVersion": "v1", "kind": "K"},
            "metadata.namespace",
        ),
    ],
)
def test_says_what_an_object_lacks(obj: dict[str, object], field: str) -> None:
    with pytest.raises(ValueError, match=f"needs {field}"):
        ref_of(obj)
