"""Reviewed exceptions: which finding is accepted, for which object, why, by whom, until when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, Strict, ValidationError

from dotmac_manifests.analysis.finding import Finding
from dotmac_manifests.errors import InputError, Problem
from dotmac_manifests.kube.yaml_reader import Document, read_document


class Exception_(BaseModel):
    """One accepted finding.

    ``object`` is `Kind namespace/name` or `Kind name`, in which `*` stands for anything; the
    date is the last day on which the exception holds.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    rule: Annotated[str, Field(pattern=r"^[A-Z][0-9]{2}$")]
    object: Annotated[str, Field(pattern=r"^\S+ \S+$")]
    reason: Annotated[str, Field(min_length=10)]
    owner: Annotated[str, Field(min_length=1)]
    expires: Annotated[date, Strict(False)]

    def covers(self, finding: Finding) -> bool:
        """Whether a finding is the one that was accepted."""
        ref = finding.manifest.ref
        name = (
            f"{ref.kind} {ref.namespace}/{ref.name}" if ref.namespace else f"{ref.kind} {ref.name}"
        )
        return finding.rule == self.rule and fnmatchcase(name, self.object)


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    exceptions: Annotated[tuple[Exception_, ...], Strict(False)]


@dataclass(frozen=True)
class Exceptions:
    """The exceptions of one file, which can name the place of each."""

    items: Sequence[Exception_] = ()
    document: Document | None = None

    def split(self, findings: Iterable[Finding]) -> tuple[list[Finding], list[Finding], set[int]]:
        """Findings that stand, findings that were accepted, and the exceptions that were used."""
        standing: list[Finding] = []
        accepted: list[Finding] = []
        used: set[int] = set()
        for finding in findings:
            covering = {n for n, item in enumerate(self.items) if item.covers(finding)}
            used |= covering
            (accepted if covering else standing).append(finding)
        return standing, accepted, used

    def problems(self, used: set[int], today: date) -> Iterator[Problem]:
        """Exceptions that cover nothing any more, or whose time is over."""
        for number, item in enumerate(self.items):
            name = f"{item.rule} for {item.object}"
            if number not in used:
                yield self._problem(number, f"exception {name} covers no finding", "remove it")
            if item.expires < today:
                message = f"exception {name} ended on {item.expires}"
                yield self._problem(number, message, "fix the finding, or have it reviewed again")

    def _problem(self, number: int, message: str, remedy: str) -> Problem:
        assert self.document is not None  # items come from a document
        line, column = self.document.position(("exceptions", number))
        return Problem(self.document.file, line, column, f"exceptions.{number}", message, remedy)


def read_exceptions(path: Path) -> Exceptions:
    """The exceptions of a file; raises InputError with everything that is wrong with it."""
    try:
        document = read_document(path.read_bytes(), str(path))
        return Exceptions(_File.model_validate(document.value).exceptions, document)
    except OSError as error:
        problem = Problem(str(path), 0, 0, "", f"cannot be read: {error.strerror}")
        raise InputError([problem]) from None
    except ValidationError as error:
        raise InputError(validation_problems(error, document)) from None


def validation_problems(error: ValidationError, document: Document) -> Iterator[Problem]:
    """What a model refused, at its place in the file."""
    for details in error.errors(include_url=False):
        line, column = document.position(details["loc"])
        name = ".".join(str(part) for part in details["loc"])
        yield Problem(document.file, line, column, name, details["msg"].lower())
