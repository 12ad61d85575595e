"""The first person's result of the formal check: condition by condition, then what follows from it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from challenges.proposals.actions import proposal_check
from challenges.proposals.queries.qualification import seen
from notifications.clock import now

RESULTS = [("ok", _("符合")), ("fail", _("不符合"))]


class Check(forms.Form):
    """The result; `fill_conditions` puts the conditions of the proposal before it."""

    result = forms.ChoiceField(
        label=_("结论"), choices=[("yes", _("合格")), ("no", _("不合格"))], widget=forms.RadioSelect
    )
    reasons = forms.MultipleChoiceField(
        label=_("条件以外的不合格理由"),
        required=False,
        choices=list(proposal_check.REASONS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label=_("说明"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("写明依据的事实或者文件。"),
    )


def fill_conditions(form, row) -> None:
    """Ask for each condition of the proposal, beginning with what was written down or the machine found."""
    first: dict[str, forms.Field] = {}
    points = seen(row, now())
    told = {proposal_check.REASON_OF[point.kind] for point in points}
    form.fields["reasons"].choices = [
        (code, label) for code, label in proposal_check.REASONS.items() if code not in told
    ]
    for point in points:
        given = point.result or (point.machine if point.machine != "manual" else None)
        first[f"results.{point.key}.result"] = forms.ChoiceField(
            label=point.requirement,
            choices=RESULTS,
            initial=given,
            widget=forms.RadioSelect,
            help_text=_("系统核对：%(found)s") % {"found": point.found},
        )
        first[f"results.{point.key}.note"] = forms.CharField(
            label=_("依据：%(condition)s") % {"condition": point.requirement},
            required=False,
            max_length=500,
            initial=point.note,
            help_text=_("不符合、与系统核对不同或系统不能判定的，写明事实或者文件。"),
        )
    form.fields = first | form.fields


def result_of(cleaned: dict) -> dict:
    """Return the result as the action takes it."""
    qualified = cleaned["result"] == "yes"
    rows = [{"code": code, "note": cleaned["note"]} for code in cleaned["reasons"]]
    results = [
        {"key": name.split(".")[1], "result": value, "note": cleaned[name.removesuffix("result") + "note"]}
        for name, value in cleaned.items()
        if name.startswith("results.") and name.endswith(".result")
    ]
    return {"qualified": qualified, "reasons": rows, "results": results}
