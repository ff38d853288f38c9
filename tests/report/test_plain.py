from __future__ import annotations

from dotmac_manifests.report import plain


def test_a_warning_is_one_line_whatever_it_says() -> None:
    found = plain.warnings(["one", "two\nlines", "\x1b[31mred"])
    assert found == "warning: one\nwarning: two\\nlines\nwarning: \\x1b[31mred\n"
    assert plain.warnings([]) == ""
