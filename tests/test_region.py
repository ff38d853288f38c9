"""`docs/region.md` tells the truth about secrets, roles and waves: as many as are rendered."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from tests.documents import ROOT, Table, dist, tables

DOCUMENT = ROOT / "docs" / "region.md"
WAVE = "argocd.argoproj.io/sync-wave"


@dataclass(frozen=True)
class Found:
    """A rendered object, and the region and the tenant it is of."""

    region: str
    slug: str | None
    body: dict[str, Any]

    def generic(self, text: str) -> str:
        """``text`` with placeholders for this region and this tenant."""
        text = text.replace(f"regions/{self.region}/", "regions/<region>/")
        if self.slug is None:
            return text
        return re.sub(rf"(tenants/|^tenant-){self.slug}(?=/|-vpn$|-base$|$)", r"\1<slug>", text)

    @property
    def namespace(self) -> str:
        """The object's namespace, generic."""
        return self.generic(self.body["metadata"]["namespace"])


@cache
def _rendered() -> tuple[Found, ...]:
    return tuple(_read())


def _read() -> Iterator[Found]:
    for path in sorted(dist().rglob("*.yaml")):
        place = path.relative_to(dist()).as_posix()
        tenant = re.search(r"/tenants/([^/.]+)", place)
        for body in yaml.load_all(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader):
            yield Found(place.partition("/")[0], tenant[1] if tenant else None, body)


def _of(kind: str) -> Iterator[Found]:
    return (found for found in _rendered() if found.body["kind"] == kind)


def _table(first: str) -> Table:
    (table,) = (table for table in tables(DOCUMENT) if table.columns[0] == first)
    return table


def _names(cell: str) -> frozenset[str]:
    return frozenset(re.findall(r"`([^`]+)`", cell))


def _references(found: Found) -> Iterator[tuple[str, str]]:
    assert "dataFrom" not in found.body["spec"]
    for entry in found.body["spec"]["data"]:
        yield found.generic(entry["remoteRef"]["key"]), entry["remoteRef"]["property"]


def test_the_table_of_secrets_is_what_is_read() -> None:
    read: dict[tuple[str, str], set[str]] = defaultdict(set)
    for found in _of("ExternalSecret"):
        for reference in _references(found):
            read[reference].add(found.namespace)
    documented = {
        (path, name): set(_names(row["Read in"]))
        for row in _table("Path").rows
        for path in _names(row["Path"])
        for name in _names(row["Property"])
    }
    assert documented == dict(read)


def test_no_secret_stands_twice_or_without_a_word() -> None:
    rows = _table("Path").rows
    assert len({(row["Path"], row["Property"]) for row in rows}) == len(rows)
    assert all(row["What it is"] for row in rows)


def test_the_table_of_roles_is_what_stores_log_in_with() -> None:
    asked: dict[tuple[str, str], set[str]] = defaultdict(set)
    for found in _of("SecretStore"):
        login = found.body["spec"]["provider"]["vault"]["auth"]["kubernetes"]
        account = login["serviceAccountRef"]
        assert account["audiences"] == ["vault"]
        assert login["mountPath"] == f"kubernetes/{found.region}"
        asked[found.generic(login["role"]), account["name"]].add(found.namespace)
    documented = {
        (role, account): set(_names(row["Namespaces"]))
        for row in _table("Role").rows
        for role in _names(row["Role"])
        for account in _names(row["Account"])
    }
    assert documented == dict(asked)


def test_each_role_may_read_what_its_namespaces_ask_for() -> None:
    allowed: dict[str, list[re.Pattern[str]]] = defaultdict(list)
    for row in _table("Role").rows:
        for namespace in _names(row["Namespaces"]):
            allowed[namespace] += [_glob(path) for path in _names(row["May read"])]
    for found in _of("ExternalSecret"):
        for path, _ in _references(found):
            known = allowed[found.namespace]
            assert any(glob.fullmatch(path) for glob in known), (found.namespace, path)


def _glob(path: str) -> re.Pattern[str]:
    return re.compile(re.escape(path).replace(r"\+", "[^/]+").replace(r"\*", ".+"))


def test_the_commands_grant_what_the_table_says() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    commands = {
        line.split()[1].strip('"'): line
        for line in map(str.strip, text.splitlines())
        if line.startswith("reader ")
    }
    for row in _table("Role").rows:
        (role,) = _names(row["Role"])
        command = commands[role.replace("<slug>", "$slug")]
        for path in _names(row["May read"]):
            assert path.replace("<region>", "$region").replace("<slug>", "$slug") in command
    assert len(commands) == len(_table("Role").rows)


def test_the_pods_that_log_in_themselves_are_bound_to_their_role() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    bound = re.search(r"role/platform-backend\" \\\n\s+bound_service_account_names=(\S+)", text)
    assert bound is not None
    accounts = set()
    for kind in ("Deployment", "Rollout", "Job"):
        for found in _of(kind):
            pod = found.body["spec"]["template"]["spec"]
            for container in pod["containers"]:
                names = {entry["name"]: entry.get("value") for entry in container.get("env", ())}
                if "BAO_AUTH_ROLE" in names:
                    assert names["BAO_AUTH_ROLE"] == "platform-backend"
                    accounts.add(pod["serviceAccountName"])
    assert set(bound[1].split(",")) == accounts


def test_the_table_of_waves_is_what_argo_cd_reads() -> None:
    waves = {
        found.generic(found.body["metadata"]["name"]): int(
            found.body["metadata"]["annotations"][WAVE]
        )
        for found in _of("Application")
        if found.body["metadata"]["name"] != "root"
    }
    documented = {
        name: int(row["Wave"])
        for row in _table("Wave").rows
        for name in _names(row["Applications"])
    }
    assert documented == waves
    assert list(documented.values()) == sorted(documented.values())
