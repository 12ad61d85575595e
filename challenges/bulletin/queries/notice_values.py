"""What the named fields of a public notice stand for: whom it is from, what it is about, and what was decided."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template import Context, Engine
from django.urls import reverse
from django.utils import timezone, translation

from challenges.bulletin.models import Letterhead, Nature, Notice, NoticeKind
from challenges.core.periods import SHANGHAI, day_of

# 行政复议法第二十条：六十日；行政诉讼法第四十六条：六个月，第二十六条第五款：受委托组织的行为由委托机关作被告。
REMEDIES: dict[str, str] = {
    Nature.AUTHORITY: (
        "认为本公告所涉行政行为侵犯其合法权益的，可以自知道或者应当知道该行为之日起六十日内依照《中华人民共和国行政复议法》"
        "申请行政复议，也可以自知道或者应当知道之日起六个月内依照《中华人民共和国行政诉讼法》第四十六条向人民法院提起诉讼；"
        "法律另有规定的除外。"
    ),
    Nature.ENTRUSTED: (
        "发布单位受行政机关委托组织揭榜。认为所涉行政行为侵犯其合法权益的，可以自知道或者应当知道该行为之日起六十日内"
        "依照《中华人民共和国行政复议法》以委托的行政机关为被申请人申请行政复议，也可以自知道或者应当知道之日起六个月内依照"
        "《中华人民共和国行政诉讼法》第四十六条以委托的行政机关为被告提起诉讼；法律另有规定的除外。"
    ),
    Nature.ASSOCIATION: (
        "发布单位不是行政机关，本公告所涉事项不属于行政行为，不适用行政复议和行政诉讼。复核之后仍有争议的，"
        "可以向其业务主管部门反映；涉及合同或者侵权的，可以依法提起民事诉讼或者按约定申请仲裁。"
    ),
}
UNREAD = "已经提交的申报书没有启封，发榜方、组织方和专家都没有读过；平台继续封存，只有申报单位自己可以查看。"
OPENED = "已经启封的申报书不再用于本榜单的评审，由平台按原有的查看权限留档，任何单位不得用于其他目的。"
NONE_LEFT = "没有已经启封的申报书；逾期未提交的草稿只有申报单位自己可以查看。"
GROUNDS = {"force_majeure": "不可抗力", "policy": "政策调整", "funds": "资金落空"}


def written(name: str, given: Mapping[str, Any]) -> str:
    """Return a list or a sentence of a public notice that is made from rows; Chinese, in the time of China."""
    template = Engine.get_default().get_template(f"notices/public/{name}.txt")
    with translation.override("zh-hans"), timezone.override(SHANGHAI):
        text = template.render(Context(dict(given), autoescape=False))
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def moment(at: datetime | None) -> str:
    """Return a moment as official papers write it, in the time of China; "" for none."""
    return written("moment", {"at": at}) if at else ""


def common(issuer: Any, batch: Any, challenges: list, letterhead: Letterhead | None) -> dict[str, str]:
    """Return the fields of every kind."""
    found = {"发布单位": issuer.name, "批次": batch.name if batch else "", "附件": "无"}
    if len(challenges) == 1:
        title, number = challenges[0].title, challenges[0].number
        found["榜单"] = f"榜单“{title}”"
        found["榜单全称"] = f"榜单“{title}”（编号 {number}）" if number else f"榜单“{title}”"
        found["发榜方"] = challenges[0].lead.name
        found["办理网址"] = address("listing", challenges[0].pk)
    elif batch:
        found["榜单"] = f"“{batch.name}”{len(challenges)} 项榜单"
        found["榜单全称"] = f"“{batch.name}”下列 {len(challenges)} 项榜单"
        found["办理网址"] = address("hall")
    return found | (headed(letterhead) if letterhead else {})


def headed(letterhead: Letterhead) -> dict[str, str]:
    """Return whom to ask, who supervises, and which ways are open against the issuer."""
    return {
        "联系人": letterhead.contact_name,
        "联系电话": letterhead.contact_phone,
        "联系邮箱": letterhead.contact_email,
        "联系地址": letterhead.address,
        "监督电话": letterhead.supervision_phone,
        "救济途径": REMEDIES.get(letterhead.nature, ""),
    }


def contacts(notice: Notice) -> dict[str, str]:
    """Return whom a draft names in the place of whom its issuer usually names; nothing where it names nobody."""
    if not notice.contact_phone:
        return {}
    return {"联系人": notice.contact_name, "联系电话": notice.contact_phone, "联系邮箱": notice.contact_email}


def address(name: str, *args: Any) -> str:
    """Return where on this platform something is done, as it is printed."""
    return settings.SITE_URL.rstrip("/") + reverse(name, args=args)


def collecting(batch: Any, rules: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields of the notice of a call."""
    return {
        "办理网址": address("challenge_new"),
        "批次说明": batch.summary,
        "征集开始": moment(batch.collect_from),
        "征集截止": moment(batch.collect_until),
        "形式审查天数": str(rules["formal_check_days"]),
        "补正天数": str(rules["repair_days"]),
        "窗口天数": str(rules["window_days"]),
        "公示天数": str(rules["publicity_days"]),
    }


