"""What people do with a panel, a seat, and a review."""

from contextlib import suppress

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.queries.text import in_force
from accounts.rules.text_parts import TextKind
from accounts.typed.fields import Whole
from challenges.core.gate import Invalid, Refused
from challenges.review.actions import panel, panel_allot, panel_extend, panel_vote, review, seat, statement
from challenges.review.actions.panel_checks import require_all_in, require_complete, require_in_review
from challenges.review.actions.panel_picks import Pick, unfit
from challenges.review.actions.seat import DeclineReason
from frontend.kit import picker
from frontend.kit.take_back import TAKE_BACK
from frontend.kit.verb import Verb
from frontend.kit.verb_fields import Reading, Reason, moment_field, typed_moment
from notifications.clock import now
from notifications.typed import whole

VOTES = "votes."


class Compose(forms.Form):
    """Who shall sit: members, reserves in order, and the leader."""

    members = picker.Drawn(label=_("成员"), first=True, help_text=_("候补在成员谢绝或逾期未复时按顺序自动邀请。"))
    reserves = picker.Drawn(label=_("候补"), required=False)
    leader = forms.TypedChoiceField(label=_("组长"), coerce=int)


def fill_compose(form, row) -> None:
    """Offer the experts of the pool, those of the challenge's field first, with those picked before."""
    asked = set(row.seats.exclude(state__in=("picked", "reserve")).values_list("expert_id", flat=True))
    picked = list(row.seats.filter(state="picked").values_list("expert_id", flat=True))
    reserve = list(row.seats.filter(state="reserve").values_list("expert_id", flat=True))
    form.fields["members"].initial, form.fields["reserves"].initial = picked, reserve
    first = row.seats.filter(leader=True).values_list("expert_id", flat=True).first()
    form.fields["leader"].initial = first or (picked[0] if picked else None)
    picker.offer(
        form,
        near=row.challenge.field_code,
        without=asked,
        unfit=lambda ids: unfit_of(row, ids, form.by),
        one_of=("leader",),
    )


def unfit_of(panel, ids, by) -> dict[int, str]:
    """Return why some of these experts cannot sit on a panel, by user id; who is picked already can be picked again."""
    found = {problem.field.split(".")[1]: problem for problem in unfit(panel, [Pick(pk) for pk in ids], now(), by)}
    return {
        pk: str(found[str(n)].message)
        for n, pk in enumerate(ids)
        if str(n) in found and found[str(n)].code != "asked_already"
    }


def picks_of(cleaned: dict) -> dict:
    """Return the composition as the action takes it."""
    picks = [Pick(pk, leader=pk == cleaned["leader"]) for pk in cleaned["members"]]
    picks += [Pick(pk, reserve=True) for pk in cleaned["reserves"] if pk not in cleaned["members"]]
    return {"picks": picks}


class ReviewsEach(forms.Form):
    """How many experts review each proposal."""

    reviews_each = Whole(
        label=_("每份评审专家数"),
        required=False,
        min_value=1,
        max_value=99,
        help_text=_("留空：每位专家评全部申报书。填写单数：每份由这么多位专家评审，开始评分前须采用派评方案。"),
    )


def fill_reviews_each(form, row) -> None:
    """Begin with the number that holds now."""
    form.fields["reviews_each"].initial = row.reviews_each


class Vote(forms.Form):
    """How many experts voted for each proposal that shares the rank at the cut."""


def tied(row) -> list[int]:
    """Return the proposals the panel must vote on; none while somebody has not handed in."""
    try:
        require_all_in(row)
        return panel_vote.tied(row, now())
    except (Invalid, Refused):
        return []


def fill_vote(form, row) -> None:
    """Ask for a number beside each of the tied proposals."""
    receipts = dict(row.challenge.proposals.values_list("pk", "receipt_number"))
    for pk in tied(row):
        form.fields[f"{VOTES}{pk}"] = Whole(
            label=_("申报书 %(receipt)s 的得票") % {"receipt": receipts[pk]},
            min_value=0,
            max_value=99,
            initial=row.votes.get(str(pk)),
        )


def votes_of(cleaned: dict) -> dict:
    """Return the votes as the action takes them."""
    return {"votes": {whole(name.removeprefix(VOTES)): count for name, count in cleaned.items()}}


class Decline(forms.Form):
    """Why an expert does not sit."""

    reason = forms.ChoiceField(label=_("原因"), choices=DeclineReason.choices)
    text = forms.CharField(label=_("说明"), required=False, max_length=240)


