"""What the organiser's people do with a signal: say that it is explained, or take it up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from challenges.collusion import actions as signal
from frontend.kit.verb import Verb


class Explanation(forms.Form):
    """Why it is no cause for concern."""

    note = forms.CharField(label=_("情况说明"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class Pursuit(forms.Form):
    """What will be looked into, and how."""

    note = forms.CharField(label=_("核查安排"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


SIGNAL = {
    "explain": Verb(_("记为已说明"), signal.explain, _("已记下说明。"), form=Explanation),
    "pursue": Verb(_("列入核查"), signal.pursue, _("已列入核查，纪检人员会收到通知。"), form=Pursuit),
}
