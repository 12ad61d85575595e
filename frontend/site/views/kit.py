"""The kit on one page, for those who build pages. Only in a demo; nothing on it is real."""

from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.typed.fields import Number
from notifications.clock import now
from notifications.phrase import Phrase


@dataclass(frozen=True)
class Step:
    """A step of the sample rail."""

    label: Phrase
    note: Phrase = ""
    done: bool = False
    now: bool = False
    you: bool = False


class Sample(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("单位名称"), help_text=_("与营业执照一致。"))
    code = forms.CharField(label=_("统一社会信用代码"), widget=forms.TextInput(attrs={"class": "in mono"}))
    share = Number(label=_("经费占比（%）"), required=False, unit="percent")
    region = forms.ChoiceField(label=_("地区"), choices=[("21", _("辽宁")), ("32", _("江苏"))])
    reason = forms.CharField(label=_("偏离理由"), required=False, widget=forms.Textarea)
    file = forms.FileField(label=_("证明材料"), required=False, help_text=_("PDF，不超过 50 MB。"))
    mode = forms.ChoiceField(
        label=_("揭榜方式"), choices=[("single", _("单一揭榜")), ("race", _("赛马"))], widget=forms.RadioSelect
    )
    joint = forms.BooleanField(label=_("接受联合体"), required=False)

    def clean_code(self):
        """Refuse every code, to show a refusal."""
        raise forms.ValidationError(_("末位校验码不对：按前 17 位计算应为 1。请核对是否输错。"))


def kit(request):
    """Show every component with sample content."""
    form = Sample({"name": "示例单位", "code": "91210112XNQY010132", "region": "21", "mode": "single"})
    at = now()
    steps = [
        Step(_("发布"), "10-16", done=True),
        Step(_("揭榜申报"), "11-30", done=True),
        Step(_("资格审查"), _("至 12-07"), now=True, you=True),
        Step(_("对接洽谈"), _("可略过")),
        Step(_("专家评审"), _("20 个工作日")),
        Step(_("公示"), _("5 个工作日")),
    ]
    marks = [
        ("wait", _("草稿")),
        ("run", _("揭榜申报")),
        ("ok", _("资格合格")),
        ("fix", _("待补正")),
        ("bad", _("逾期")),
        ("seal", _("封存")),
        ("end", _("未入选")),
    ]
    page = {"form": form, "steps": steps, "marks": marks, "due": at + timedelta(days=7, hours=6, minutes=36)}
    return render(request, "kit/kit.html", page)
