from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotmac_manifests.kube.order import KIND_ORDER, object_sort_key, ordered


def an_object(kind: str, name: str = "a", namespace: str = "ns", api: str = "v1") -> dict[str, Any]:
    metadata = {"name": name, "namespace": namespace}
    return {"apiVersion": api, "kind": kind, "metadata": metadata}


def test_every_kind_is_listed_once() -> None:
    assert len(set(KIND_ORDER)) == len(KIND_ORDER)


def test_the_walls_come_first_and_unknown_kinds_last() -> None:
    kinds = ["Ingress", "Unheard", "Deployment", "Service", "ConfigMap", "Role", "ServiceAccount"]
    kinds += ["PodDisruptionBudget", "HorizontalPodAutoscaler", "PersistentVolumeClaim"]
    kinds += ["ExternalSecret", "NetworkPolicy", "LimitRange", "ResourceQuota", "Namespace"]
    in_order = sorted((an_object(kind) for kind in kinds), key=object_sort_key)
    assert [obj["kind"] for obj in in_order] == [
        "Namespace",
        "ResourceQuota",
        "LimitRange",
        "NetworkPolicy",
        "ServiceAccount",
        "Role",
        "ConfigMap",
        "ExternalSecret",
        "PersistentVolumeClaim",
        "Service",
        "Deployment",
        "HorizontalPodAutoscaler",
        "PodDisruptionBudget",
        "Ingress",
        "Unheard",
    ]


def test_then_namespace_then_name_then_kind_then_version() -> None:
    expected = [
        an_object("Service", "b", "a"),
        an_object("Service", "a", "b"),
        an_object("Service", "b", "b"),
        an_object("Alien", "a"),
        an_object("Beast", "a", api="x/v1"),
        an_object("Beast", "a", api="x/v2"),
        an_object("Alien", "b"),
    ]
    shuffled = expected[::-1]
    assert sorted(shuffled, key=object_sort_key) == expected


def test_keys_of_an_object() -> None:
    obj = {
        "spec": {"z": 1, "name": "x", "a": [{"value": "1", "name": "A"}, [{"b": 1, "a": 2}], 3]},
        "metadata": {"labels": {"b": "1", "a": "2"}, "namespace": "ns", "name": "n"},
        "data": {"namespace": "x", "metadata": "y", "B": "z", "name": "w"},
        "kind": "Thing",
        "apiVersion": "v1",
    }
    result = ordered(obj)
    assert result == obj
    assert list(result) == ["apiVersion", "kind", "metadata", "data", "spec"]
    assert list(result["metadata"]) == ["name", "namespace", "labels"]  # type: ignore[call-overload]
    assert str(result["metadata"]).endswith("'labels': {'a': '2', 'b': '1'}}")
    assert list(result["data"]) == ["name", "B", "metadata", "namespace"]  # type: ignore[call-overload]
    assert str(result["spec"]) == (
        "{'name': 'x', 'a': [{'name': 'A', 'value': '1'}, [{'a': 2, 'b': 1}], 3], 'z': 1}"
    )


def test_metadata_of_a_template_is_metadata() -> None:
    template = {"spec": {}, "metadata": {"a": 1, "namespace": 2, "name": 3}}
    result = ordered({"spec": {"template": template}})
    assert str(result) == (
        "{'spec': {'template': {'metadata': {'name': 3, 'namespace': 2, 'a': 1}, 'spec': {}}}}"
    )


@pytest.mark.parametrize("key", [1, None, True, ("a",)])
def test_keys_must_be_text(key: object) -> None:
    with pytest.raises(TypeError, match="must be text"):
        ordered({"spec": [{key: 1}]})


values = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "metadata", "a", "b"]), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["kind", "name", "metadata", "a", "b"]), values))
def test_order_keeps_values_forgets_the_old_order_and_is_stable(obj: dict[str, object]) -> None:
    result = ordered(obj)
    assert result == obj
    assert repr(ordered(dict(reversed(obj.items())))) == repr(result)
    assert repr(ordered(result)) == repr(result)
