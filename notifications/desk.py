"""What every page of the operators' administration has in common."""

from django.contrib import admin

# A filter of a list compares whole values: an operator must not feel his way to a secret letter by letter.
WHOLE = frozenset({"", "exact", "in", "isnull", "id__exact", "id__in", "id__isnull"})
DATES = frozenset({"year", "month", "day"})


class Desk(admin.ModelAdmin):
    """A list and a page of a model. Who may do what is asked of the person (`has_perm`), as everywhere in Django.

    `fields` names what is shown, one by one, so that a new column of a model does not show itself.
    """

    show_full_result_count = False
    view_on_site = False

    def lookup_allowed(self, lookup, value, request=None):
        """Allow the filters that the list offers, and no condition that somebody types into the address."""
        field, _sep, rest = lookup.partition("__")
        if field == self.date_hierarchy and rest in DATES:
            return True
        return field in self.list_filter and rest in WHOLE

    def has_verify_permission(self, request):
        """Return whether this person may verify rows of this model."""
        return self._may(request, "verify")

    def has_send_again_permission(self, request):
        """Return whether this person may send rows of this model again."""
        return self._may(request, "send_again")

    def _may(self, request, verb):
        return request.user.has_perm(f"{self.opts.app_label}.{verb}_{self.opts.model_name}")
