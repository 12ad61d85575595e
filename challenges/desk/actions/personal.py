"""A person takes their own data with them: everything that the register of processing finds of them, as one archive."""

import json
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import get_language

from accounts.acting import Acting
from accounts.models import User
from challenges.core.gate import NotAllowed
from challenges.desk.queries.personal import everything
from challenges.desk.queries.personal_register import HOLDINGS
from challenges.desk.queries.personal_words import ACTIVITIES
from notifications.events import record


def export(*, by: Acting, at: datetime) -> bytes:
    """Return a ZIP with all that is held of the person acting: `data.json` for programs, `data.html` to read.

    Nobody takes another person's, whatever their office. That it was taken is in the record. Raises NotAllowed for the
    public and for programs. Source: 个人信息保护法 art. 45.
    """
    if by.user is None or by.user.is_program:
        raise NotAllowed()
    user = User.objects.get(pk=by.user.pk)
    with transaction.atomic():
        found = everything(user, at)
        record("personal.exported", subject=user, by=by, at=at, facts={"tables": len(found)})
    told = {"person": user.pk, "at": at, "tables": found}
    archive = BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as file:
        file.writestr("data.json", json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
        file.writestr("data.html", readable(user, found, at))
    return archive.getvalue()


def readable(user: User, found: dict[str, list[dict]], at: datetime) -> str:
    """Return the same as a page that needs no other file, in the reader's language."""
    groups = []
    for activity in ACTIVITIES:
        tables = [(label, list(map(lines, rows))) for label, rows in found.items() if of(label) == activity.key]
        groups.append((activity, tables))
    content = {"user": user, "groups": groups, "at": at, "language": get_language()}
    return render_to_string("personal/archive.html", content)


def of(label: str) -> str:
    """Return the key of the activity that a table belongs to."""
    return HOLDINGS[label].activity


def lines(row: dict) -> list[tuple[str, Any]]:
    """Return the columns of a row that say something, plain data as JSON."""
    said = {name: value for name, value in row.items() if value not in (None, "", [], {})}
    deep = {
        n: json.dumps(v, cls=DjangoJSONEncoder, ensure_ascii=False) for n, v in said.items() if type(v) in (dict, list)
    }
    return list((said | deep).items())
