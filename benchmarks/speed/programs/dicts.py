"""Writes dictionaries with PyYAML and its C emitter."""

import yaml
from given import tenants, write

for tenant in tenants("bodies.jsonl"):
    for path, bodies in tenant["files"]:
        write(
            path, yaml.dump_all(bodies, Dumper=yaml.CSafeDumper, sort_keys=False, encoding="utf-8")
        )
