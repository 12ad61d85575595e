"""What people fill in about a publicity."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid
from accounts.typed.fields import Phone
from challenges.award.actions import objecting
from challenges.award.models import ObjectionMatter, ObjectionRemedy, ObjectorStanding
from frontend.kit.verb_fields import ReadField


class ObjectionForm(forms.Form):
    """An objection: who they are comes from the account; what is missing is said in the action's own words."""

    matter = forms.ChoiceField(label=_("异议事项"), choices=ObjectionMatter.choices, widget=forms.RadioSelect)
    matter_text = forms.CharField(
        label=_("事项说明"), required=False, max_length=240, help_text=_("选“公示的其他内容”的，写明是哪一项。")
    )
    text = forms.CharField(
        label=_("事实"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("写明谁、什么时间、哪一处不实或者不合规定。"),
    )
    source = forms.CharField(
        label=_("证据来源"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("文件的名称、编号或者网址。写明来源或者上传文件，至少一项。"),
    )
    evidence = forms.FileField(label=_("证据文件"), required=False)
    remedy_kind = forms.ChoiceField(label=_("怎样处理"), choices=ObjectionRemedy.choices, widget=forms.RadioSelect)
    remedy = forms.CharField(label=_("请求的内容"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    standing = forms.ChoiceField(label=_("与本榜单的关系"), choices=ObjectorStanding.choices, widget=forms.RadioSelect)
    standing_text = forms.CharField(
        label=_("关系说明"), required=False, max_length=240, help_text=_("用一句话写明是哪个单位，或者是什么关系。")
    )
    phone = Phone(label=_("联系电话"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "tel"}))

    read = ReadField(required=False)

    STANDING = ("standing", "standing_text")
    field_order = (*STANDING, "phone")

    def __init__(self, *given, by, text, **more):
        super().__init__(*given, **more)
        self.by = by
        self.fields["read"].initial = text.sha256
        self.initial.setdefault("phone", by.user.phone)
        if by.organisation_id is not None:
            for name in self.STANDING:
                del self.fields[name]

    @property
    def said(self) -> objecting.Statement:
        """Return what was typed."""
        said = [name for name in self.fields if name not in ("evidence", "read")]
        return objecting.Statement(**{name: self[name].value() or "" for name in said})

    def clean(self):
        """Name everything that is missing at once, in place of the bare sentence that a field is needed."""
        try:
            objecting.stated(self.said, by=self.by, uploaded=bool(self.files.get("evidence")))
        except Invalid as wrong:
            for name in {problem.field for problem in wrong.problems}:
                self.errors.pop(name, None)
            for problem in wrong.problems:
                self.add_error(problem.field, str(problem.message))
        return self.cleaned_data
