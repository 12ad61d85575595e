"""An expert's own profile with their posts, the ties they declare and the days they are away."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import ActionDecides, Day, DayField, Words, ask_to_choose, offer
from accounts.models import Absence, Employment, ExpertProfile, Interest, TechField, WorkLanguage
from accounts.queries import dictionary
from accounts.queries.unit import meant
from notifications.typed import whole


class ExpertForm(ActionDecides):
    """Category, fields, load and a few words."""

    field_codes = forms.MultipleChoiceField(
        label=_("技术领域"), required=False, widget=forms.SelectMultiple(attrs={"size": 8, "class": "in"})
    )
    keywords = Words(label=_("研究方向关键词"), required=False, help_text=_("用顿号或逗号分开，至多 20 个。"))

    languages = forms.MultipleChoiceField(
        label=_("工作语言"), required=False, choices=WorkLanguage.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = ExpertProfile
        fields = (
            *("category", "title", "field_codes", "keywords", "languages", "years"),
            *("max_load", "available", "summary"),
        )
        help_texts = {"max_load": _("各组织方、各批次合计，未交的评审不超过此数。")}
        widgets = {"summary": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        ask_to_choose(self)
        offer(self, "field_codes", dictionary.grouped_choices(TechField))


POST = ("unit_name", "uscc", "post", "starts_on", "ends_on")


class EmploymentForm(ActionDecides):
    """One post; a unit that is registered here is found by its credit code or its name."""

    class Meta:
        model = Employment
        fields = POST
        widgets = {"starts_on": Day, "ends_on": Day}

    def entry(self):
        """The post as the action takes it."""
        unit, code = self.cleaned_data["unit_name"], self.cleaned_data["uscc"]
        return {**self.cleaned_data, "unit_name": unit, "uscc": code, "organisation": meant(unit, code)}


def employment_forms(data=None, *, posts=()):
    """The posts as rows of a form, with two empty rows for more. An empty row is left out."""
    rows = forms.formset_factory(EmploymentForm, extra=2 if posts else 3, max_num=20, absolute_max=20)
    initial = [{name: getattr(post, name) for name in POST} for post in posts]
    return rows(data, initial=initial, prefix="posts")


class ProfileOfExpert(ExpertForm):
    """The whole profile: its own fields, and under them the posts as `rows`."""

    def __init__(self, data=None, profile=None):
        super().__init__(data, instance=profile)
        self.rows = employment_forms(data, posts=list(profile.employments.all()) if profile else [])

    def parts(self):
        """Yield every form the profile is made of."""
        yield self
        yield from self.rows

    def is_valid(self):
        """Return True when the fields and every post can be read."""
        return all([super().is_valid(), self.rows.is_valid()])

    def filled(self) -> list:
        """Return the posts in which a unit was written; one that was not read yet, or not readable, is none."""
        return [row for row in self.rows if getattr(row, "cleaned_data", {}).get("unit_name")]

    def entries(self) -> list[dict]:
        """Return the posts as the action takes them."""
        return [row.entry() for row in self.filled()]

    def add_error(self, field, error):
        """Put a problem beside its field: `employments.1.ends_on` is the field of the second post."""
        head, _dot, rest = (field or "").partition(".")
        number, _dot, name = rest.partition(".")
        if head == "employments":
            rows = self.filled()
            place = whole(number, highest=len(rows) - 1)
            if place is not None and name in rows[place].fields:
                return rows[place].add_error(name, error)
        return super().add_error(field if field in self.fields else None, error)


class InterestForm(ActionDecides):
    """A tie to a unit."""

    class Meta:
        model = Interest
        fields = ("kind", "unit_name", "uscc", "starts_on", "ends_on", "note")
        widgets = {"starts_on": Day, "ends_on": Day}
        help_texts = {
            "uscc": _("知道就填，同名单位靠它分清。"),
            "ends_on": _("仍在存续就留空。已结束的在回避年限内仍然有效。"),
        }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        ask_to_choose(self)


class EndForm(forms.Form):
    """On which day a tie ended."""

    ends_on = DayField(label=_("结束日期"))


class AbsenceForm(ActionDecides):
    """Days away."""

    class Meta:
        model = Absence
        fields = ("starts_on", "ends_on")
        widgets = {"starts_on": Day, "ends_on": Day}
