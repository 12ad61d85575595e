"""The operators' desk of the marketplace: numbers, holidays, batches and rubrics are data that they keep.

Lifecycles are only looked at here: no row of theirs can be added, moved or removed around the gate. Proposals are
not shown at all.
"""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.acting import acting_for
from accounts.admin import Desk, Dictionary
from accounts.errors import Invalid
from challenges.bulletin.models import Notice
from challenges.bulletin.states import UNPOSTED, NoticeState
from challenges.core.actions import holiday as holidays
from challenges.core.models import Holiday, RuleSet
from challenges.core.periods import day_of
from challenges.core.queries.rules import problems as rule_problems
from challenges.listing.actions import batch as batches
from challenges.listing.models import Batch, Challenge
from challenges.review.models import Criterion, Rubric
from notifications.clock import now


class RuleSetForm(forms.ModelForm):
    """The values of a rule set: only known keys, each of its own kind."""

    class Meta:
        model = RuleSet
        fields = ("organiser", "title", "basis", "effective_from", "values")

    def clean_values(self):
        """Return the values, or say of each what is wrong with it."""
        values = self.cleaned_data["values"]
        found = rule_problems(values)
        if found:
            raise ValidationError(found)
        return values

    def clean_effective_from(self):
        """Refuse a date that has come: what was decided under the old numbers must stay explained by them."""
        day = self.cleaned_data["effective_from"]
        if day <= day_of(now()):
            raise ValidationError(_("生效日期须晚于今天：已经生效的规则不回头修改。"))
        return day


@admin.register(RuleSet)
class RuleSetAdmin(Dictionary):
    """Rule sets are added with a date to come; one in force can only be read."""

    form = RuleSetForm
    list_display = ("title", "organiser", "batch", "basis", "effective_from")
    list_filter = ("organiser",)
    list_select_related = ("organiser", "batch")

    def has_change_permission(self, request, obj=None):
        """Only what is not in force yet may be changed."""
        return super().has_change_permission(request, obj) and (obj is None or obj.effective_from > day_of(now()))

    def has_delete_permission(self, request, obj=None):
        """Only what is not in force yet may be taken away."""
        return super().has_delete_permission(request, obj) and obj is not None and obj.effective_from > day_of(now())


@admin.register(Holiday)
class HolidayAdmin(Dictionary):
    """The holiday table. Running periods follow it: whoever enters a day moves what was counted over it.

    A day that turns out to be an ordinary one is taken off the table.
    """

    list_display = ("day", "working", "name", "provisional")
    list_filter = ("provisional", "working")
    date_hierarchy = "day"
    search_fields = ("name",)
    fields = ("day", "working", "name", "provisional")

    def save_model(self, request, obj, form, change):
        """Enter a day, and count the running periods anew."""
        with holidays.changing(by=acting_for(request), at=now()):
            super().save_model(request, obj, form, change)

    def delete_model(self, request, obj):
        """Take a day off the table, and count the running periods anew."""
        with holidays.changing(by=acting_for(request), at=now()):
            super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        """Take several days off the table, and count the running periods anew once."""
        with holidays.changing(by=acting_for(request), at=now()):
            super().delete_queryset(request, queryset)


class BatchForm(forms.ModelForm):
    """A campaign's words and collecting period, read by the rules of the action itself."""

    class Meta:
        model = Batch
        fields = ("code", "name", "name_en", "summary", "collect_from", "collect_until")

    def clean(self):
        """Put each problem beside its field; a field that is not asked for keeps what stands."""
        typed = super().clean() or self.cleaned_data
        standing = {name: getattr(self.instance, name) for name in batches.FIELDS if name not in self.fields}
        try:
            batches.read({**typed, **standing}, now())
        except Invalid as wrong:
            for problem in wrong.problems:
                self.add_error(problem.field if problem.field in self.fields else None, str(problem.message))
        return typed


@admin.register(Batch)
class BatchAdmin(Dictionary):
    """Operators correct a campaign that its organiser has opened."""

    form = BatchForm
    list_display = ("code", "name", "organiser", "collect_from", "collect_until")
    list_filter = ("organiser",)
    list_select_related = ("organiser",)
    search_fields = ("code", "name")


class CriteriaFormSet(forms.BaseInlineFormSet):
    """The criteria of a rubric, whose weights total 100."""

    def clean(self):
        """Refuse weights that do not total 100."""
        super().clean()
        if any(self.errors):
            return
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        total = sum(row["weight"] for row in rows)
        if total != 100:
            raise ValidationError(_("权重合计为 %(total)s，须为 100。"), params={"total": total})


class CriterionInline(admin.TabularInline):
    """The criteria under their rubric."""

    model = Criterion
    formset = CriteriaFormSet
    extra = 0
    fields = (
        *("position", "name", "name_en", "hint", "weight", "kind", "levels"),
        *("comment_required", "comment_length", "veto"),
    )


@admin.register(Rubric)
class RubricAdmin(Dictionary):
    """Templates of rubrics; the copy that a panel scores by belongs to the panel and is not changed here."""

    list_display = ("name", "organiser")
    fields = ("name", "organiser")
    inlines = (CriterionInline,)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Leave the organiser open: a template of nobody is everybody's."""
        return super().formfield_for_foreignkey(db_field, request, required=False, **kwargs)

    def get_queryset(self, request):
        """Show templates only."""
        return super().get_queryset(request).filter(template=True)


@admin.register(Challenge)
class ChallengeAdmin(Desk):
    """Where each challenge stands: to be looked at."""

    list_display = ("number", "title", "state", "lead", "organiser", "opens_at", "closes_at", "due_at")
    list_filter = ("state", "batch")
    list_select_related = ("lead", "organiser")
    search_fields = ("number", "title")
    fields = (*list_display, "batch", "edition", "published_at", "publicity_ends_at", "version", "updated_at")


@admin.register(Notice)
class NoticeAdmin(Desk):
    """The public notices: to be looked at."""

    list_display = ("number", "title", "kind", "state", "issuer", "posted_at", "publicity_ends_at")
    list_filter = ("kind", "state")
    list_select_related = ("issuer",)
    search_fields = ("number", "title")
    fields = (*list_display, "body", "dated", "publicity_starts_on", "contact_name", "contact_phone", "version")

    def get_queryset(self, request):
        """Show what was posted: a draft is nobody's but its writers'."""
        return super().get_queryset(request).exclude(state__in=(*UNPOSTED, NoticeState.DISCARDED))
