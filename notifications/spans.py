"""How long there is until a moment, in words, as it is when somebody is told."""

import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINUTE, HOUR, DAY = 60, 3600, 86400
# A deadline's own second still belongs to the people.
LAST_SECOND = datetime.timedelta(seconds=1)


def left(due: datetime.datetime, at: datetime.datetime) -> str:
    """Return what is left at `at` until an inclusive last moment, or for how long it has passed, in words.

    Days with hours, under a day hours with minutes, under an hour minutes; always rounded to what is surely left.
    """
    if at < due + LAST_SECOND:
        seconds = int((due - at).total_seconds())
        return _("还剩 %(span)s") % {"span": span(seconds)} if seconds >= MINUTE else _("只剩不到 1 分钟")
    seconds = int((at - due).total_seconds())
    return _("已逾期 %(span)s") % {"span": span(seconds)} if seconds >= MINUTE else _("刚刚到期")


def span(seconds: int) -> str:
    """Return a span of at least a minute in its two largest parts."""
    days, hours, minutes = seconds // DAY, seconds % DAY // HOUR, seconds % HOUR // MINUTE
    parts = [(days, _days), (hours, _hours)] if days else [(hours, _hours), (minutes, _minutes)]
    return " ".join(words(count) for count, words in parts if count)


def _days(count: Any) -> Any:
    return ngettext("%(count)d 天", "%(count)d 天", count) % {"count": count}


def _hours(count: Any) -> Any:
    return ngettext("%(count)d 小时", "%(count)d 小时", count) % {"count": count}


def _minutes(count: Any) -> Any:
    return ngettext("%(count)d 分钟", "%(count)d 分钟", count) % {"count": count}
