from __future__ import annotations

import copy
import datetime
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jsonschema
import jsonschema_rs
import kubernetes_validate
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dotmac_manifests.analysis.schema import SchemaError, schema_for, validate
from dotmac_manifests.analysis.schema_definitions import MINORS
from tests.crds.cases import example, examples

Object = dict[str, Any]

SAMPLES = Path(__file__).with_name("samples") / "core.yaml"


def samples() -> list[Object]:
    return list(yaml.safe_load_all(SAMPLES.read_text("utf-8")))


def sample(kind: str) -> Object:
    return next(obj for obj in samples() if obj["kind"] == kind)


def by_jsonschema(obj: Object, minor: str) -> set[tuple[tuple[str | int, ...], str]]:
    schema = schema_for(obj["apiVersion"], obj["kind"], minor)
    validator = jsonschema.Draft202012Validator(schema)
    return {(tuple(e.absolute_path), str(e.validator)) for e in validator.iter_errors(obj)}


def by_jsonschema_rs(obj: Object, minor: str) -> set[tuple[tuple[str | int, ...], str]]:
    schema = schema_for(obj["apiVersion"], obj["kind"], minor)
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=False)
    return {(tuple(e.instance_path), str(e.schema_path[-1])) for e in validator.iter_errors(obj)}


def upstream_passes(obj: Object, minor: str) -> bool:
    try:
        kubernetes_validate.validate(obj, minor, strict=True)
    except kubernetes_validate.ValidationError:
        return False
    return True


