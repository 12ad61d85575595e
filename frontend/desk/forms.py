"""What operators type about the numbers for personal data."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField
from accounts.typed.fields import Line, Whole


class PersonalRuleForm(forms.Form):
    """A number for personal data, the document it rests on, and the day from which it holds."""

    value = Whole(label=_("数值"))
    basis = Line(label=_("依据文件"), help_text=_("文件名称和条款；申请删除的人会看到。"))
    effective_from = DayField(label=_("生效日期"), help_text=_("今天或者以后的一天；以前的日子不改。"))
