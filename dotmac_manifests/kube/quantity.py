"""Amounts of a resource as Kubernetes writes them: `500m` CPU cores, `1.25Gi` bytes, `10` pods.

Source: Kubernetes API reference, "Quantity"; k8s.io/apimachinery/pkg/api/resource.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

_NANO = 10**9
_KIBI = 1024
_STEP = 1000
_MAX_EXPONENT = 99  # a multiple of 3, as exponents of the canonical form are

_DECIMAL_SUFFIXES = {-9: "n", -6: "u", -3: "m", 0: "", 3: "k", 6: "M", 9: "G", 12: "T", 15: "P"}
_DECIMAL_SUFFIXES[18] = "E"
_BINARY_SUFFIXES = ("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei")
_DECIMAL_EXPONENTS = {suffix: exponent for exponent, suffix in _DECIMAL_SUFFIXES.items()}
_BINARY_POWERS = {suffix: power for power, suffix in enumerate(_BINARY_SUFFIXES) if suffix}

_SYNTAX = re.compile(
    r"(?P<sign>[+-]?)(?=\.?[0-9])(?P<whole>[0-9]*)(?:\.(?P<fraction>[0-9]*))?"
    r"(?:(?P<suffix>[KMGTPE]i|[numkMGTPE]?)|[eE](?P<exponent>[+-]?[0-9]+))"
)


class _Format(Enum):
    """How a quantity was written, and so how it is written again."""

    DECIMAL = "suffix n … E"
    BINARY = "suffix Ki … Ei"
    EXPONENT = "e3"


@dataclass(frozen=True, order=True)
class Quantity:
    """An exact amount, counted in nanounits; compares and hashes by amount alone.

    Like Kubernetes, it knows nothing finer than a nanounit: what is written finer rounds away
    from zero. Unlike Kubernetes, which cuts binary amounts at 2^63-1, it keeps large amounts.
    """

    nano: int
    _format: _Format = field(default=_Format.DECIMAL, compare=False, repr=False)

    @classmethod
    @lru_cache(maxsize=4096)  # a fleet writes the same few amounts again and again
    def parse(cls, text: str) -> Quantity:
        """Read a quantity such as `500m`, `1.25Gi`, `2e3` or `-1`.

        Raises ValueError when ``text`` is not a quantity.
        """
        match = _SYNTAX.fullmatch(text)
        if match is None:
            raise ValueError(
                f"{text!r} is not a quantity; write a number with an optional suffix "
                "n, u, m, k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi or Ei, such as 500m or 1.5Gi"
            )
        fraction = match["fraction"] or ""
        suffix = match["suffix"] or ""
        digits = int(match["whole"] + fraction)
        format_ = _Format.DECIMAL
        if suffix in _BINARY_POWERS:
            format_ = _Format.BINARY
            digits *= _KIBI ** _BINARY_POWERS[suffix]
            exponent = 0
        elif match["exponent"]:
            format_ = _Format.EXPONENT
            exponent = int(match["exponent"])
            if abs(exponent) > _MAX_EXPONENT:
                raise ValueError(f"{text!r} has an exponent beyond {_MAX_EXPONENT}")
        else:
            exponent = _DECIMAL_EXPONENTS[suffix]
        scale = exponent - len(fraction) + 9
        nano = digits * 10**scale if scale >= 0 else _divide_up(digits, 10**-scale)
        return cls(-nano if match["sign"] == "-" else nano, format_)

    @property
    def value(self) -> int:
        """Whole units, rounded away from zero, e.g. bytes."""
        return _divide_up(self.nano, _NANO)

    def __add__(self, other: Quantity) -> Quantity:
        return Quantity(self.nano + other.nano, self._format_with(other))

    def __sub__(self, other: Quantity) -> Quantity:
        return Quantity(self.nano - other.nano, self._format_with(other))

    def __mul__(self, factor: int) -> Quantity:
        return Quantity(self.nano * factor, self._format)

    __rmul__ = __mul__

    def __str__(self) -> str:
        """The canonical form: no fraction, and the largest suffix that keeps the amount exact."""
        units, rest = divmod(self.nano, _NANO)
        if self._format is _Format.BINARY and not rest and abs(units) >= _KIBI:
            return _binary(units)
        return _decimal(self.nano, exponents=self._format is _Format.EXPONENT)

    def _format_with(self, other: Quantity) -> _Format:
        # A sum that starts from zero is written like what was added to it.
        return self._format if self.nano else other._format


def _divide_up(number: int, divisor: int) -> int:
    """Divide and round away from zero; ``divisor`` is positive."""
    quotient = -(-abs(number) // divisor)
    return -quotient if number < 0 else quotient


def _binary(units: int) -> str:
    power = 0
    while units % _KIBI == 0 and power < len(_BINARY_SUFFIXES) - 1:
        units //= _KIBI
        power += 1
    return f"{units}{_BINARY_SUFFIXES[power]}"


def _decimal(nano: int, *, exponents: bool) -> str:
    if not nano:
        return "0"
    mantissa, exponent = nano, -9
    while mantissa % _STEP == 0 and exponent < _MAX_EXPONENT:
        mantissa //= _STEP
        exponent += 3
    if not exponent:
        return str(mantissa)
    if exponents or exponent not in _DECIMAL_SUFFIXES:  # there is no suffix beyond E
        return f"{mantissa}e{exponent}"
    return f"{mantissa}{_DECIMAL_SUFFIXES[exponent]}"
