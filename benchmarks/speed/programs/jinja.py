"""Fills Jinja2 templates that were compiled beforehand."""

from given import INPUTS, tenants, write
from jinja2 import Environment, ModuleLoader, StrictUndefined

environment = Environment(
    loader=ModuleLoader(INPUTS / "jinja-compiled"),
    undefined=StrictUndefined,
    keep_trailing_newline=True,
    auto_reload=False,
    cache_size=-1,
)
for tenant in tenants("tenants.jsonl"):
    for path, number, values in tenant["files"]:
        write(path, environment.get_template(f"{number}.yaml").render(values).encode())
