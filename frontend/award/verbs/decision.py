"""What approvers do with a decision: agree to the version they read, or send it back with their reasons."""

from django import forms
from django.utils.translation import gettext_lazy as _

from challenges.award.actions import decision
from frontend.kit.verb import Verb
from frontend.kit.verb_fields import ReadField


class Agreeing(forms.Form):
    """An opinion, and the version that was read."""

    opinion = forms.CharField(
        label=_("审定意见"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    read = ReadField(max_length=64)


class SendingBack(Agreeing):
    """An opinion that must be written, and what the lead firm is told."""

    opinion = forms.CharField(
        label=_("审定意见"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("只在组织方内部可见。"),
    )
    message = forms.CharField(label=_("告知发榜方"), required=False, max_length=240)
    field_order = ("opinion", "message", "read")


def name_version(form, row) -> None:
    """Carry the version that stands on the page."""
    form.fields["read"].initial = row.digest


DECISION = {
    "approve": Verb(
        _("同意"),
        decision.approve,
        _("审定意见已记录。"),
        form=Agreeing,
        prepare=name_version,
        tone="zhu",
        ask=_("你同意的是本页所列的版本；内容再有改变，你的同意即失效，须重新审定。"),
    ),
    "send_back": Verb(
        _("退回发榜方"),
        decision.send_back,
        _("已退回，发榜方已得到通知。"),
        form=SendingBack,
        prepare=name_version,
    ),
}
