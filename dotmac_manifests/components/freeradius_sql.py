"""What FreeRADIUS asks of PostgreSQL: the standard tables that the backend's migrations create.

Source: https://wiki.freeradius.org/modules/Rlm_sql ; the tables are those of FreeRADIUS 3.2:
radcheck, radreply, radusergroup, radgroupcheck, radgroupreply, radacct, radpostauth.
"""

from __future__ import annotations

from collections.abc import Mapping

NAS_ADDRESS = "%{%{NAS-IPv6-Address}:-%{NAS-IP-Address}}"
"""Address that the NAS gives as its own."""

_WHEN = "TO_TIMESTAMP(%{%{integer:Event-Timestamp}:-%l})"
_SECONDS = "NULLIF('%{Acct-Session-Time}', '')::bigint"


def _octets(direction: str) -> str:
    """64-bit counter, which RADIUS sends in two halves."""
    high, low = f"Acct-{direction}-Gigawords", f"Acct-{direction}-Octets"
    return f"(('%{{%{{{high}}}:-0}}'::bigint << 32) + '%{{%{{{low}}}:-0}}'::bigint)"


def _text(attribute: str) -> str:
    return f"NULLIF('%{{{attribute}}}', '')"


def _address(attribute: str) -> str:
    return f"{_text(attribute)}::inet"


_SESSION: Mapping[str, str] = {
    "AcctSessionId": "'%{Acct-Session-Id}'",
    "AcctUniqueId": "'%{Acct-Unique-Session-Id}'",
    "UserName": "'%{SQL-User-Name}'",
    "NASIPAddress": f"'{NAS_ADDRESS}'::inet",
    "NASPortId": "NULLIF('%{%{NAS-Port-Id}:-%{NAS-Port}}', '')",
    "NASPortType": _text("NAS-Port-Type"),
    "AcctStartTime": f"{_WHEN} - COALESCE({_SECONDS}, 0) * INTERVAL '1 second'",
    "AcctAuthentic": _text("Acct-Authentic"),
    "ConnectInfo_start": _text("Connect-Info"),
    "CalledStationId": _text("Called-Station-Id"),
    "CallingStationId": _text("Calling-Station-Id"),
    "ServiceType": _text("Service-Type"),
    "FramedProtocol": _text("Framed-Protocol"),
}
"""Columns of a session that its first packet decides, whichever packet arrives first."""

_STATE: Mapping[str, str] = {
    "AcctUpdateTime": _WHEN,
    "AcctSessionTime": _SECONDS,
    "AcctInputOctets": _octets("Input"),
    "AcctOutputOctets": _octets("Output"),
    "FramedIPAddress": _address("Framed-IP-Address"),
    "FramedIPv6Address": _address("Framed-IPv6-Address"),
    "FramedIPv6Prefix": _address("Framed-IPv6-Prefix"),
    "DelegatedIPv6Prefix": _address("Delegated-IPv6-Prefix"),
    "Class": _text("Class"),
}
"""Columns that every later packet brings up to date."""

_END: Mapping[str, str] = {
    "AcctStopTime": _WHEN,
    "AcctTerminateCause": _text("Acct-Terminate-Cause"),
    "ConnectInfo_stop": _text("Connect-Info"),
}


def _upsert(state: Mapping[str, str]) -> str:
    """Packets get lost and overtake each other, hence any of them may create the session."""
    values = {**_SESSION, **state}
    changes = ", ".join(f"{column} = EXCLUDED.{column}" for column in state)
    return (
        f"INSERT INTO radacct ({', '.join(values)}) VALUES ({', '.join(values.values())}) "
        f"ON CONFLICT (AcctUniqueId) DO UPDATE SET {changes}"
    )


def _user_rows(table: str) -> str:
    return (
        f"SELECT id, UserName, Attribute, Value, Op FROM {table} "
        "WHERE UserName = '%{SQL-User-Name}' ORDER BY id"
    )


def _group_rows(table: str) -> str:
    return (
        f"SELECT id, GroupName, Attribute, Value, Op FROM {table} "
        "WHERE GroupName = '%{SQL-Group}' ORDER BY id"
    )


_RESTARTED = (
    f"UPDATE radacct SET AcctStopTime = {_WHEN}, AcctUpdateTime = {_WHEN}, "
    "AcctTerminateCause = '%{%{Acct-Terminate-Cause}:-NAS-Reboot}' "
    f"WHERE AcctStopTime IS NULL AND NASIPAddress = '{NAS_ADDRESS}'::inet "
    f"AND AcctStartTime <= {_WHEN}"
)

_LOGIN = (
    "INSERT INTO radpostauth (username, reply, calledstationid, callingstationid, authdate) "
    "VALUES ('%{SQL-User-Name}', '%{reply:Packet-Type}', '%{Called-Station-Id}', "
    "'%{Calling-Station-Id}', NOW())"
)
"""Without the password, which the usual query would store."""


def queries() -> str:
    """The queries of the sql module, as its configuration."""
    singles = {
        "authorize_check_query": _user_rows("radcheck"),
        "authorize_reply_query": _user_rows("radreply"),
        "group_membership_query": (
            "SELECT GroupName FROM radusergroup WHERE UserName = '%{SQL-User-Name}' "
            "ORDER BY priority"
        ),
        "authorize_group_check_query": _group_rows("radgroupcheck"),
        "authorize_group_reply_query": _group_rows("radgroupreply"),
        "simul_count_query": (
            "SELECT COUNT(*) FROM radacct "
            "WHERE UserName = '%{SQL-User-Name}' AND AcctStopTime IS NULL"
        ),
    }
    packets = {
        "accounting-on": _RESTARTED,
        "accounting-off": _RESTARTED,
        "start": _upsert(_STATE),
        "interim-update": _upsert(_STATE),
        "stop": _upsert({**_STATE, **_END}),
    }
    lines = ['sql_user_name = "%{User-Name}"']
    lines += [f'{name} = "{query}"' for name, query in singles.items()]
    lines += [
        "accounting {",
        '  reference = "%{tolower:type.%{Acct-Status-Type}.query}"',
        "  type {",
    ]
    for name, query in packets.items():
        lines += [f"    {name} {{", f'      query = "{query}"', "    }"]
    lines += ["  }", "}", "post-auth {", f'  query = "{_LOGIN}"', "}"]
    return "\n".join([*lines, ""])
