"""Fills Jinja2 templates that were compiled beforehand."""

from given import tenants, write
from templates import fill

for tenant in tenants("tenants.jsonl"):
    for path, number, values in tenant["files"]:
        write(path, fill(number, values).encode())
