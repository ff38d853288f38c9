from __future__ import annotations

from dotmac_manifests.report import plain


def test_a_warning_is_one_line_whatever_it_says() -> None:
    found = plain.warnings(["one", "two\nlines", "\x1b[31mred"])
    assert found == "warning: one\nwarning: two\\nlines\nwarning: \\x1b[31mred\n"
    assert plain.warnings([]) == ""


def test_changes_are_one_line_each_by_what_happened() -> None:
    found = plain.changes({"removed": ["c"], "added": ["a", "b\n\udc80"], "changed": ()})
    assert found == "+ a\n+ b\\n\\udc80\n- c\n"
