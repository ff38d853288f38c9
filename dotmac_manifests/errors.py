"""The one error family of the product: what is wrong, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in one place.

    ``file`` is the path as the user gave it; ``line`` and ``column`` count from 1, and 0 means
    that the place is the whole file. ``field`` is a dotted path such as ``spec.plan`` or empty.
    """

    file: str
    line: int
    column: int
    field: str
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        place = self.file if not self.line else f"{self.file}:{self.line}:{self.column}"
        field = f" {self.field}:" if self.field else ""
        remedy = f" ({self.remedy})" if self.remedy else ""
        return f"{place}:{field} {self.message}{remedy}"


class DotmacError(Exception):
    """Base of every error that a user can cause; the command line prints it without a traceback."""


class InputError(DotmacError):
    """Everything that is wrong with the inputs, collected, sorted by place, without duplicates."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))
