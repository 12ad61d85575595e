"""The cache of a server: when Redis is away things are slower, and nothing fails."""

import os

import pytest

from config.cache import TolerantRedisCache

AWAY = TolerantRedisCache("redis://127.0.0.1:1/0", {"OPTIONS": {"socket_connect_timeout": 1}})


@pytest.mark.parametrize(
    ("method", "words", "answer"),
    [
        ("get", ("k",), None),
        ("get", ("k", "default"), "default"),
        ("set", ("k", 1), None),
        ("add", ("k", 1), True),
        ("touch", ("k",), False),
        ("delete", ("k",), False),
        ("get_many", (["k"],), {}),
        ("set_many", ({"k": 1},), []),
        ("delete_many", (["k"],), None),
        ("incr", ("k",), 1),
        ("has_key", ("k",), False),
    ],
)
def test_without_redis_everything_is_a_miss(method, words, answer):
    assert getattr(AWAY, method)(*words) == answer


@pytest.mark.skipif("REDIS_URL" not in os.environ, reason="no Redis beside this run; `make test` brings one")
def test_with_redis_it_remembers():
    here = TolerantRedisCache(os.environ["REDIS_URL"].replace("redis+socket://", "unix://"), {})
    here.set("proof", {"a": 1}, 30)
    assert here.get("proof") == {"a": 1}
    assert here.add("proof", 2) is False
    here.delete("proof")
    assert here.get("proof") is None
