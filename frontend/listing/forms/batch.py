"""The form of a batch, with its own rules where they differ."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.typed.fields import Whole
from challenges.core.models import RULE_KEYS
from frontend.kit.verb_fields import moment_field

PLAIN = [
    key
    for key in RULE_KEYS
    if key.endswith(("_days", "_share", "_line", "_size", "_hours", "_hour", "_limit", "_length", "_from", "_times"))
    and not key.startswith("reminder")
]


class BatchForm(forms.Form):
    """Name, code, window, and the numbers that differ from the rules in force."""

    name = forms.CharField(label=_("批次名称"), max_length=80)
    name_en = forms.CharField(label=_("英文名称"), max_length=120, required=False)
    code = forms.CharField(label=_("批次代码"), max_length=20, help_text=_("用于榜单编号，如 TC-2026B2-001。"))
    summary = forms.CharField(label=_("说明"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    collect_from = moment_field(_("征集开始"), help_text=_("北京时间。"))
    collect_until = moment_field(_("征集截止"))
    feedback_at = moment_field(
        _("统一反馈时间"),
        required=False,
        help_text=_("本批次所有申报单位从这一刻起看到评审意见。留空即各榜单按规则反馈。"),
    )

    def __init__(self, *args, in_force=None, **kwargs):
        super().__init__(*args, **kwargs)
        for key in PLAIN:
            standing = (in_force or {}).get(key)
            self.fields[f"rule_{key}"] = Whole(
                label=RULE_KEYS[key],
                required=False,
                min_value=0,
                max_value=3650,
                help_text=_("现行 %(n)s，留空即沿用。") % {"n": standing} if standing is not None else "",
            )

    def typed(self) -> dict:
        """Return what the action takes."""
        given = {name: value for name, value in self.cleaned_data.items() if not name.startswith("rule_")}
        rules = {key: self.cleaned_data[f"rule_{key}"] for key in PLAIN}
        given["rules"] = {key: value for key, value in rules.items() if value is not None}
        return given

    def rule_fields(self):
        """Return the bound fields of the rules."""
        return [self[f"rule_{key}"] for key in PLAIN]
