"""Fills templates of `str.format`, which knows neither loops nor quoting."""

import json

from given import INPUTS, tenants, write


def template(parts: list[str]) -> str:
    """Names of values stand between texts."""
    return "".join(
        f"{{{part}}}" if place % 2 else part.replace("{", "{{").replace("}", "}}")
        for place, part in enumerate(parts)
    )


with (INPUTS / "templates.json").open(encoding="utf-8") as file:
    templates = [template(parts) for parts in json.load(file)]
for tenant in tenants("tenants.jsonl"):
    for path, number, values in tenant["files"]:
        write(path, templates[number].format_map(values).encode())
