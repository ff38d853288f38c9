"""Writes the Jinja2 templates and compiles them."""

import json
import re
import sys
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

OPENING = re.compile(r"\{[{%#]|\{\Z")


def template(parts: list[str]) -> str:
    """Names of values stand between texts."""
    return "".join(
        f"{{{{ {part} }}}}" if place % 2 else OPENING.sub(r"{{ '\g<0>' }}", part)
        for place, part in enumerate(parts)
    )


inputs = Path(sys.argv[1])
folder = inputs / "jinja"
folder.mkdir()
for number, parts in enumerate(json.loads((inputs / "templates.json").read_text("utf-8"))):
    (folder / f"{number}.yaml").write_text(template(parts), "utf-8")
environment = Environment(loader=FileSystemLoader(folder), keep_trailing_newline=True)
environment.compile_templates(inputs / "jinja-compiled", zip=None, ignore_errors=False)
