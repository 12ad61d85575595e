"""What people do with a notice draft."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.typed.fields import Line, Mail, Phone
from challenges.bulletin import actions as notice
from frontend.kit.verb import Verb


class Words(forms.Form):
    """The words of a draft."""

    title = forms.CharField(label=_("标题"), max_length=160)
    number = forms.CharField(label=_("文号"), max_length=60, required=False, help_text=_("留空按平台公告编号。"))
    body = forms.CharField(label=_("正文"), widget=forms.Textarea(attrs={"rows": 12}))
    contact_name = Line(label=_("联系人"), max_length=40, required=False)
    contact_phone = Phone(label=_("联系电话"), max_length=40, required=False)
    contact_email = Mail(label=_("联系邮箱"), required=False)


def fill_words(form, row) -> None:
    """Show what stands."""
    for name in form.fields:
        form.fields[name].initial = getattr(row, name)


NOTICE = {
    "edit": Verb(_("修改公告稿"), notice.edit, _("已保存。"), form=Words, prepare=fill_words),
    "post": Verb(
        _("张贴公告"),
        notice.post,
        _("公告已张贴，从现在起不能修改。"),
        tone="zhu",
        ask=_("张贴后文字不能更改，公示期开始计算。"),
    ),
    "discard": Verb(_("作废公告稿"), notice.discard, _("已作废。"), tone="danger", ask=_("确认作废这份公告稿？")),
}
