"""Jinja2 templates that were compiled beforehand, by number."""

from given import INPUTS
from jinja2 import Environment, ModuleLoader, StrictUndefined

_ENVIRONMENT = Environment(
    loader=ModuleLoader(INPUTS / "jinja-compiled"),
    undefined=StrictUndefined,
    keep_trailing_newline=True,
    auto_reload=False,
    cache_size=-1,
)


def fill(number: int, values: dict[str, str]) -> str:
    """The text of a template with its values."""
    return _ENVIRONMENT.get_template(f"{number}.yaml").render(values)
