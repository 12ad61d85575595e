"""What people do with a notice draft, and with an objection."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.typed.fields import Line, Mail, Phone
from challenges.actions import notice, objection

from .fields import Decision
from .verb import Verb


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


class Uphold(Decision):
    """An objection that holds, and where the matter goes back to."""

    back_to = forms.ChoiceField(
        label=_("退回到"), choices=[("proposed", _("拟定，重新择定并公示")), ("expert_review", _("专家评审"))]
    )


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
OBJECTION = {
    "register": Verb(_("登记异议"), objection.register, _("已登记，办结期限已通知。"), tone="zhu"),
    "refuse": Verb(_("作出不予受理"), objection.refuse, _("已不予受理并通知异议人。"), form=Decision, tone="danger"),
    "dismiss": Verb(_("认定不成立"), objection.dismiss, _("已办结，公示继续。"), form=Decision, tone="ink"),
    "uphold": Verb(_("认定成立"), objection.uphold, _("已办结，事项退回重办。"), form=Uphold),
    "withdraw": Verb(_("撤回异议"), objection.withdraw, _("异议已撤回。"), ask=_("确认撤回异议？")),
}
