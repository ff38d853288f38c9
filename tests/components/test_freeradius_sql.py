from __future__ import annotations

import re

import pytest

from dotmac_manifests.components.freeradius_sql import queries

QUERIES = dict(re.findall(r'^ *(\w+) = "(.*)"$', queries(), re.MULTILINE))


def packet(name: str) -> str:
    found = re.search(rf'{name} {{\n *query = "(.*)"', queries())
    assert found is not None
    return found[1]


@pytest.mark.parametrize("name", ["start", "interim-update", "stop"])
def test_any_packet_of_a_session_may_come_first(name: str) -> None:
    query = packet(name)
    columns, values = re.fullmatch(
        r"INSERT INTO radacct \((.*?)\) VALUES \((.*)\) ON CONFLICT \(AcctUniqueId\) DO UPDATE .*",
        query,
    ).groups()  # type: ignore[union-attr]
    assert "AcctStartTime" in columns
    assert values.count("(") == values.count(")")


def test_only_stop_ends_a_session() -> None:
    assert "AcctStopTime = EXCLUDED" in packet("stop")
    assert "AcctStopTime" not in packet("interim-update")
    assert "AcctStopTime" not in packet("start")


def test_a_restarted_nas_has_no_sessions_left() -> None:
    assert packet("accounting-on") == packet("accounting-off")
    assert packet("accounting-on").startswith("UPDATE radacct SET AcctStopTime")


def test_passwords_are_not_kept() -> None:
    assert "pass" not in re.search(r"radpostauth \((.*?)\)", queries())[1]  # type: ignore[index]
    assert "User-Password" not in queries()


def test_every_query_stands_on_one_line_that_the_parser_takes() -> None:
    assert all(len(line) < 8192 for line in queries().splitlines())
    assert queries().count("{") == queries().count("}")
    assert {"authorize_check_query", "authorize_reply_query"} <= QUERIES.keys()
