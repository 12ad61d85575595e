"""Public notices: the list, and the page that prints on one sheet."""

from collections import Counter
from datetime import datetime
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from challenges.bulletin.access import keeps_letterhead
from challenges.bulletin.actions import notice as notices
from challenges.bulletin.actions.numbering import numbered
from challenges.bulletin.models import NoticeKind
from challenges.bulletin.queries import noticeboard
from challenges.bulletin.queries.letterhead import lacking, letterhead_of, red_head_of
from challenges.bulletin.queries.notice_page import notice_page
from challenges.bulletin.states import UNPOSTED
from challenges.core.queries import keyset
from challenges.files.access import may_attach
from challenges.files.models import AttachmentKind
from challenges.listing.states import ChallengeState
from frontend.kit import moments
from frontend.kit.file_rows import file_rows
from frontend.kit.rails import RailStep
from frontend.kit.tabs import Tab
from frontend.kit.verbs import offers
from frontend.site.views.errors import answer
from notifications.clock import now
from notifications.typed import FIRST_YEAR, LAST_YEAR, whole


def board(request):
    """List the posted notices, newest first, of one kind and of one year when asked."""
    kind, mark, typed = (request.GET.get(name, "") for name in ("kind", "after", "year"))
    year = whole(typed, lowest=FIRST_YEAR, highest=LAST_YEAR)
    try:
        before = keyset.read_mark(mark, datetime) if mark else None
        if (kind and kind not in NoticeKind.values) or (typed and year is None):
            raise ValueError(kind)
    except ValueError:
        return answer(request, 400, _("没有这类公告或这一页。请从公告首页重新选择。"))
    posts, following = noticeboard.page(kind, before, year)
    titles = noticeboard.english_titles(post.id for post in posts) if moments.english() else {}
    counts = noticeboard.counted()
    content = {
        "posts": [(post, titles.get(post.id, "")) for post in posts],
        "kinds": kind_tabs(counts, kind, year),
        "years": year_tabs(counts, kind, year),
        "following": board_address(kind, year, keyset.mark(*following)) if following else "",
        "first": board_address(kind, year) if mark else "",
    }
    return render(request, "bulletin/board.html", content)


def board_address(kind, year, after=""):
    """Return the address of the board with these filters."""
    words = {name: value for name, value in (("kind", kind), ("year", year), ("after", after)) if value}
    return f"{reverse('notices')}?{urlencode(words)}" if words else reverse("notices")


def kind_tabs(counts, kind, year):
    """The kinds, each with how many notices of it there are in the year that is shown."""
    found: Counter = Counter()
    for (of_year, of_kind), n in counts.items():
        found[of_kind] += n if year in (None, of_year) else 0
    every = Tab(_("全部"), found.total(), board_address("", year), not kind)
    kinds = NoticeKind.choices
    return [every] + [Tab(label, found[name], board_address(name, year), name == kind) for name, label in kinds]


def year_tabs(counts, kind, year):
    """The years in which notices were posted, each with how many of the kind that is shown."""
    found: Counter = Counter()
    for (of_year, of_kind), n in counts.items():
        found[of_year] += n if kind in ("", of_kind) else 0
    every = Tab(_("全部年份"), found.total(), board_address(kind, None), not year)
    return [every] + [Tab(str(one), n, board_address(kind, one), one == year) for one, n in found.items()]


def show(request, pk):
    """Show one notice as it was posted, with its days and the way to object."""
    return page(request, pk)


def page(request, pk, bound=None, status=200):
    """The notice; its issuer finds on a draft what may be done with it, with a refused form when there is one."""
    at = now()
    shown = notice_page(request.acting, pk, at)
    notice = shown.notice
    rows: dict = {}
    for item in shown.items:
        rows.setdefault(item.challenge, []).append(item)
    unposted = notice.state in UNPOSTED
    entitled = red_head_of(notice.issuer_id) if unposted else None
    when = notice.posts_at or at
    added = notices.closing(list(rows), notice, at=when) if unposted else ""
    # Of several challenges the words themselves hold the list.
    tabled = notice.kind in (NoticeKind.PUBLICITY, NoticeKind.RESULT) and len(rows) == 1
    content = {
        "at": at,
        "shown": shown,
        "notice": notice,
        "contact": bool(notice.contact_phone) and notice.contact_phone not in f"{notice.body}{added}",
        "lacking": lacking(letterhead_of(notice.issuer_id)) if unposted else [],
        "keeps": keeps_letterhead(request.acting, notice.issuer),
        "mark": entitled.mark if entitled else notice.facts.get("red_mark", ""),
        "number": notice.number or (numbered(notice.issuer_id, when, notice.kind) if unposted else ""),
        "paragraphs": list(enumerate(notice.body.splitlines())),
        "table_after": table_place(notice.body.splitlines()),
        "added": added.splitlines(),
        "rows": list(rows.items()) if tabled else [],
        "challenges": [] if tabled else [(row, objection_address(shown, row)) for row in rows],
        "rail": after_steps(notice, shown, at) if notice.publicity_ends_at else [],
        "object_url": objection_address(shown, next(iter(rows))) if tabled else "",
        "days": [(day, day_words(day)) for day in shown.days],
    }
    content |= {
        "files": file_rows(request.acting, notice),
        "kinds": AttachmentKind.choices,
        "adds_files": notice.kind == NoticeKind.COLLECTION and may_attach(request.acting, notice),
    }
    content["acts"] = offers(request.acting, notice, bound[1:] if bound else None)
    return render(request, "bulletin/notice.html", content, status=status)


def table_place(lines):
    """After which paragraph the table of names stands: the one that announces it, in older notices the first."""
    return next((place for place, line in enumerate(lines) if line.endswith("如下。")), 0)


def objection_address(shown, challenge):
    """Where an objection to what is publicised about a challenge is written, while the period runs."""
    filed = shown.running and challenge.state in (ChallengeState.PUBLICITY, ChallengeState.OBJECTION)
    return reverse("objection_file", args=[challenge.pk]) if filed else ""


def day_words(day):
    """The two short lines under a day of the strip."""
    weekday = moments.weekday(day.day)
    if day.first and not day.nth:
        return pgettext("day", "发布"), _("不计")
    if not day.nth:
        return weekday, _("不计")
    return _("第 %(nth)s") % {"nth": day.nth}, pgettext("day", "期满") if day.last else _(
        "今天"
    ) if day.today else weekday


def after_steps(notice, shown, at):
    """What follows a public period."""
    over = at > notice.publicity_ends_at
    held = _("有异议的项目暂停") if shown.stayed else ""
    until = _("至 %(day)s") % {"day": moments.end(notice.publicity_ends_at)}
    return [
        RailStep(_("择定"), done=True),
        RailStep(_("公示"), _("，").join(filter(None, (until, held))), done=over, now=not over),
        RailStep(_("确定中榜"), _("无未决异议时自动"), now=over),
        RailStep(_("签约"), _("公示期满前不得签约")),
    ]
