import re

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from dotmac_manifests.kube.yaml_scalars import is_disputed, resolve

# The likeliest to be taken for something else; PyYAML fails at dates such as 2001-99-99.
numberlike = st.text("0123456789+-._eExXobTZinfaN", min_size=1, max_size=9).filter(
    lambda text: not (set(text) <= {"-", "."} or re.match("[0-9]{4}-", text))
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("", None), ("~", None), ("null", None), ("NULL", None)),
        *(("true", True), ("False", False), ("tRue", "tRue")),
        *(("0", 0), ("-12", -12), ("+3", 3), ("0x1f", 31), ("-0x1f", "-0x1f")),
        *(("1.5", 1.5), ("1.", 1.0), (".5", 0.5), ("1.5e+3", 1500.0), ("-.inf", float("-inf"))),
        *(("2001-01-01", "2001-01-01"), ("1.2.3", "1.2.3"), ("500m", "500m"), ("v1", "v1")),
    ],
)
def test_resolves(text: str, value: object) -> None:
    assert resolve(text) == value
    assert type(resolve(text)) is type(value)


def test_resolves_not_a_number() -> None:
    assert repr(resolve(".nan")) == "nan"


@pytest.mark.parametrize(
    "text",
    [
        *("y", "N", "yes", "No", "ON", "off", "=", "<<", "017", "00", "0o17", "-0o17", "08"),
        *("0b1", "-0x1F", "0X1F", "0x_1f", "1_000", "1_000.5", "12:30", "12:30:45", "190:20:30.1"),
        *("1e3", "1.5e3", "+.5", "-_2", "9223372036854775808", "-9223372036854775809", "1" * 5000),
        *("0xffffffffffffffff", "0x" + "f" * 5000),
    ],
)
def test_disputed(text: str) -> None:
    assert is_disputed(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "true", "null", "yEs", "yes!", "1", "-1", "1.5", "1.5e+3", "0x1F", ".inf", "1.2.3"),
        *("2001-01-01", "v1", "500m", "10.0.0.0/8", "1h30m", "12:60", "a:30", "ye", "-"),
        *("9223372036854775807", "-9223372036854775808", "0x7fffffffffffffff"),
    ],
)
def test_undisputed(text: str) -> None:
    assert not is_disputed(text)


@given(numberlike)
@example("1_0")
@example("0_x1")
@example("._5")
def test_readers_agree_on_what_is_undisputed(text: str) -> None:
    if is_disputed(text):
        return
    document = f"a: {text}\n"
    assert repr(yaml.safe_load(document)["a"]) == repr(resolve(text))
    assert repr(YAML(typ="safe", pure=True).load(document)["a"]) == repr(resolve(text))
