"""Who is told of public notices: those who may post a draft. What is posted everybody can read."""

from django.utils.translation import gettext_lazy as _

from challenges.bulletin.models import Notice
from challenges.core.notices.audience import among, holders, recipients
from notifications.registry import notice, silent, topic

DECISIONS = topic("decisions", _("拟定与公示"))

NOTICE_OFFICERS = ("notice_officer", "batch_admin")


def posters(event):
    """Yield the issuer's people who may post a draft: never its writer."""
    draft = Notice.objects.get(pk=event.subject_id)
    people = holders([draft.issuer_id], NOTICE_OFFICERS, event.at) - {draft.prepared_by_id}
    return recipients(people, url=f"/notices/{draft.pk}/")


def writers(event):
    """Yield those who wrote a draft and who approved it, without whoever did what is told."""
    draft = Notice.objects.get(pk=event.subject_id)
    hands = (draft.prepared_by_id, draft.approved_by_id)
    people = {person for person in hands if person is not None and person != event.actor_id}
    return recipients(people, url=f"/notices/{draft.pk}/")


def planned(event) -> dict:
    """Return what is told of a draft and the moment for which it is set."""
    draft = Notice.objects.get(pk=event.subject_id)
    return {"title": draft.title, "posts_at": draft.posts_at}


def context(event) -> dict:
    """Return what is told of a draft."""
    return {"title": Notice.objects.get(pk=event.subject_id).title}


notice("notice.prepared", topic=DECISIONS, audience=posters, context=context, facts=(), still=among(posters))
notice("notice.scheduled", topic=DECISIONS, audience=writers, context=planned, facts=())
notice("notice.unscheduled", topic=DECISIONS, audience=writers, context=context, facts=())
notice("notice.not_posted", topic=DECISIONS, audience=writers, context=context, facts=("reason",))
silent("notice.edited", _("改稿的人自己知道。"))
silent("notice.posted", _("公告人人可见；有关的人随榜单的事件得到通知。"))
silent("notice.discarded", _("作废草稿的人自己知道。"))
silent("notice.ended", _("期满后的授榜另有通知。"))
silent("notice.superseded", _("取代它的公告另有通知。"))
silent("organisation.letterhead_changed", _("本单位的人在“公告落款与范本”页看得到。"))
silent("organisation.red_head_granted", _("提请的人随复核的结果得到通知；单位在公告上看得到。"))
silent("organisation.red_head_ended", _("提请的人随复核的结果得到通知；单位在公告上看得到。"))
silent("organisation.wording_adopted", _("提请的人随复核的结果得到通知。"))
silent("wording.adopted", _("提请的人随复核的结果得到通知。"))
