"""What people do with a plan of who reviews what: change it with reasons, take it, give it up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from challenges.assignment.actions import allotment
from challenges.assignment.queries.allotment_grid import grids
from frontend.kit.verb import Verb


class Edits(forms.Form):
    """Which reviews of the plan shall not be, and one that must be, each with a reason; earlier edits hold."""

    out = forms.MultipleChoiceField(label=_("不用的安排"), required=False)
    out_reason = forms.CharField(label=_("不用的理由"), max_length=240, required=False)
    pin_expert = forms.TypedChoiceField(label=_("指定专家"), coerce=int, empty_value=None, required=False)
    pin_proposal = forms.TypedChoiceField(label=_("指定评审"), coerce=int, empty_value=None, required=False)
    pin_reason = forms.CharField(label=_("指定的理由"), max_length=240, required=False)
    drop = forms.BooleanField(label=_("清除以前的指定与排除"), required=False)

    def clean(self):
        """An expert is set onto a proposal, or none is."""
        given = super().clean() or self.cleaned_data
        if bool(given.get("pin_expert")) != bool(given.get("pin_proposal")):
            self.add_error("pin_proposal", _("请同时选择专家和申报书。"))
        if given.get("out") and not given.get("out_reason", "").strip():
            self.add_error("out_reason", _("请写明不用的理由。"))
        return given


def fill(form, row) -> None:
    """Offer the experts and proposals of the plan, and its pairs to be left out."""
    plan = grids(row)
    people = {one.expert_id: one.name for grid in plan for one in grid.columns}
    form.fields["pin_expert"].choices = [("", _("不指定")), *people.items()]
    form.fields["pin_proposal"].choices = [
        ("", _("不指定")),
        *((line.proposal.pk, line.proposal.organisation.name) for grid in plan for line in grid.lines),
    ]
    form.fields["out"].choices = [
        (f"{pair.expert_id}_{line.proposal.pk}", f"{pair.name} {line.proposal.organisation.name}")
        for grid in plan
        for line in grid.lines
        for pair in line.pairs
    ]


def revise(row, *, by, at, out, out_reason, pin_expert, pin_proposal, pin_reason, drop):
    """Make the domain call: the earlier edits with the new ones; a new edit of a pair takes the earlier one's place."""
    pins, bans = ([], []) if drop else (list(row.pins), list(row.bans))
    left_out = {tuple(map(int, key.split("_"))) for key in out}
    pins = [edit for edit in pins if tuple(edit[:2]) not in left_out]
    bans += [(expert, proposal, out_reason) for expert, proposal in sorted(left_out)]
    if pin_expert:
        key = (pin_expert, pin_proposal)
        bans = [edit for edit in bans if tuple(edit[:2]) != key]
        pins = [edit for edit in pins if tuple(edit[:2]) != key]
        pins.append((*key, pin_reason))
    return allotment.revise(row, by=by, at=at, pins=pins, bans=bans)


ALLOTMENT = {
    "apply": Verb(
        _("采用方案"),
        allotment.apply,
        _("方案已采用，开始评分时按此分派。"),
        tone="ink",
        ask=_("全部评审组同时采用这份方案，跨组的专家会收到通知；开始评分之前仍可重新求解。"),
    ),
    "revise": Verb(_("调整并重新求解"), revise, _("已提交，稍后得出新方案。"), form=Edits, prepare=fill),
    "void": Verb(_("作废方案"), allotment.void, _("方案已作废。"), tone="danger"),
}
