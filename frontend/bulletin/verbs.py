"""What people do with a notice draft."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.typed.fields import Line, Mail, Phone
from challenges.bulletin.actions import notice, schedule
from frontend.kit.verb import Verb
from frontend.kit.verb_fields import moment_field


class Words(forms.Form):
    """The words of a draft."""

    title = forms.CharField(label=_("标题"), max_length=160)
    number = forms.CharField(label=_("文号"), max_length=60, required=False, help_text=_("留空按平台公告编号。"))
    body = forms.CharField(label=_("正文"), widget=forms.Textarea(attrs={"rows": 12}))
    contact_name = Line(label=_("联系人"), max_length=40, required=False)
    contact_phone = Phone(label=_("联系电话"), max_length=40, required=False)
    contact_email = Mail(label=_("联系邮箱"), required=False)


class When(forms.Form):
    """At which moment the clock posts a notice."""

    posts_at = moment_field(_("张贴时间"))


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
    "schedule": Verb(
        _("定时张贴"),
        schedule.schedule,
        _("已批准，到时自动张贴；到点前可以收回。"),
        form=When,
        hint=_("现在就按那个时间试办一遍，办不成的当场说明。"),
    ),
    "unschedule": Verb(_("收回，不再定时张贴"), schedule.unschedule, _("已收回，公告稿可以修改。")),
    "discard": Verb(_("作废公告稿"), notice.discard, _("已作废。"), tone="danger", ask=_("确认作废这份公告稿？")),
}
