"""Manifests objects as YAML with jsonnet's standard library, one evaluation a tenant."""

import json

import rjsonnet
from given import tenants, write

PROGRAM = (
    "function(files) { [f[0]]: std.manifestYamlStream(f[1], quote_keys=false) for f in files }"
)

for tenant in tenants("bodies.jsonl"):
    found = rjsonnet.evaluate_snippet(
        "tenant.jsonnet", PROGRAM, tla_codes={"files": json.dumps(tenant["files"])}
    )
    for path, text in json.loads(found).items():
        write(path, text.encode())
