"""The form of a batch."""

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.kit.verb_fields import moment_field


class BatchForm(forms.Form):
    """Name, code and window."""

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


class CopyForm(forms.Form):
    """In what a copy of a call differs: everything else is the same, and every date moves with the first."""

    name = forms.CharField(label=_("批次名称"), max_length=80)
    name_en = forms.CharField(label=_("英文名称"), max_length=120, required=False)
    code = forms.CharField(label=_("批次代码"), max_length=20, help_text=_("用于榜单编号，如 TC-2026B2-001。"))
    collect_from = moment_field(_("征集开始"), help_text=_("北京时间。征集截止和统一反馈时间随之顺延。"))
