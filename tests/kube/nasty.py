"""Texts that YAML readers mistake for something else, and strategies that make more of them."""

from hypothesis import strategies as st

WORDS = (
    *("y", "Y", "n", "N", "yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "OFF"),
    *("true", "True", "TRUE", "false", "False", "FALSE", "null", "Null", "NULL", "~", "", "nil"),
    *("tRue", "yEs", "None", "undefined", "NaN", "nan", "inf", "Infinity", "+inf", "-Infinity"),
    *(".inf", ".Inf", "-.inf", "+.INF", ".nan", ".NaN", "=", "<<", "<", "==", "!", "&", "*", "?"),
    *("-", "--", "---", "...", ":", "::", ",", "#", "|", ">", "%", "@", "`", "'", '"', "\\", "/"),
)
NUMBERS = (
    *("0", "00", "1", "-1", "+1", "017", "0o17", "0O17", "-017", "08", "0x1F", "0XfF", "-0x1f"),
    *("0b1", "0b102", "0B1", "-0b1", "1_000", "_1", "1_", "0x_1f", "0_7", "12:30", "12:30:45"),
    *("1:2", "190:20:30", "190:20:30.15", "1:60", "-1:30", "1.", ".5", "-.5", "+.5", "1.5", "."),
    *("1e3", "1e+3", "1E3", "1.5e3", "1.5e+3", "1.5E-3", "1e", "e3", "1.2.3", "1..2", ".e3"),
    *("1,000", "0.", "-0", "-0.0", "0x1p-2", "9223372036854775808", "1" * 30, "1.0.0-rc.1", "1m"),
    *("10.0.0.0/8", "500m", "1Gi", "1h30m", "0777", "0o", "0x", "0b", "1__0", "+", "+.", "._1"),
    *("+_2", "-_2", "+_", "._", "0_x1F", "0_b1", "0_o7", "-0_x1f", "1_e3", "12e45", "0abc", "3fa9"),
)
DATES = (
    *("2001-01-01", "2001-1-1", "2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43.10 -5"),
    *("2001-12-15 2:59:43.10", "2001-01-01T00:00:00Z", "2001-01-0", "20010101", "01-01-2001"),
)
SYNTAX = (
    *(" a", "a ", " ", "  ", "a: b", "a:b", "a:", ":a", "a #b", "a#b", "#a", "a : b", "a:  b"),
    *("- a", "-a", "--a", "--a=b", "-1a", "-- a", "? a", "?a", "!a", "!!str a", "&a", "*a", "@a"),
    *("[a", "[]", "{}", "{a: b}", "a]", "a,b", "|a", ">a", "%a", "%YAML 1.2", "`a`", "'a'", '"a"'),
    *("a'b", 'a"b', "a\\b", "\\n", "it's", "'\"", '{"a": "\\d+"}', "a  b", "a -b", "a - b"),
    *("--- a", "...a", "---a", "a: ", ": a", "key: |", "a?", "a? b", "<<: *a", "$(A)", "${A:-b}"),
    *("/bin/sh -c", "http://a.b/c?d=e&f#g", "*/5 * * * *", "5 4 * * *", "@daily", "^a.*$", "~/a"),
)
CHARACTERS = (
    *("\t", "a\tb", "\ta", "a\t", "\x00", "\x07", "\x1b[0m", "\x7f", "\x80", "\x85", "a\x85b"),
    *("\xa0", "\xad", "\u200b", "\u2028", "a\u2028b", "\u2029", "\u202ea", "\ufeff", "a\ufeff"),
    *("\ufffd", "\ufffe", "\uffff", "\ue000", "\U0001f600", "❤\ufe0f", "\U0010ffff", "é", "日本語"),
    *("\U000e0001", "\u3000a", "e\u0301", "Ω: x", "ä #b", "\u00bd", "\u0663"),
)
LINES = (
    *("\n", "\n\n", "a\n", "a\nb", "a\nb\n", "a\n\n", "a\n\nb\n\n\n", "\na", " a\nb", "a\n b\n"),
    *("a \nb", "a\n \nb", "a\n\t\nb", "a\n\tb\n", "\ta\nb", "a\tb\nc\n", "a\t\nb", "a\r\nb", "\r"),
    *("a\rb", "#a\nb", "a\n#b\n", "---\na", "a\n---\nb\n", "a\n...\n", "- a\n- b", "a: b\nc: d\n"),
    *("a\x85b\n", "a\u2028b\n", "a\n\ufeffb", "é\nü\n", "a\n  ", "a\n ", "a\n\n ", "%a\nb", '"\n"'),
    *("\U0001f600\n\U0001f600\n", "{\n  a\n}\n", "#!/bin/sh\nset -eu\n\nexec a\n", "a\n\n\n\tb"),
)
TEXTS = (*WORDS, *NUMBERS, *DATES, *SYNTAX, *CHARACTERS, *LINES, "x" * 5000, "a b " * 500 + "c")

texts = st.one_of(
    st.sampled_from(TEXTS),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.text("0123456789+-._:eExXobTZ", max_size=8),
    st.text("ab \n\t#:-'\"\\\x85é", max_size=12),
)
keys = texts.filter(lambda text: len(text) <= 1000)
scalars = st.one_of(
    texts,
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=12,
)
documents = st.dictionaries(keys, values, max_size=4)

_PIECES = st.sampled_from(
    (
        *("a", "b", "c:", "a:", "b: ", "- ", "-", "  ", " ", "\n", "\n  ", "\n- ", "\n\n"),
        *("|", ">", "'", '"', "{}", "[]", "#", ": ", "---\n", "x y", "1", "yes", "~"),
        *("\t", "&a", "*a", "!t", "?"),
    )
)
_LINES = st.sampled_from(
    (
        *("a:", "b:", "a: 1", "b: x", "- c", "- a: 1", "-", "a: |", "b: |-", "# a", "#", "---"),
        *("", " ", "- |", "a: {}", "b: ~", '"a": 1', "text"),
    )
)
BLOCKS = st.one_of(
    st.lists(_PIECES, max_size=14).map("".join),
    st.lists(
        st.tuples(st.sampled_from(("", "  ", "    ", " ", "   ")), _LINES).map("".join),
        max_size=8,
    ).map(lambda lines: "\n".join([*lines, ""])),
)
"""Texts that are block style, or nearly."""
