"""Fills Jinja2 templates; reads each tenant's file before, and judges each object after.

What fills in text knows no objects: they have to be read back, which PyYAML does with its C parser.
"""

import json
from pathlib import Path

import yaml
from given import INPUTS, tenants, write
from jsonschema_rs import Draft202012Validator
from templates import fill

judges = {
    (minor, api_version, kind): Draft202012Validator(schema, validate_formats=False)
    for minor, api_version, kind, schema in json.loads((INPUTS / "schemas.json").read_text("utf-8"))
}
for tenant in tenants("tenants.jsonl"):
    minor, source = tenant["minor"], Path(tenant["source"])
    assert yaml.load(source.read_bytes(), yaml.CSafeLoader)["metadata"]["name"] == tenant["slug"]
    for path, number, values in tenant["files"]:
        text = fill(number, values)
        for body in yaml.load_all(text, yaml.CSafeLoader):
            judges[minor, body["apiVersion"], body["kind"]].validate(body)
        write(path, text.encode())
