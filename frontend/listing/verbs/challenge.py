"""What people do with a challenge from its work page."""

from contextlib import suppress

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.errors import Refused
from challenges.award.actions import choice, feedback
from challenges.listing.actions import challenge as need
from challenges.listing.actions import challenge_change, challenge_check
from challenges.review.actions import result
from frontend.kit import picker
from frontend.kit.sentences import field_choices
from frontend.kit.take_back import TAKE_BACK
from frontend.kit.verb import Verb
from frontend.kit.verb_fields import Reason, moment_field, typed_moment
from notifications.clock import day_of, now


class Remarks(forms.Form):
    """A return with a reason for each field; empty rows are passed over."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number in range(1, 5):
            self.fields[f"field_{number}"] = forms.ChoiceField(
                label=_("第 %(n)s 处：字段") % {"n": number},
                choices=[("", _("请选择")), *field_choices()],
                required=number == 1,
            )
            self.fields[f"reason_{number}"] = forms.CharField(
                label=_("第 %(n)s 处：理由") % {"n": number},
                max_length=1000,
                required=number == 1,
                widget=forms.Textarea(attrs={"rows": 2}),
            )


def remarks_of(cleaned: dict) -> dict:
    """Return the rows of a return as the action takes them."""
    rows = [{"field": cleaned[f"field_{n}"], "reason": cleaned[f"reason_{n}"]} for n in range(1, 5)]
    return {"remarks": [row for row in rows if row["field"] or row["reason"]]}


class Experts(forms.Form):
    """Experts to be asked."""

    experts = picker.Drawn(label=_("专家"), first=True)


def fill_experts(form, row) -> None:
    """Offer the experts who may be asked, those of the challenge's field first; nobody tied to the lead firm."""
    picker.offer(
        form,
        near=row.field_code,
        without=set(row.opinions.values_list("expert_id", flat=True)),
        unfit=lambda ids: challenge_check.unfit_to_argue(row, ids, day_of(now()), form.by),
    )


YES_NO = [("yes", _("是")), ("no", _("否"))]


class Opinion(forms.Form):
    """The three questions of the argumentation."""

    necessity = forms.ChoiceField(label=_("确有必要"), choices=YES_NO, widget=forms.RadioSelect)
    measurability = forms.ChoiceField(label=_("指标可测"), choices=YES_NO, widget=forms.RadioSelect)
    amount = forms.ChoiceField(label=_("金额合理"), choices=YES_NO, widget=forms.RadioSelect)
    comment = forms.CharField(label=_("意见"), required=False, max_length=2000, widget=forms.Textarea)


def opinion_of(cleaned: dict) -> dict:
    """Return an opinion as the action takes it."""
    answers = {name: cleaned[name] == "yes" for name in ("necessity", "measurability", "amount")}
    return {**answers, "comment": cleaned["comment"]}


class Funds(forms.Form):
    """The proof that the money is there."""

    budget_number = forms.CharField(
        label=_("预算编号"), required=False, max_length=60, help_text=_("含财政补助时必填。")
    )


class Window(forms.Form):
    """When the challenge opens and closes."""

    opens_at = moment_field(_("开榜时间"), required=False, help_text=_("留空即现在开榜。北京时间。"))
    closes_at = moment_field(
        _("申报截止"), required=False, help_text=_("留空按窗口天数计算到 17:00。截止那一秒仍可提交。")
    )


