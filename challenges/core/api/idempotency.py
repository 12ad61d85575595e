"""Idempotency-Key on creates and submits: the key's row and the effect are one transaction."""

import base64
import json

from cryptography.fernet import Fernet
from django.db import IntegrityError, OperationalError, connection, transaction
from django.http import HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotAuthenticated

from challenges.core.api.problems import problem
from challenges.core.api.rendering import JSONRenderer
from challenges.core.models import IdempotencyKey
from notifications.clock import now

LONGEST = 128


def fingerprint(request) -> str:
    """Return the keyed hash of what was asked, method, path and body: nobody can test a guess at it."""
    body = json.dumps(request.data, sort_keys=True, ensure_ascii=False, default=str)
    return keyed("request", f"{request.method} {request.path}\n{body}").hexdigest()


def keyed(purpose: str, text: str):
    """Return a hash of a text that only this installation can make."""
    return salted_hmac(f"challenges.idempotency.{purpose}", text, algorithm="sha256")


def sealer(key: str) -> Fernet:
    """Return what seals an answer under the caller's own key, which is kept nowhere.

    An answer repeats what the caller may read, which may be a sealed proposal; whoever reads the table must not.
    """
    return Fernet(base64.urlsafe_b64encode(keyed("answer", key).digest()))


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
    asked, name = fingerprint(request), keyed("key", key).hexdigest()
    kept = IdempotencyKey.objects.filter(user=request.user, key=name).first()
    if kept is not None:
        return replay(kept, asked, key)
    try:
        with transaction.atomic():
            row = claim(request.user, name, asked)
            answer = perform()
            row.status = answer.status_code
            row.headers = {header: answer[header] for header in ("Location", "ETag") if header in answer}
            row.body = sealer(key).encrypt(JSONRenderer().render(answer.data)).decode()
            row.save(update_fields=["status", "headers", "body"])
            return answer
    except Taken:
        kept = IdempotencyKey.objects.filter(user=request.user, key=name).first()
        if kept is not None:
            return replay(kept, asked, key)
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


def replay(kept, asked, key):
    """Return the first answer again, or say that the key was used for something else."""
    if kept.request_hash != asked:
        return problem(422, "key_reused", _("这个 Idempotency-Key 已用于另一个请求。"))
    body = sealer(key).decrypt(kept.body.encode())
    answer = HttpResponse(body, status=kept.status, content_type=JSONRenderer.media_type)
    answer["Idempotent-Replayed"] = "true"
    for name, value in kept.headers.items():
        answer[name] = value
    return answer
