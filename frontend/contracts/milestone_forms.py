"""What the acts on milestones and payments ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField
from accounts.typed.fields import Line, Number
from challenges.contracts.actions import milestone_check, milestone_work, payment
from challenges.contracts.models import LeadOpinion
from challenges.listing.models import Comparator


def area(rows: int) -> forms.Textarea:
    """Return a field of several lines."""
    return forms.Textarea(attrs={"rows": rows})


class Measurement(forms.Form):
    """What was measured of one indicator."""

    indicator = forms.TypedChoiceField(label=_("指标"), coerce=int)
    value = Line(label=_("实测值"), required=False, help_text=_("数字后面可以写单位，如 82 ppm；会换算成指标的单位。"))
    unit = Line(label=_("单位（与指标不同时填）"), required=False)
    uncertainty = Line(label=_("不确定度"), required=False)
    choice = forms.ChoiceField(label=_("实测结果（是非、选项类指标）"), required=False)
    measured_on = DayField(label=_("测量日期"))
    measured_by = Line(label=_("测量方"))
    report = forms.TypedChoiceField(label=_("报告文件"), required=False, coerce=int, empty_value=None)


def fill_measurement(form, row) -> None:
    """Offer the indicators of the contract, the answers of those that have some, and the files of the milestone."""
    indicators = list(row.contract.indicators.all())
    form.fields["indicator"].choices = [(one.pk, one.name) for one in indicators]
    answers = (
        [("yes", _("是")), ("no", _("否"))] if any(one.comparator == Comparator.BOOL for one in indicators) else []
    )
    options = dict.fromkeys(
        str(word) for one in indicators if one.comparator == Comparator.ENUM for word in one.options
    )
    if answers or options:
        form.fields["choice"].choices = [("", "—"), *answers, *((word, word) for word in options)]
    else:
        del form.fields["choice"]
    files = row.attachments.filter(removed_at=None).values_list("pk", "name")
    form.fields["report"].choices = [("", _("不附文件")), *files]


class ProgressReport(forms.Form):
    """How the work goes."""

    on = DayField(label=_("截至日期"))
    text = forms.CharField(label=_("进展"), max_length=milestone_work.LONGEST_PROGRESS, widget=area(3))


class Submission(forms.Form):
    """What is said of the work that is handed in."""

    statement = forms.CharField(label=_("完成情况"), required=False, max_length=milestone_work.LONGEST, widget=area(4))


class Opinion(forms.Form):
    """What the lead firm finds."""

    opinion = forms.ChoiceField(label=_("考核意见"), choices=LeadOpinion.choices)
    text = forms.CharField(
        label=_("说明"),
        required=False,
        max_length=milestone_check.LONGEST,
        widget=area(4),
        help_text=_("建议整改或者不通过的，请写明事实和依据。"),
    )


def fill_opinion(form, row) -> None:
    """Offer no second rectification."""
    if row.rectified_at is not None:
        form.fields["opinion"].choices = [pair for pair in LeadOpinion.choices if pair[0] != LeadOpinion.RECTIFY]


class Passing(forms.Form):
    """What the organiser says when it passes a milestone."""

    decision = forms.CharField(label=_("考核意见"), required=False, max_length=milestone_check.LONGEST, widget=area(3))


class Asking(forms.Form):
    """By which invoice a payment is asked for."""

    invoice = Line(label=_("发票号码"), max_length=payment.LONGEST_INVOICE)


class Paid(forms.Form):
    """When a payment was made, by which voucher, and how much of it."""

    paid_on = DayField(label=_("付款日期"))
    amount = Number(
        label=_("金额（元）"),
        required=False,
        max_digits=16,
        decimal_places=2,
        min_value=0,
        help_text=_("只付了一部分时填；不填即全额。余下的仍在台账上待付。"),
    )
    reference = Line(label=_("付款凭证号"), required=False, max_length=payment.LONGEST_REFERENCE)


class Received(forms.Form):
    """When the money came, and how much of it."""

    received_on = DayField(label=_("到账日期"))
    amount = Number(
        label=_("金额（元）"),
        required=False,
        max_digits=16,
        decimal_places=2,
        min_value=0,
        help_text=_("只到账一部分时填；不填即全额。"),
    )


class Refund(forms.Form):
    """When the money was given back, and why."""

    refunded_on = DayField(label=_("退回日期"))
    reason = forms.CharField(label=_("退回原因"), max_length=2000, widget=area(3))
