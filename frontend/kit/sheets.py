"""The hall as it is posted: rows grouped into sheets, each batch with its own deadline, every word ready to print."""

from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from frontend.kit import amounts, moments, names
from frontend.templatetags.kit import title


@dataclass
class Entry:
    """One row of a sheet."""

    url: str
    number: str
    title: str
    by: str
    asks: list
    money: str
    money_note: str
    mine: str = ""
    remind: str = ""


@dataclass
class Sheet:
    """A batch as posted: its name down the side, its deadline, its rows."""

    id: str
    head: str
    day: str = ""
    clock: str = ""
    left: str = ""
    soon: bool = False
    small: str = ""
    entries: list = field(default_factory=list)


def sheets(page, filters, at, mine):
    """Group a page into sheets. `mine` gives what a row is to the viewer's firm: {challenge id: markup}."""
    posted: list[Any] = []
    if filters.sort == "deadline" and filters.stage == "open":
        for (closes_at, _batch), rows in groupby(sorted(page.rows, key=sheet_key), key=sheet_key):
            posted.append(batch_sheet(f"b{len(posted)}", list(rows), closes_at, at, mine))
    elif page.rows:
        head = _("已截止") if filters.stage == "past" else sort_words()[filters.sort]
        posted.append(Sheet("b0", head, entries=[entry(row, mine, dated=True) for row in page.rows]))
    if page.coming:
        posted.append(coming_sheet(page.coming, at, mine))
    return posted


def sheet_key(row):
    """Rows of one deadline and one batch stand on one sheet."""
    return row.closes_at, row.batch_id


def sort_words():
    """What a sheet is called that is not ordered by deadline."""
    return {"amount": _("按金额排列"), "newest": _("新发布的在前"), "deadline": _("先截止的在前")}


def batch_sheet(id, rows, closes_at, at, mine):
    """The sheet of one batch and one deadline."""
    first = rows[0]
    return Sheet(
        id,
        names.own(first.batch_name, first.batch_name_en),
        moments.day(closes_at),
        _("%(clock)s 截止") % {"clock": moments.weekday_clock(closes_at)},
        _("剩 %(span)s") % {"span": moments.left(closes_at, at)},
        moments.soon(closes_at, at),
        names.own(first.organiser_name, first.organiser_name_en),
        [entry(row, mine) for row in rows],
    )


def coming_sheet(rows, at, mine):
    """The sheet of what is published and opens later."""
    opens_at = rows[0].opens_at
    return Sheet(
        "coming",
        _("即将开榜"),
        moments.day(opens_at),
        _("%(clock)s 开榜") % {"clock": moments.weekday_clock(opens_at)},
        _("还有 %(span)s") % {"span": moments.left(opens_at, at)},
        small=_("至 %(moment)s") % {"moment": moments.full(rows[0].closes_at)},
        entries=[replace(entry(row, mine), remind=f"/challenges/{row.id}/follow/") for row in rows],
    )


def entry(row, mine, dated=False):
    """One row, every word in place."""
    to_english = moments.english()
    facts = [
        names.own(names.short_firm(row.lead_name, row.lead_short), row.lead_name_en, to_english),
        names.own(names.place(row.province, row.province_en, row.city, row.city_en), ""),
        names.own(row.field_name, row.field_name_en, to_english),
        _("%(months)s 个月") % {"months": row.duration_months},
    ]
    if not row.full:
        facts.append(_("签保密承诺后可见") if row.restricted else _("核验单位登录可见参数"))
    if dated:
        facts.append(_("%(moment)s 截止") % {"moment": moments.short(row.closes_at)})
    return Entry(
        f"/challenges/{row.id}/",
        (row.number or "").rpartition("-")[2],
        names.own(row.title, row.title_en, True) if row.title_en and to_english else title(row.title),
        format_html_join("", "<span>{}</span>", ((fact,) for fact in facts if fact)),
        [ask(item, to_english) for item in row.asks],
        amounts.banded(row.shown_wan) if row.restricted else amounts.money(row.shown_wan),
        mode_words(row),
        mine.get(row.id, ""),
    )


def ask(item, to_english=None):
    """One indicator in a row: 氧含量 180 → ≤ 100 ppm."""
    name = names.own(item.name, item.name_en, to_english)
    asked = names.own(amounts.asked(item))
    if item.baseline is None:
        return format_html("{} {}", name, asked)
    return format_html('{} <span class="was">{} →</span> {}', name, amounts.plain(item.baseline), asked)


def mode_words(row):
    """The unit and the mode under a sum."""
    if row.mode == "honour":
        return _("荣誉揭榜")
    if row.race_slots > 1:
        return _("万元，赛马 %(slots)s 家") % {"slots": row.race_slots}
    return _("万元，单一揭榜")


@dataclass(frozen=True)
class Choice:
    """One choice of a facet as a link; `id` names it on the page, so that the focus finds it again."""

    id: str
    label: str
    url: str
    number: str
    current: bool
    none: bool


def facet_words():
    """The facets in their order with the words of the choices that are not names."""
    return {
        "field": (_("领域"), {}),
        "region": (_("地区"), {}),
        "amount": (
            _("金额"),
            {"small": _("500 万元以下"), "middle": _("500–1,000 万元"), "large": _("1,000 万元以上")},
        ),
        "deadline": (_("截止"), {"week": _("一周内"), "month": _("一个月内"), "later": _("一个月以上")}),
        "mode": (_("方式"), {"single": _("单一揭榜"), "race": _("赛马"), "honour": _("荣誉揭榜")}),
    }


def facets(counted, filters):
    """The facets as rows of links. Regions without a row are left out; fields without one stay, in grey."""
    listed = []
    for name, (head, words) in facet_words().items():
        options, chosen = counted[name], getattr(filters, name)
        choices = [choice(_("不限"), filters, name, options[""], not chosen)]
        for key in words or [key for key in options if key]:
            option = options.get(key)
            if name == "region" and key != chosen and not (option and option.n):
                continue
            label = words.get(key) or names.own(short(name, option.label), option.label_en)
            choices.append(choice(label, filters, name, option, key == chosen, key))
        listed.append((head, choices))
    return listed


def short(facet, label):
    """A province without its kind."""
    return names.PLACE_KIND.sub("", label) if facet == "region" else label


def choice(label, filters, name, option, current, key=""):
    """One choice: a link that keeps every other filter."""
    number = option.number if option else ""
    none = not (number or current or (option and option.more) or not key)
    return Choice(f"{name}-{key or 'all'}", label, address(filters.having(**{name: key})), number, current, none)


def address(filters):
    """The address of the hall under these filters; short, and good to share."""
    return f"/?{urlencode(words)}" if (words := filters.words()) else "/"
