"""Whom an organiser's notices name, and the words in which they are written."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField
from accounts.typed.fields import Line, Mail, Phone
from challenges.bulletin.models import Nature
from challenges.bulletin.queries.letterhead import LACKS, NEEDED
from challenges.bulletin.queries.wording import EMPTY, PARTS, parts_of


class LetterheadForm(forms.Form):
    """What an organiser's notices carry."""

    contact_name = Line(label=_("联系人"), help_text=_("处室或者姓名，提出异议的人向这里提出。"))
    contact_phone = Phone(label=_("联系电话"), help_text=_("发布单位自己的电话，不能是发榜方的。"))
    contact_email = Mail(label=_("联系邮箱"), required=False)
    address = Line(label=_("联系地址"), help_text=_("书面异议送交或者寄交到这里。"))
    supervision_phone = Phone(label=_("监督电话"))
    agency_code = Line(
        label=_("机关代字"),
        required=False,
        help_text=_("有权使用的才填，例如“粤科”，文号为“粤科公示〔2026〕3号”。留空按“公告〔2026〕3号”。"),
    )
    nature = forms.ChoiceField(
        label=_("单位性质"),
        choices=[("", _("请选择")), *Nature.choices],
        help_text=_("决定公告写哪些救济途径：行政复议、行政诉讼或者其他。"),
    )

    def __init__(self, *given, **more):
        super().__init__(*given, **more)
        for name in NEEDED:
            self.fields[name].error_messages["required"] = LACKS


class WordingForm(forms.Form):
    """The words of one kind of notice, part by part."""

    effective_on = DayField(label=_("启用日期"))
    title = Line(label=_("标题"))

    def __init__(self, data=None, *, kind, **rest):
        super().__init__(data, **rest)
        self.kind = kind
        for name in parts_of(kind):
            area = forms.Textarea(attrs={"rows": 4, "lang": "zh-Hans"})
            self.fields[name] = forms.CharField(label=PARTS[name], widget=area, error_messages={"required": EMPTY})

    def parts(self) -> dict[str, str]:
        """Return what was typed for each part."""
        return {name: self.cleaned_data.get(name, "") for name in parts_of(self.kind)}
