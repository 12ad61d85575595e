"""Filters for notice texts: facts are kept as plain data, and a reader wants dates in his own form."""

import datetime

from django import template
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import get_language

from notifications import clock, spans

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
def left(value, at):
    """What is left at `at` until a moment, or for how long it has passed: 还剩 4 天 21 小时; empty without a moment."""
    due = parse_datetime(value) if isinstance(value, str) else value
    return spans.left(due, at) if due is not None else ""


@register.filter
def days_until(value, at):
    """How many days there are at `at` until a day, as people in China count days: 0 on the day itself."""
    named = parse_date(value)
    return (named - clock.day_of(at)).days if named else ""


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