def places(node: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    children: list[tuple[str | int, object]] = []
    if isinstance(node, dict):
        children = list(node.items())
    elif isinstance(node, list):
        children = list(enumerate(node))
    return [path] * bool(path) + [p for key, child in children for p in places(child, (*path, key))]


def replaced(obj: Object, path: tuple[str | int, ...], value: object) -> Object:
    obj = copy.deepcopy(obj)
    node: Any = obj
    for part in path[:-1]:
        node = node[part]
    node[path[-1]] = value
    return obj


@pytest.mark.parametrize("minor", MINORS)
@pytest.mark.parametrize("obj", samples(), ids=lambda obj: obj["kind"])
def test_good_objects_pass_in_every_minor(obj: Object, minor: str) -> None:
    assert validate(obj, kubernetes_minor=minor) == []
    assert upstream_passes(obj, minor)


def test_all_mistakes_are_told_at_once_with_place_and_remedy() -> None:
    obj = sample("Deployment")
    obj["spec"]["replicsa"] = 1
    del obj["spec"]["selector"]
    container = obj["spec"]["template"]["spec"]["containers"][0]
    container["image"] = 3
    container["ports"][0]["containerPort"] = "8000"
    container["resources"]["limits"]["memory"] = "2GB"
    container["livenessProbe"]["httpGet"]["port"] = []
    obj["metadata"]["labels"]["app.kubernetes.io/part-of"] = True
    here = "spec.template.spec.containers[0]"
    assert validate(obj) == [
        SchemaError(
            'metadata.labels["app.kubernetes.io/part-of"]',
            "must be a string, not true or false",
            "put the value in quotes",
        ),
        SchemaError("spec.replicsa", "is not a known field", "did you mean replicas?"),
        SchemaError("spec.selector", "is required", "add the field"),
        SchemaError(f"{here}.image", "must be a string, not an integer", "put the value in quotes"),
        SchemaError(
            f"{here}.livenessProbe.httpGet.port", "must be an integer or a string, not a list"
        ),
        SchemaError(
            f"{here}.ports[0].containerPort",
            "must be an integer, not a string",
            "write the value without quotes",
        ),
        SchemaError(
            f"{here}.resources.limits.memory",
            "is '2GB', which does not have the right form",
            "write it like 500m or 2Gi",
        ),
    ]


@pytest.mark.parametrize(
    ("obj", "path"),
    [
        ({}, "apiVersion"),
        ({"kind": "ConfigMap", "metadata": {"name": "a"}}, "apiVersion"),
        ({"apiVersion": None, "kind": "ConfigMap", "metadata": {"name": "a"}}, "apiVersion"),
        ({"apiVersion": "v1", "metadata": {"name": "a"}}, "kind"),
        ({"apiVersion": "v1", "kind": "", "metadata": {"name": "a"}}, "kind"),
        ({"apiVersion": "v1", "kind": "ConfigMap"}, "metadata"),
        ({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {}}, "metadata.name"),
        ({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": None}}, "metadata.name"),
        ({"apiVersion": "v1", "kind": "ConfigMap", "metadata": None}, "metadata"),
    ],
)
def test_an_object_needs_apiversion_kind_and_name(obj: Object, path: str) -> None:
    assert path in [error.path for error in validate(obj)]


@pytest.mark.parametrize(
    ("api_version", "kind", "remedy"),
    [
        ("extensions/v1beta1", "Ingress", "use networking.k8s.io/v1"),
        ("external-secrets.io/v1beta1", "ExternalSecret", "use external-secrets.io/v1"),
        # kubernetes_validate finds the first label of a group only, and takes this one.
        ("networking.istio.io/v1", "NetworkPolicy", "use networking.k8s.io/v1"),
        ("cert-manager.io/v1", "issuer", "correct the kind or give it a model"),
        ("v1", "List", "correct the kind or give it a model"),
        ("example.com/v1", "Thing", "correct the kind or give it a model"),
    ],
)
def test_a_kind_without_a_schema_is_an_error(api_version: str, kind: str, remedy: str) -> None:
    obj = {"apiVersion": api_version, "kind": kind, "metadata": {"name": "a"}}
    [error] = validate(obj)
    assert error.message == f"no schema for {kind} of {api_version} in Kubernetes 1.36"
    assert error.remedy == remedy


@pytest.mark.parametrize("minor", ["1.33", "1.99", "36", "v1.36", "", "1.36/../1.36"])
def test_an_unknown_minor_is_an_error(minor: str) -> None:
    for obj in (sample("ConfigMap"), example("Issuer/bootstrap")):
        [error] = validate(obj, kubernetes_minor=minor)
        assert "1.34, 1.35, 1.36, 1.37" in error.message


def test_the_minor_decides() -> None:
    obj = {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "MutatingAdmissionPolicy",
        "metadata": {"name": "a"},
        "spec": {},
    }
    assert validate(obj, kubernetes_minor="1.34")
    assert validate(obj, kubernetes_minor="1.37") == []


@pytest.mark.parametrize(
    "value", [datetime.date(2026, 11, 1), float("nan"), float("inf"), {1: "a"}, {"a"}, (1,)]
)
def test_what_json_cannot_say_is_an_error(value: object) -> None:
    obj = sample("ConfigMap")
    obj["data"]["A"] = value
    assert [error.path for error in validate(obj)] == ["data.A"]


def test_any_mapping_will_do() -> None:
    frozen: Mapping[str, Any] = MappingProxyType(sample("ConfigMap"))
    assert validate(frozen) == []


def test_the_pod_template_of_a_rollout_is_judged_by_kubernetes() -> None:
    obj = example("Rollout/platform-backend")
    template = obj["spec"]["template"]["spec"]
    template["containers"][0]["imagePullPolice"] = "Always"
    template["containers"][0]["resources"]["limits"]["cpu"] = "one"
    del obj["spec"]["strategy"]["blueGreen"]["activeService"]
    assert [error.path for error in validate(obj)] == [
        "spec.strategy.blueGreen.activeService",
        "spec.template.spec.containers[0].imagePullPolice",
        "spec.template.spec.containers[0].resources.limits.cpu",
    ]


def test_other_embedded_core_objects_are_too() -> None:
    cluster = example("Cluster/postgres")
    cluster["spec"]["resources"]["limit"] = {}
    cluster["spec"]["affinity"]["tolerations"][0]["operators"] = "Exists"
    analysis = example("AnalysisTemplate/success-rate")
    analysis["spec"]["metrics"][1]["provider"]["job"]["spec"]["retries"] = 1
    assert [error.path for error in validate(cluster)] == [
        "spec.affinity.tolerations[0].operators",
        "spec.resources.limit",
    ]
    assert [error.path for error in validate(analysis)] == [
        "spec.metrics[1].provider.job.spec.retries"
    ]


def test_null_in_a_custom_resource_is_an_error() -> None:
    obj = example("Application/fast-fiber")
    obj["metadata"]["namespace"] = None
    assert [error.path for error in validate(obj)] == ["metadata.namespace"]


ODD_VALUES = st.sampled_from([None, True, 0, -1, 1.5, "", "text", "1Gi", [], {}, [None], {"a": 1}])


@given(st.data())
def test_both_validators_agree(data: st.DataObject) -> None:
    obj = data.draw(st.sampled_from([*samples(), *examples()]))
    path = data.draw(
        st.sampled_from([p for p in places(obj) if p[0] not in ("apiVersion", "kind")])
    )
    obj = replaced(obj, path, data.draw(ODD_VALUES))
    assert by_jsonschema_rs(obj, "1.36") == by_jsonschema(obj, "1.36")
    assert bool(validate(obj)) == bool(by_jsonschema(obj, "1.36"))


@pytest.mark.parametrize("obj", samples(), ids=lambda obj: obj["kind"])
@pytest.mark.parametrize("value", [True, "text", {"unknown": 1}])
def test_verdicts_are_those_of_kubernetes_validate(obj: Object, value: object) -> None:
    for path in places(obj)[::5]:
        changed = replaced(obj, path, value)
        if path[0] in ("apiVersion", "kind", "metadata") or "resources" in path or "hard" in path:
            continue
        assert (validate(changed) == []) == upstream_passes(changed, "1.36"), path


def test_judging_loads_neither_pydantic_nor_jsonschema() -> None:
    program = (
        "import sys; from dotmac_manifests.analysis.schema import validate;"
        "assert not validate({'apiVersion': 'cert-manager.io/v1', 'kind': 'Issuer',"
        " 'metadata': {'name': 'a'}, 'spec': {'selfSigned': {}}});"
        "assert not {'pydantic', 'jsonschema', 'kubernetes_validate'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
