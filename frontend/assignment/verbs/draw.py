"""What people do with a public draw: open the secret, take the panel, give it up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from challenges.assignment.actions import draw
from challenges.assignment.queries.draw import preview
from frontend.kit.verb import Verb
from frontend.kit.verb_fields import Reason
from notifications.typed import whole

WITHOUT = "without_"


class Beacon(forms.Form):
    """The public value that joins the secret, where one was named."""

    beacon = forms.CharField(label=_("公开随机数"), max_length=120, required=False)


class Taking(forms.Form):
    """Who leads, and a reason for each expert who is not taken."""

    leader = forms.TypedChoiceField(label=_("组长"), coerce=int)


def name_beacon(form, row) -> None:
    """Ask for the value that was named, and for nothing when none was."""
    if row.beacon_name:
        form.fields["beacon"].label = row.beacon_name
        form.fields["beacon"].required = True
    else:
        del form.fields["beacon"]


def name_experts(form, row) -> None:
    """Offer those who were drawn as leaders, and one line each for why somebody is not taken."""
    drawn = preview(row).panel
    form.fields["leader"].choices = [("", _("请选择")), *((lot.user_id, lot.name) for lot in drawn)]
    for lot in drawn:
        form.fields[f"{WITHOUT}{lot.user_id}"] = forms.CharField(
            label=_("不采用“%(name)s”的理由") % {"name": lot.name},
            help_text=_("留空即采用；填写后由候补依次递补。"),
            max_length=240,
            required=False,
        )


def taken(cleaned: dict) -> dict:
    """Return the form as the action takes it."""
    reasons = {whole(key.removeprefix(WITHOUT)): why for key, why in cleaned.items() if key.startswith(WITHOUT) and why}
    return {"leader": cleaned["leader"], "without": reasons}


DRAW = {
    "make": Verb(
        _("公开密值并抽取"),
        draw.make,
        _("已抽取，全部名单与排除理由已记录。"),
        form=Beacon,
        prepare=name_beacon,
        tone="ink",
        ask=_("抽取只有一次。结果连同排除名单一并记录，纪检人员会收到通知。"),
    ),
    "apply": Verb(
        _("采用抽取结果"),
        draw.apply,
        _("名单已写入评审组，可以发出邀请。"),
        form=Taking,
        prepare=name_experts,
        arguments=taken,
        tone="ink",
    ),
    "void": Verb(_("作废这次抽取"), draw.void, _("已作废，记录保留。"), form=Reason, tone="danger"),
}
