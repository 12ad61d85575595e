"""The numbers 文号 of public notices: by issuer, series and year."""

from datetime import datetime

from accounts.models import Organisation
from challenges.bulletin.models import Notice, NoticeKind
from challenges.bulletin.queries.letterhead import letterhead_of, red_head_of
from challenges.core.periods import day_of
from notifications.typed import wholes

# The word of the series after an issuer's code 机关代字, where it is not the plain one.
PLAIN = "公告"
SERIES: dict[str, str] = {NoticeKind.COLLECTION: "通知", NoticeKind.PUBLICITY: "公示"}


def next_number(issuer_id: int, at: datetime, kind: str) -> str:
    """Return the issuer's next number in the series of this kind and year; its row is locked until the commit.

    That is the plain 公告〔年〕n号; of an issuer with a code 机关代字 such as 粤科公示〔年〕n号;
    of one with a red head 红头 such as 粤科〔年〕n号.
    """
    Organisation.objects.select_for_update().filter(pk=issuer_id).values_list("pk").first()
    return numbered(issuer_id, at, kind)


def numbered(issuer_id: int, at: datetime, kind: str) -> str:
    """Return the number that a notice of this kind would have now; only `next_number` keeps it from others."""
    head = letterhead_of(issuer_id)
    code = f"{head.agency_code}{SERIES.get(kind, PLAIN)}" if head and head.agency_code else PLAIN
    if red := red_head_of(issuer_id):
        code = red.code
    series = f"{code}〔{day_of(at).year}〕"
    taken = Notice.objects.filter(issuer_id=issuer_id, number__startswith=series).values_list("number", flat=True)
    used = wholes(number[len(series) : -1] for number in taken)
    return f"{series}{max(used, default=0) + 1}号"
