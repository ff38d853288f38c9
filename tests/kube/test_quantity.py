from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotmac_manifests.kube.quantity import Quantity

SUFFIXES = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"]
BINARY = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]

texts = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", "+", "-"]),
        st.one_of(
            st.integers(0, 10**12).map(str),
            st.decimals(0, 10**6, allow_nan=False, places=3).map(lambda value: f"{value:f}"),
            st.sampled_from(["1.", ".5", "007", "0"]),
        ),
        st.sampled_from([*SUFFIXES, *BINARY, "e3", "E-3", "e+12", "E21"]),
    ),
)
quantities = texts.map(Quantity.parse)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("0", "0"),
        ("0Gi", "0"),
        ("-0", "0"),
        ("0.5", "500m"),
        (".5", "500m"),
        ("1.", "1"),
        ("1.5", "1500m"),
        ("1000m", "1"),
        ("1500m", "1500m"),
        ("+2", "2"),
        ("-2", "-2"),
        ("1.25Gi", "1280Mi"),
        ("1.5Gi", "1536Mi"),
        ("1024Mi", "1Gi"),
        ("-1024Mi", "-1Gi"),
        ("1000Ki", "1000Ki"),
        ("1000", "1k"),
        ("1024", "1024"),
        ("0.5Ki", "512"),
        ("0.0001Ki", "102400u"),
        ("1.0001Ki", "1024102400u"),
        ("1000000", "1M"),
        ("12e6", "12e6"),
        ("1e4", "10e3"),
        ("1E3", "1e3"),
        ("1E", "1E"),
        ("1Ei", "1Ei"),
        ("2048Ei", "2048Ei"),
        ("1000E", "1e21"),
        ("1e-3", "1e-3"),
        ("0.9n", "1n"),
        ("-0.9n", "-1n"),
        ("1.2345", "1234500u"),
        ("1000e99", "1000e99"),
    ],
)
def test_canonical_form(text: str, canonical: str) -> None:
    assert str(Quantity.parse(text)) == canonical


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "1 ", " 1", "1\n", "+", ".", "-.", "--1", "1.2.3", "\u0661", "0x10", "1_000"),
        *("Gi", "1g", "1K", "1ki", "1GiB", "1mm", "1e", "1e3.5", "1e3k", "1e100", "e3", "inf"),
    ],
)
def test_refuses_what_is_no_quantity(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a quantity|has an exponent"):
        Quantity.parse(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1500m", 2),
        ("-1500m", -2),
        ("1u", 1),
        ("-1u", -1),
        ("2", 2),
        ("1.25Gi", 1342177280),
        ("0", 0),
    ],
)
def test_rounds_away_from_zero(text: str, value: int) -> None:
    assert Quantity.parse(text).value == value


def test_sums_are_written_like_their_first_amount_that_is_not_zero() -> None:
    zero = Quantity.parse("0")
    gibibyte = Quantity.parse("1Gi")
    assert str(zero + gibibyte) == "1Gi"
    assert str(gibibyte + Quantity.parse("1073741824")) == "2Gi"
    assert str(Quantity.parse("500m") * 3) == "1500m"
    assert str(3 * Quantity.parse("512Mi")) == "1536Mi"
    assert str(gibibyte - gibibyte) == "0"


def test_hashes_and_compares_by_amount() -> None:
    assert Quantity.parse("1Gi") == Quantity.parse("1024Mi") == Quantity.parse("1073741824")
    assert len({Quantity.parse("1000m"), Quantity.parse("1")}) == 1
    assert Quantity.parse("1G") < Quantity.parse("1Gi")
    assert max(Quantity.parse("999m"), Quantity.parse("1")) == Quantity.parse("1")


@given(quantities)
def test_canonical_form_reads_back_and_is_stable(quantity: Quantity) -> None:
    again = Quantity.parse(str(quantity))
    assert again == quantity
    assert str(again) == str(quantity)


@given(st.integers(0, 10**15), st.sampled_from(BINARY))
def test_binary_amounts_are_exact(number: int, suffix: str) -> None:
    power = BINARY.index(suffix) + 1
    assert Quantity.parse(f"{number}{suffix}").value == number * 1024**power


@given(st.integers(0, 10**9), st.sampled_from(SUFFIXES))
def test_decimal_amounts_are_exact(number: int, suffix: str) -> None:
    power = 3 * SUFFIXES.index(suffix)
    assert Fraction(Quantity.parse(f"{number}{suffix}").nano) == number * 10**power


@given(quantities, quantities, st.integers(-1000, 1000))
def test_arithmetic_is_that_of_numbers(one: Quantity, other: Quantity, factor: int) -> None:
    assert (one + other).nano == one.nano + other.nano
    assert one + other - other == one
    assert (one * factor).nano == one.nano * factor
    assert (one < other) == (one.nano < other.nano)
