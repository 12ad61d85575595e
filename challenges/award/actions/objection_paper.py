"""Writing the paper of a decision on an objection, inside the act that decides."""

from datetime import datetime
from typing import Any

from accounts.models import Organisation
from challenges.award.models import Objection, ObjectionPaper
from challenges.bulletin.queries.letterhead import letterhead_of, red_head_of
from challenges.bulletin.queries.notice_values import headed
from challenges.core.periods import day_of
from notifications.typed import wholes

PLAIN = "异议决定"
SERIES = "异决"


def write_paper(objection: Objection, facts: dict[str, Any], *, at: datetime) -> ObjectionPaper:
    """Write the decision in full: matter, finding, reasons, what follows, and the ways open against it.

    Official papers are in Chinese. It names no objector; the remedies are those of what the organiser is in law.
    """
    challenge = objection.challenge
    issuer, head, red = challenge.organiser, letterhead_of(challenge.organiser_id), red_head_of(challenge.organiser_id)
    known = headed(head) if head else {}
    of_review = objection.reviewed_at is not None
    name = "异议复核决定" if of_review else "异议处理决定"
    lines = [
        f"{issuer.name}对榜单“{challenge.title}”（编号 {challenge.number or ''}）公示期内收到的异议作出决定如下。",
        f"一、异议编号：{objection.number}。异议事项：{facts['matter']}。",
        f"二、处理结果：{facts['outcome']}。",
        f"三、理由：{facts['decision']}",
        f"四、{facts['follows']}" if facts["follows"] else "",
        f"{'五' if facts['follows'] else '四'}、{facts['review']}",
        known.get("救济途径", "").replace("本公告", "本决定"),
        f"联系人：{known['联系人']}，电话：{known['联系电话']}。监督电话：{known['监督电话']}。" if known else "",
    ]
    return ObjectionPaper.objects.create(
        objection=objection,
        of_review=of_review,
        issuer=issuer,
        number=paper_number(issuer.pk, red.code if red else head.agency_code if head else "", at),
        title=f"关于榜单“{challenge.title}”公示异议的{name.removeprefix('异议')}",
        body="\n".join(line for line in lines if line),
        issuer_mark=red.mark if red else "",
        dated=day_of(at),
    )


def paper_number(issuer_id: int, code: str, at: datetime) -> str:
    """Return the issuer's next number in the series of its decisions and year; its row is locked until the commit."""
    Organisation.objects.select_for_update().filter(pk=issuer_id).values_list("pk").first()
    series = f"{code}{SERIES if code else PLAIN}〔{day_of(at).year}〕"
    taken = ObjectionPaper.objects.filter(issuer_id=issuer_id, number__startswith=series)
    used = wholes(number[len(series) : -1] for number in taken.values_list("number", flat=True))
    return f"{series}{max(used, default=0) + 1}号"
