"""Idempotency-Key on creates and submits: the key's row and the effect are one transaction."""

import hashlib
import json

from django.db import IntegrityError, OperationalError, connection, transaction
from django.http import JsonResponse
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotAuthenticated

from challenges.models import IdempotencyKey
from notifications.clock import now

from .problems import problem

LONGEST = 128


def fingerprint(request) -> str:
    """Return the hash of what was asked: method, path and body."""
    body = json.dumps(request.data, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(f"{request.method} {request.path}\n{body}".encode()).hexdigest()


def once(request, perform):
    """Run `perform()` at most once for the caller's Idempotency-Key and return its answer, or the first answer again.

    Without the header it simply runs. A visitor has no keys: 401. Same key with another request: 422. The first still
    under way: 409. A refusal or a fault is never kept: it undoes the key's row with the effect.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return perform()
    if not request.user.is_authenticated:
        raise NotAuthenticated
    if not (1 <= len(key) <= LONGEST and key.isprintable()):
        return problem(400, "bad_key", _("Idempotency-Key 须是 1 到 %(longest)s 个字符。") % {"longest": LONGEST})
    asked = fingerprint(request)
    kept = IdempotencyKey.objects.filter(user=request.user, key=key).first()
    if kept is not None:
        return replay(kept, asked)
    try:
        with transaction.atomic():
            row = claim(request.user, key, asked)
            answer = perform()
            row.status = answer.status_code
            row.headers = {name: answer[name] for name in ("Location", "ETag") if name in answer}
            row.body = json.loads(json.dumps(answer.data, default=str))
            row.save(update_fields=["status", "headers", "body"])
            return answer
    except Taken:
        kept = IdempotencyKey.objects.filter(user=request.user, key=key).first()
        if kept is not None:
            return replay(kept, asked)
        return problem(409, "in_flight", _("同一请求正在处理，请稍候再试。"))


class Taken(Exception):
    """Another request holds this key, finished or still under way."""


def claim(user, key: str, asked: str) -> IdempotencyKey:
    """Write the key's row; Taken when another request has it. PostgreSQL waits only a moment for one under way."""
    try:
        wait_at_most("200ms")
        row = IdempotencyKey.objects.create(user=user, key=key, request_hash=asked, at=now())
        wait_at_most()
    except (IntegrityError, OperationalError) as error:
        raise Taken from error
    return row


def wait_at_most(period: str = "") -> None:
    """Limit how long the next statements wait for a lock, for this transaction; without a period as long as usual.

    SQLite stands in line anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{period}'" if period else "SET LOCAL lock_timeout = DEFAULT")


def replay(kept, asked):
    """Return the first answer again, or say that the key was used for something else."""
    if kept.request_hash != asked:
        return problem(422, "key_reused", _("这个 Idempotency-Key 已用于另一个请求。"))
    answer = JsonResponse(kept.body, status=kept.status, safe=False, json_dumps_params={"ensure_ascii": False})
    answer["Idempotent-Replayed"] = "true"
    for name, value in kept.headers.items():
        answer[name] = value
    return answer
