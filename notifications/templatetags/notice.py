"""Filters for notice texts: facts are kept as plain data, and a reader wants dates in his own form."""

import datetime

from django import template
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import get_language

from notifications import clock

register = template.Library()


@register.filter
def moment(value):
    """An instant in the platform's time zone as people write it: 2026年11月30日 17:00; 30 Nov 2026, 17:00 (UTC+8)."""
    instant = parse_datetime(value) if isinstance(value, str) else value
    if instant is None:
        return ""
    local = clock.local(instant)
    if get_language() == "en":
        return f"{local.day} {local:%b %Y, %H:%M} (UTC+8)"
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


@register.filter
def day(value):
    """A day as people write it: 2026年11月30日, or 30 Nov 2026. An instant is taken in the platform's time zone."""
    if isinstance(value, str):
        value = parse_date(value) if len(value) == len("2026-11-30") else parse_datetime(value)
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        value = clock.local(value)
    if get_language() == "en":
        return f"{value.day} {value:%b %Y}"
    return f"{value.year}年{value.month}月{value.day}日"
