"""An expert's own profile with his posts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import ActionDecides, Day, Words, ask_to_choose
from accounts.models import Employment, ExpertProfile, Organisation, TechField
from accounts.queries import dictionary


class ExpertForm(ActionDecides):
    """Category, fields, load and a few words."""

    field_codes = forms.MultipleChoiceField(
        label=_("技术领域"), required=False, widget=forms.SelectMultiple(attrs={"size": 8, "class": "in"})
    )
    keywords = Words(label=_("研究方向关键词"), required=False, help_text=_("用顿号或逗号分开，至多 20 个。"))

    class Meta:
        model = ExpertProfile
        fields = ("category", "title", "field_codes", "keywords", "years", "max_load", "available", "summary")
        widgets = {"summary": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        ask_to_choose(self)
        self.fields["field_codes"].choices = dictionary.grouped_choices(TechField)


class EmploymentForm(ActionDecides):
    """One post; a unit that is registered here is found by its name."""

    class Meta:
        model = Employment
        fields = ("unit_name", "post", "starts_on", "ends_on")
        widgets = {"starts_on": Day, "ends_on": Day}

    def entry(self):
        """The post as the action takes it."""
        unit = self.cleaned_data["unit_name"].strip()
        return {**self.cleaned_data, "unit_name": unit, "organisation": Organisation.objects.filter(name=unit).first()}


def employment_forms(data=None, *, posts=()):
    """The posts as rows of a form, with two empty rows for more. An empty row is left out."""
    rows = forms.formset_factory(EmploymentForm, extra=2 if posts else 3, max_num=20, absolute_max=20)
    initial = [{name: getattr(post, name) for name in ("unit_name", "post", "starts_on", "ends_on")} for post in posts]
    return rows(data, initial=initial, prefix="posts")
