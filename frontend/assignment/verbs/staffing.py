"""What people do with a plan of panels: change it with reasons, take it, give it up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import ExpertProfile
from challenges.assignment.actions import staffing
from challenges.assignment.queries.staffing import benches
from challenges.review.models import Panel
from frontend.kit.names import short_panel
from frontend.kit.verb import Verb
from notifications.typed import whole

OUT = "out_"


class Edits(forms.Form):
    """Whom to set, whom to leave out, each with a reason; earlier edits hold unless they are dropped."""

    pin_expert = forms.TypedChoiceField(label=_("指定专家"), coerce=int, empty_value=None, required=False)
    pin_panel = forms.TypedChoiceField(label=_("指定到评审组"), coerce=int, empty_value=None, required=False)
    pin_reason = forms.CharField(label=_("指定的理由"), max_length=240, required=False)
    drop = forms.BooleanField(label=_("清除以前的指定与排除"), required=False)

    def clean(self):
        """An expert is set onto a panel, or none is."""
        given = super().clean() or self.cleaned_data
        if bool(given.get("pin_expert")) != bool(given.get("pin_panel")):
            self.add_error("pin_panel", _("请同时选择专家和评审组。"))
        return given


def fill(form, row) -> None:
    """Offer the pool and the panels, and one line for each seat of the plan that may be left empty instead."""
    pool = ExpertProfile.objects.to_be_asked().select_related("user")
    people = [(one.user_id, f"{one.user.name}　{one.get_category_display()}") for one in pool.order_by("user_id")]
    form.fields["pin_expert"].choices = [("", _("不指定")), *people]
    panels = Panel.objects.filter(pk__in=row.panels).order_by("pk")
    form.fields["pin_panel"].choices = [("", _("不指定")), *((panel.pk, panel.name) for panel in panels)]
    for bench in benches(row):
        for chair in bench.chairs:
            form.fields[f"{OUT}{chair.expert_id}_{bench.panel.pk}"] = forms.CharField(
                label=_("“%(panel)s”不用“%(name)s”的理由")
                % {"panel": short_panel(bench.panel.name), "name": chair.name},
                max_length=240,
                required=False,
            )


def revise(row, *, by, at, **cleaned):
    """Make the domain call: the earlier edits with the new ones."""
    pins, bans = ([], []) if cleaned["drop"] else (list(row.pins), list(row.bans))
    if cleaned["pin_expert"]:
        pins.append((cleaned["pin_expert"], cleaned["pin_panel"], cleaned["pin_reason"]))
    for key, reason in cleaned.items():
        if key.startswith(OUT) and reason:
            expert, panel = key.removeprefix(OUT).split("_")
            bans.append((whole(expert), whole(panel), reason))
    return staffing.revise(row, by=by, at=at, pins=pins, bans=bans)


STAFFING = {
    "apply": Verb(
        _("采用方案"),
        staffing.apply,
        _("各评审组名单已写入，可以分别发出邀请。"),
        tone="ink",
        ask=_("全部评审组的名单将按方案写入，契合度最高的专家任组长，之后仍可调整。"),
    ),
    "revise": Verb(_("调整并重新求解"), revise, _("已提交，稍后得出新方案。"), form=Edits, prepare=fill),
    "void": Verb(_("作废方案"), staffing.void, _("方案已作废。"), tone="danger"),
}
