from __future__ import annotations

from dotmac_manifests.components.redis import Redis
from tests.components.rendering import Body, find, pod, render
from tests.fleet import seed_plan

PLAN = seed_plan().tenants["citynet"]


def bodies() -> list[Body]:
    return render(lambda file: Redis(file, PLAN))


def settings(name: str) -> dict[str, str]:
    text = find(bodies(), "ConfigMap", name)["data"]["valkey.conf"]
    return dict(line.split(" ", 1) for line in text.splitlines())


def test_the_queue_loses_nothing_and_the_cache_forgets() -> None:
    queue, cache = settings("redis"), settings("redis-cache")
    assert (queue["appendonly"], queue["maxmemory-policy"]) == ("yes", "noeviction")
    assert (cache["appendonly"], cache["maxmemory-policy"]) == ("no", "allkeys-lru")
    assert "volumeClaimTemplates" in find(bodies(), "StatefulSet", "redis")["spec"]
    assert "volumeClaimTemplates" not in find(bodies(), "StatefulSet", "redis-cache")["spec"]


def test_a_quarter_of_the_memory_stays_free() -> None:
    assert settings("redis-cache")["maxmemory"] == str(2 * 1024**3 * 3 // 4)


def test_the_service_finds_the_primary_only() -> None:
    assert find(bodies(), "Service", "redis")["spec"]["selector"] == {
        "app.kubernetes.io/name": "redis",
        "statefulset.kubernetes.io/pod-name": "redis-0",
    }
    assert find(bodies(), "Service", "redis-headless")["spec"]["selector"] == {
        "app.kubernetes.io/name": "redis"
    }


def test_other_ordinals_follow_the_first() -> None:
    script = find(bodies(), "ConfigMap", "redis")["data"]["start.sh"]
    assert "redis-0) exec valkey-server /etc/valkey/valkey.conf ;;" in script
    assert "--replicaof redis-0.redis-headless 6379" in script


def test_the_password_is_in_files_alone() -> None:
    template = find(bodies(), "ExternalSecret", "redis")["spec"]["target"]["template"]["data"]
    assert set(template) == {"auth.conf", "password"}
    assert settings("redis")["include"] == "/run/secrets/valkey/auth.conf"
    (server,) = pod(find(bodies(), "StatefulSet", "redis"))["containers"]
    assert "env" not in server
    assert server["command"] == ["/bin/sh", "/etc/valkey/start.sh"]
