"""The cache of a server: when Redis is away, things are slower, and nothing fails."""

import logging

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def tolerant(name: str, fallback):
    """Return a cache method that answers with `fallback` when the server does not answer."""
    original = getattr(RedisCache, name)

    def method(self, *args, **kwargs):
        try:
            return original(self, *args, **kwargs)
        except (RedisError, OSError):
            log.warning("cache away: %s", name)
            return fallback(*args, **kwargs)

    return method


def default_of(_key, default=None, **_more):
    """Return the default of a read."""
    return default


class TolerantRedisCache(RedisCache):
    """Redis, with every failure turned into a miss. Nothing that must last is kept here."""

    get = tolerant("get", default_of)
    set = tolerant("set", lambda *a, **k: None)
    add = tolerant("add", lambda *a, **k: True)
    touch = tolerant("touch", lambda *a, **k: False)
    delete = tolerant("delete", lambda *a, **k: False)
    get_many = tolerant("get_many", lambda *a, **k: {})
    set_many = tolerant("set_many", lambda *a, **k: [])
    delete_many = tolerant("delete_many", lambda *a, **k: None)
    incr = tolerant("incr", lambda _key, delta=1, **k: delta)
    has_key = tolerant("has_key", lambda *a, **k: False)
