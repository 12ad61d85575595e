"""What people do with a proposal, and with a place in its consortium."""

from django import forms
from django.utils.translation import gettext_lazy as _

from challenges.listing.states import ChallengeState
from challenges.proposals.actions import complaint, member, proposal, proposal_check, team
from challenges.proposals.actions.proposal_submit import declared_texts, submit
from frontend.kit.take_back import TAKE_BACK
from frontend.kit.verb import Verb
from frontend.kit.verb_fields import Decision, Reading, Reason
from frontend.proposals.forms.check import Check, fill_conditions, result_of


class Withdrawal(forms.Form):
    """A reason that is needed only after the deadline."""

    reason = forms.CharField(
        label=_("理由"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("截止前撤回不需理由，可以改好重交；截止后必须写明。"),
    )


class Supplement(forms.Form):
    """The formal items a firm is asked to cure, once."""

    items = forms.MultipleChoiceField(
        label=_("要补正的形式材料"),
        choices=list(proposal_check.SUPPLEMENT_ITEMS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("只能要求一次；指标和经费不在补正范围。"),
    )
    note = forms.CharField(label=_("具体说明"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


def items_of(cleaned: dict) -> dict:
    """Return the request as the action takes it."""
    return {"items": [{"item": item, "note": cleaned["note"]} for item in cleaned["items"]]}


class Supply(forms.Form):
    """What the firm says to the request; the files are uploaded beside it."""

    reply = forms.CharField(label=_("补正说明"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class Complaint(forms.Form):
    """What the firm disputes of the result of its check, and why."""

    disputed = forms.MultipleChoiceField(label=_("有异议的结论"), widget=forms.CheckboxSelectMultiple)
    text = forms.CharField(
        label=_("申诉理由"),
        max_length=complaint.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("写明依据的事实或者文件。"),
    )


def fill_complaint(form, row) -> None:
    """Offer what the result holds against the proposal."""
    form.fields["disputed"].choices = [
        (key, complaint.words_of(held)) for key, held in complaint.disputable(row).items()
    ]


def may_complain(row) -> bool:
    """Return True while there is a result to complain of, and the challenge stands where it can still change."""
    return row.complaint_until is not None and row.challenge.state == ChallengeState.QUALIFICATION


def complains(row) -> bool:
    """Return True while a complaint waits for its decision: it has a deadline then, and only then."""
    return row.due_at is not None


def name_texts(form, row) -> None:
    """Carry the versions of the declarations that stand on the page."""
    form.fields["read"].initial = " ".join(text.sha256 for text in declared_texts(row))


class Share(forms.Form):
    """A partner's task and share."""

    share = forms.CharField(label=_("份额（%）"), max_length=40)
    task = forms.CharField(label=_("任务"), max_length=200)


def fill_share(form, row) -> None:
    """Show what stands."""
    form.fields["share"].initial = f"{row.share.normalize():f}"
    form.fields["task"].initial = row.task


def behind(row) -> bool:
    """Return True while the proposal is bound to an older edition of the challenge than the present one."""
    return row.edition < row.challenge.edition


PROPOSAL = {
    "follow_edition": Verb(
        _("按新版继续"), proposal.follow_edition, _("已按更正后的榜单继续。"), tone="ink", wanted=behind
    ),
    "ask_team": Verb(
        _("征求团队同意"),
        team.ask,
        _("已向成员本人发出征求同意的邮件。"),
        tone="ink",
        ask=_(
            "平台给名单里还没有同意的每位成员本人发一封邮件，写明单位、榜单和所列的姓名、单位、职称、分工、投入人月，"
            "由其阅读全文后决定。他人不能代为同意。"
        ),
        fresh=True,
    ),
    "send_for_review": Verb(_("送单位审核"), proposal.send_for_review, _("已送签字人审核。"), tone="zhu", fresh=True),
    "send_back": Verb(_("退回修改"), proposal.send_back, _("已退回经办修改。"), form=Reason),
    "submit": Verb(
        _("提交申报书"),
        submit,
        _("已提交并封存。回执已发给本单位。"),
        tone="zhu",
        ask=_(
            "提交即代表本单位同意页面上各项承诺书的全文，平台记录签署人、身份、时间、网络地址和文本的哈希值。"
            "提交后封存至截止，任何人不可看；截止前可以撤回重交，截止后不能修改。"
        ),
        form=Reading,
        prepare=name_texts,
        arguments=lambda cleaned: {"read": cleaned["read"].split()},
        fresh=True,
    ),
    "take_back": TAKE_BACK,
    "confirm_edition": Verb(
        _("按更正后的榜单确认"),
        proposal.confirm_edition,
        _("已确认，申报书继续有效。"),
        tone="zhu",
        fresh=True,
        wanted=behind,
    ),
    "resume_draft": Verb(
        _("修改后重新提交"), proposal.resume_draft, _("已回到草稿，可以修改。"), tone="ink", fresh=True
    ),
    "withdraw": Verb(_("撤回申报书"), proposal.withdraw, _("已撤回。"), form=Withdrawal, tone="danger", fresh=True),
    "supply": Verb(_("提交补正"), proposal_check.supply, _("补正已提交。"), form=Supply, tone="zhu", fresh=True),
    "check": Verb(
        _("资格初核"),
        proposal_check.check,
        _("初核结论已记录，待第二人复核。"),
        form=Check,
        prepare=fill_conditions,
        arguments=result_of,
        tone="zhu",
    ),
    "confirm_check": Verb(
        _("复核确认"),
        proposal_check.confirm_check,
        _("资格结论已生效并通知申报单位。"),
        tone="zhu",
        ask=_("确认后结论生效并通知申报单位。"),
        ready=lambda row, _at: proposal_check.require_checked(row),
    ),
    "complain": Verb(
        _("对资格结论申诉"),
        complaint.complain,
        _("申诉已提交。由没有参与初核、复核的人员处理，结果会通知你们。"),
        form=Complaint,
        prepare=fill_complaint,
        tone="zhu",
        fresh=True,
        wanted=may_complain,
        ready=complaint.require_time,
    ),
    "dismiss_complaint": Verb(
        _("申诉不成立"),
        complaint.dismiss_complaint,
        _("已办结，理由已通知申报单位。"),
        form=Decision,
        tone="ink",
        wanted=complains,
    ),
    "uphold_complaint": Verb(
        _("申诉成立，重新审查"),
        complaint.uphold_complaint,
        _("原结论已作废，须由两人重新初核、复核。"),
        form=Decision,
        tone="zhu",
        wanted=complains,
        ready=lambda row, _at: complaint.require_qualification(row),
    ),
    "request_supplement": Verb(
        _("要求补正"),
        proposal_check.request_supplement,
        _("补正要求已发出，期限已通知。"),
        form=Supplement,
        arguments=items_of,
    ),
}
MEMBER = {
    "confirm": Verb(
        _("确认加入"),
        member.confirm,
        _("已确认加入联合体。"),
        tone="zhu",
        ask=_("确认后本单位对所列任务和份额负责。"),
        fresh=True,
    ),
    "decline": Verb(
        _("谢绝"),
        member.decline,
        _("已谢绝。"),
        tone="plain",
        ask=_("确认谢绝？谢绝后本单位不再出现在这份申报书中，牵头单位随即得知。"),
        fresh=True,
        wanted=lambda row: not row.leader,
    ),
    "change_share": Verb(
        _("改份额与任务"),
        member.change_share,
        _("已更改，须对方重新确认。"),
        form=Share,
        prepare=fill_share,
        fresh=True,
    ),
    "remove": Verb(
        _("移出"),
        member.remove,
        _("已移出联合体。"),
        tone="danger",
        ask=_("确认移出这家单位？"),
        fresh=True,
        wanted=lambda row: not row.leader,
    ),
}