class Remind(forms.Form):
    """What the organiser adds to a reminder, if anything."""

    reason = forms.CharField(label=_("附言"), max_length=240, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class Extend(forms.Form):
    """Until when the whole panel may score, and why."""

    due_at = moment_field(_("新的期限"), help_text=_("全组专家一起延长，不为任何一家单位单独延长。"))
    reason = forms.CharField(label=_("理由"), max_length=240, widget=forms.Textarea(attrs={"rows": 2}))


def fill_extend(form, row) -> None:
    """Propose the latest moment that the rules allow."""
    with suppress(Refused):
        form.fields["due_at"].initial = typed_moment(panel_extend.require_extendable(row, now()))


class Blindness(forms.Form):
    """Whether the experts read without firms and people."""

    blind = forms.BooleanField(
        label=_("匿名评审"),
        required=False,
        help_text=_("单位、人员名称由系统替换，附件不提供给专家；发出邀请后不能再改。"),
    )


def fill_blindness(form, row) -> None:
    """Show what stands."""
    form.fields["blind"].initial = row.blind


PANEL = {
    "set_blind": Verb(
        _("改定是否匿名"), panel.set_blind, _("已改定是否匿名评审。"), form=Blindness, prepare=fill_blindness
    ),
    "compose": Verb(
        _("选定专家"),
        panel.compose,
        _("名单已保存，回避比对已完成。"),
        form=Compose,
        prepare=fill_compose,
        arguments=picks_of,
    ),
    "invite": Verb(
        _("发出邀请"),
        panel.invite,
        _("邀请已发出，答复期限已通知。"),
        tone="zhu",
        ask=_("接受之前，专家看不到申报单位名称。"),
        ready=lambda row, at: require_complete(row, panel.ACTIVE, at),
    ),
    "set_reviews": Verb(
        _("设定每份评审专家数"),
        panel_allot.set_reviews,
        _("每份评审专家数已设定。"),
        form=ReviewsEach,
        prepare=fill_reviews_each,
    ),
    "begin_scoring": Verb(
        _("开始评分"), panel.begin_scoring, _("评分已开始。"), tone="zhu", ready=panel.require_ready_to_score
    ),
    "discuss": Verb(
        _("开始合议"), panel.discuss, _("合议已开始。"), tone="ink", ready=lambda row, at: require_all_in(row)
    ),
    "vote": Verb(
        _("记录表决"),
        panel_vote.vote,
        _("表决已记录，名次按得票区分。"),
        form=Vote,
        prepare=fill_vote,
        arguments=votes_of,
        wanted=lambda row: bool(tied(row)),
        hint=_("入选线上名次相同，由评审组表决，组长记录各得几票。"),
    ),
    "lock": Verb(
        _("锁定评分并签名"),
        panel.lock,
        _("评分已锁定，名次已冻结。"),
        tone="zhu",
        ask=_("锁定后任何人不能改分；重开须写明理由，并通知纪检监督。"),
        ready=lambda row, at: require_all_in(row),
    ),
    "extend": Verb(
        _("延长评分期限"),
        panel_extend.extend,
        _("期限已延长，全组专家会收到通知。"),
        form=Extend,
        prepare=fill_extend,
        ready=panel_extend.require_extendable,
    ),
    "report": Verb(_("出具评审报告"), panel.report, _("报告已出具。"), tone="ink"),
    "reopen": Verb(
        _("重新评分"),
        panel.reopen,
        _("已开新一轮评分，并通知纪检监督。"),
        form=Reason,
        tone="danger",
        ready=lambda row, at: require_in_review(row),
    ),
    "cancel": Verb(_("取消评审组"), panel.cancel, _("评审组已取消。"), tone="danger", ask=_("确认取消这个评审组？")),
}


def name_promise(form, row) -> None:
    """Carry the version of the expert's promise that stands on the page."""
    form.fields["read"].initial = in_force(TextKind.EXPERT, row.panel.challenge.organiser_id, now()).sha256


SEAT = {
    "accept": Verb(
        _("接受邀请"),
        seat.accept,
        _("已接受，多谢。"),
        form=Reading,
        prepare=name_promise,
        tone="zhu",
        ask=_("接受即同意页面上评审专家承诺书的全文，平台记录您的同意、时间和文本的哈希值。"),
        fresh=True,
    ),
    "decline": Verb(_("谢绝"), seat.decline, _("已谢绝，组织方会另请专家。"), form=Decline),
    "remind": Verb(_("催办"), seat.remind, _("已催办，专家会收到通知。"), form=Remind),
    "replace": Verb(_("更换"), seat.replace, _("已更换，候补将被邀请。"), form=Reason, tone="danger"),
}
REVIEW = {
    "declare_clear": Verb(
        _("我与该申报无回避情形"),
        review.declare_clear,
        _("声明已记录，可以评分。"),
        tone="zhu",
        ask=_("近三年没有任职、合作、亲属、持股等关系。确认声明？"),
    ),
    "recuse": Verb(_("我需要回避"), review.recuse, _("已回避，你不再能看到这份申报书。"), form=Reason, tone="danger"),
    "submit": Verb(
        _("提交评审"), review.submit, _("评审已提交。"), tone="zhu", ask=_("提交后不能再改，除非组织方退回。")
    ),
    "reconsider": Verb(
        _("收回重评"),
        statement.reconsider,
        _("评审已收回，改好后请重新提交。"),
        ask=_("收回后须重新提交，评审组才能锁定。改动的分数要写明理由，前后两个分数都保留。"),
    ),
    "take_back": TAKE_BACK,
    "return_to_expert": Verb(_("退回专家"), review.return_to_expert, _("已退回专家。"), form=Reason),
}