class Extension(forms.Form):
    """A later deadline for everybody."""

    closes_at = moment_field(_("新的截止时间"), help_text=_("只能一次，不能缩短，对所有单位一致。北京时间。"))
    reason = forms.CharField(label=_("理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


def fill_extension(form, row) -> None:
    """Propose the latest deadline that the rules allow."""
    with suppress(Refused):
        form.fields["closes_at"].initial = typed_moment(challenge_change.require_extendable(row, now()))


class Withdrawal(forms.Form):
    """Why a challenge is taken back."""

    reason = forms.CharField(label=_("理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    ground = forms.ChoiceField(
        label=_("截止后撤榜的事由"),
        choices=[("", _("请选择")), *challenge_change.Ground.choices],
    )


def fill_withdrawal(form, row) -> None:
    """Ask for the ground where one is needed, and for nothing before the deadline."""
    if not challenge_change.needs_ground(row, now()):
        del form.fields["ground"]


class FeedbackDate(forms.Form):
    """The one moment for all applicants."""

    feedback_at = moment_field(_("反馈时间"), help_text=_("从这一刻起，全部申报单位同时看到各自的评审意见。北京时间。"))


def fill_feedback(form, row) -> None:
    """Show the moment that stands."""
    form.fields["feedback_at"].initial = typed_moment(row.feedback_at)


class Choose(forms.Form):
    """The lead firm's choice, slot by slot; other than by rank with its reason."""


def fill_choice(form, row) -> None:
    """Offer the ranked proposals for every slot."""
    board = row.panels.exclude(state="cancelled").first()
    if board is None:
        return
    ranked = board.results.filter(round=board.round, passed=True, vetoed=False).select_related("proposal__organisation")
    options = [(r.proposal_id, f"{r.rank}　{r.proposal.organisation.name}　{r.score}") for r in ranked.order_by("rank")]
    for slot in range(1, row.race_slots + 1):
        form.fields[f"slot_{slot}"] = forms.TypedChoiceField(
            label=_("第 %(n)s 家") % {"n": slot},
            coerce=int,
            empty_value=None,
            required=slot == 1,
            choices=[("", _("不选")), *options],
            initial=options[slot - 1][0] if len(options) >= slot else None,
        )
        form.fields[f"why_{slot}"] = forms.CharField(
            label=_("第 %(n)s 家：理由") % {"n": slot},
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_("不按名次选择时必须写明，审定时一并审看。"),
        )


def picks_of(cleaned: dict) -> dict:
    """Return the choice as the action takes it."""
    slots = [name for name in cleaned if name.startswith("slot_") and cleaned[name]]
    return {"picks": [choice.Pick(cleaned[s], cleaned[f"why_{s[5:]}"]) for s in slots]}


CHALLENGE = {
    "clear_secrecy": Verb(
        _("确认不涉密"),
        need.clear_secrecy,
        _("已确认不涉密。"),
        tone="ink",
        ask=_("国家秘密不得上网。确认本需求及附件不含国家秘密？"),
    ),
    "submit_inside": Verb(_("送单位审核"), need.submit_inside, _("已送本单位签字人审核。"), tone="zhu"),
    "send_back": Verb(_("退回经办"), need.send_back, _("已退回经办修改。"), form=Reason),
    "approve": Verb(
        _("签发，报组织方"),
        need.approve,
        _("已报组织方形式审查。"),
        tone="zhu",
        ask=_("签发后由组织方形式审查，退回之前不能再改。确认签发？"),
    ),
    "take_back": TAKE_BACK,
    "pass_check": Verb(_("形式审查通过"), challenge_check.pass_check, _("已转入专家论证。"), tone="zhu"),
    "return_for_repair": Verb(
        _("退回要求补正"),
        challenge_check.return_for_repair,
        _("已退回发榜方补正，期限已通知。"),
        form=Remarks,
        arguments=remarks_of,
    ),
    "reject": Verb(
        _("作出不予受理"), challenge_check.reject, _("已不予受理，并通知发榜方。"), form=Reason, tone="danger"
    ),
    "ask_opinion": Verb(
        _("邀请论证专家"),
        challenge_check.ask_opinion,
        _("已邀请所选专家。"),
        form=Experts,
        prepare=fill_experts,
    ),
    "give_opinion": Verb(
        _("提交论证意见"),
        challenge_check.give_opinion,
        _("意见已提交，多谢。"),
        form=Opinion,
        arguments=opinion_of,
        tone="zhu",
    ),
    "conclude_argumentation": Verb(
        _("论证通过"),
        challenge_check.conclude_argumentation,
        _("论证已通过，等待资金确认与发布。"),
        tone="zhu",
        ready=challenge_check.favourable,
    ),
    "confirm_funds": Verb(_("确认资金落实"), challenge_check.confirm_funds, _("资金已确认。"), form=Funds, tone="ink"),
    "publish": Verb(
        _("发布榜单"),
        challenge_check.publish,
        _("榜单已发布，发布公告同时张贴。"),
        form=Window,
        tone="zhu",
        ask=_("发布后榜单公开，改动须以更正公告进行。确认发布？"),
        ready=lambda row, at: challenge_check.require_funds(row),
    ),
    "extend": Verb(
        _("延长申报期"),
        challenge_change.extend,
        _("已延期，公告同时张贴。"),
        form=Extension,
        prepare=fill_extension,
        ready=challenge_change.require_extendable,
        fresh=True,
    ),
    "ask_withdrawal": Verb(
        _("申请撤榜"), challenge_change.ask_withdrawal, _("撤榜申请已送组织方。"), form=Reason, tone="danger"
    ),
    "withdraw": Verb(
        _("撤下榜单"),
        challenge_change.withdraw,
        _("已撤榜，公告同时张贴。"),
        form=Withdrawal,
        prepare=fill_withdrawal,
        tone="danger",
    ),
    "begin_review": Verb(
        _("转入专家评审"),
        result.begin_review,
        _("已转入专家评审。"),
        tone="zhu",
        ready=result.require_reviewable,
    ),
    "propose": Verb(
        _("转入拟定"),
        result.propose,
        _("已请发榜方择定。"),
        tone="zhu",
        ready=lambda row, at: result.signed_ranking(row),
    ),
    "choose": Verb(
        _("择定揭榜单位"),
        choice.choose,
        _("择定已记录。"),
        form=Choose,
        prepare=fill_choice,
        arguments=picks_of,
        tone="zhu",
        wanted=lambda row: not row.choices.exists(),
    ),
    "choose_anew": Verb(
        _("重新择定"),
        choice.choose_anew,
        _("择定已记录。"),
        form=Choose,
        prepare=fill_choice,
        arguments=picks_of,
        ask=_("由两人办理，其中一人是签字人；复核同意后，已有的审定失效，重新提请审定。"),
        wanted=lambda row: row.choices.exists(),
    ),
    "set_feedback": Verb(
        _("改反馈时间"),
        feedback.set_feedback,
        _("反馈时间已改。"),
        form=FeedbackDate,
        prepare=fill_feedback,
        wanted=lambda row: row.feedback_due_at is not None,
    ),
    "relist": Verb(_("重新发榜"), challenge_change.relist, _("已按原文起草新榜单。"), tone="ink"),
}
