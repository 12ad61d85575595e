"""What the desk of an objection asks its sides, how they answer, and to whom an answer is passed on."""

from django import forms
from django.utils.translation import gettext_lazy as _

from challenges.award.actions import inquiry
from challenges.award.actions.objection_words import LONGEST
from challenges.award.models import Side, Wanted
from challenges.award.queries.hearing import targets
from frontend.kit.verb import Verb
from notifications.typed import whole

FIRM = "target-"


class Inquire(forms.Form):
    """What is asked, and of whom."""

    to = forms.ChoiceField(label=_("向谁询问"))
    wanted = forms.ChoiceField(label=_("要求提供"), choices=Wanted.choices)
    question = forms.CharField(
        label=_("询问内容"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "写明异议所涉的事项和需要说明的事实。发给被异议单位和发榜方的，不得写明异议人是谁。发出后不能修改。"
        ),
    )


class Answer(forms.Form):
    """What the side asked says."""

    text = forms.CharField(
        label=_("答复"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("附件先在下面上传。提交后文字和附件都不能修改，由组织方的办理人员阅看。"),
    )


class Release(forms.Form):
    """To whom an answer is passed on."""

    to = forms.ChoiceField(label=_("转给"), choices=Side.choices)


def fill_sides(form, row) -> None:
    """Offer the objector, each firm objected to by its name, and the lead firm."""
    firms = [(f"{FIRM}{firm.pk}", f"{Side.TARGET.label}：{firm.name}") for firm in targets(row)]
    lead = (str(Side.LEAD), f"{Side.LEAD.label}：{row.challenge.lead.name}")
    form.fields["to"].choices = [*firms, (str(Side.OBJECTOR), Side.OBJECTOR.label), lead]


def asked(cleaned: dict) -> dict:
    """Return the inquiry as the action takes it."""
    to = cleaned["to"]
    firm = whole(to.removeprefix(FIRM)) if to.startswith(FIRM) else None
    side = Side.TARGET if firm is not None else to
    return {"side": side, "organisation_id": firm, "wanted": cleaned["wanted"], "question": cleaned["question"]}


def fill_readers(form, row) -> None:
    """Offer the sides that do not read the answer yet."""
    form.fields["to"].choices = [(value, label) for value, label in Side.choices if value in waiting_sides(row)]


def waiting_sides(row) -> list[str]:
    """Return the sides that an inquiry was neither sent nor passed on to."""
    return [side for side in Side.values if side != row.side and not getattr(row, f"for_{side}")]


INQUIRE = Verb(
    _("询问或者要求提供材料"),
    inquiry.inquire,
    _("询问已发出，期限已告知对方。"),
    form=Inquire,
    prepare=fill_sides,
    arguments=asked,
)
INQUIRY = {
    "answer": Verb(
        _("提交答复"),
        inquiry.answer,
        _("答复已提交，组织方已收到。"),
        form=Answer,
        tone="zhu",
        ask=_("提交后不能修改或者撤回。确认提交？"),
    ),
    "release": Verb(
        _("转给另一方"),
        inquiry.release,
        _("已转给这一方并通知。"),
        form=Release,
        prepare=fill_readers,
        wanted=lambda row: bool(waiting_sides(row)),
        ask=_("转出后不能收回。请再核对文字和附件，不得透露异议人的身份。确认转出？"),
    ),
}
