"""People, subjects and declared notices to test with."""

import datetime
from dataclasses import dataclass
from itertools import count

from django.contrib.auth import get_user_model

from notifications import events

AT = datetime.datetime(2026, 11, 23, 9, 0, tzinfo=datetime.UTC)
_numbers = count(1)


@dataclass
class Sheet:
    """Something with a timeline, such as a challenge."""

    pk: int = 7
    noun: str = "sheet"
    chain: str = "sheet:7"


@dataclass
class By:
    """Who acts, for whom."""

    user_id: int | None = None
    organisation_id: int | None = None


def person(**fields):
    """Somebody with an account; Chinese and active unless said otherwise."""
    number = next(_numbers)
    fields = {"email": f"reader{number}@example.cn", "name": f"读者{number}", "language": "zh-hans"} | fields
    return get_user_model().objects.create(**fields)


def event(name="sheet.posted", **fields):
    """Something that happened."""
    given = {"subject": Sheet(), "by": By(), "at": AT, "facts": {"title": "碳化硅衬底"}} | fields
    return events.record(name, **given)