def decided(kind: str, challenge: Any, given: Mapping[str, Any], at: datetime) -> dict[str, str]:
    """Return the fields of a notice that an act posts at once, from what the act wants said."""
    rules = challenge.rules_on(day_of(at))
    found = {"理由": given.get("reason", ""), "申报截止": moment(given.get("closes_at") or challenge.closes_at)}
    found["复核申请天数"] = str(rules["objection_review_days"])
    if kind == NoticeKind.PUBLICATION:
        row = {"challenge": challenge, "opens_at": challenge.opens_at, "closes_at": challenge.closes_at}
        found["名单"] = written("publication_list", {"rows": [row], "alike": True, "first": row})
    elif kind == NoticeKind.CORRECTION:
        found |= {"更正内容": changed(given.get("changes", ())), "更正后天数": str(rules["correction_days"])}
    elif kind == NoticeKind.EXTENSION:
        found["原定截止"] = moment(given.get("old_closes_at"))
    elif kind == NoticeKind.RESULT:
        row = {"challenge": challenge, "firms": given.get("rows", ())}
        day = given.get("sign_by")
        found["名单"] = written("award_list", {"rows": [row]})
        found["签约期限"] = f"{moment(day).partition('日')[0]}日前，自公告之日起按自然日计算。" if day else ""
    elif kind == NoticeKind.WITHDRAWAL:
        found["撤榜事由"] = GROUNDS.get(given.get("ground", ""), "")
        found["申报书的处理"] = OPENED if given.get("opened") else UNREAD
    elif kind == NoticeKind.LAPSE:
        found["申报书的处理"] = OPENED if given.get("opened") else NONE_LEFT
    elif kind == NoticeKind.OBJECTION_RESULT:
        found |= objected(given)
    return found


def changed(changes: Any) -> str:
    """Return the changes of a correction, one a line."""
    lines = []
    for number, change in enumerate(changes, start=1):
        told = change if isinstance(change, str) else ""
        lines.append(f"{number}. {told or '{label}：由“{before}”改为“{after}”。'.format(**change)}")
    return "\n".join(lines)


def objected(given: Mapping[str, Any]) -> dict[str, str]:
    """Return what is said of an objection that was decided, and the time for asking for a review."""
    return {
        "异议编号": given.get("objection", ""),
        "异议事项": given.get("matter", ""),
        "办理阶段": given.get("stage", "办结"),
        "处理结果": given.get("outcome", ""),
        "处理意见": given.get("decision", ""),
        "后续处理": given.get("follows", ""),
        "复核期限": given.get("review", ""),
    }
