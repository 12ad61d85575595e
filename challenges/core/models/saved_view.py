"""Saved views 常用筛选: a filter of a list that a person keeps under a name."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.fields import PlainField


class SavedView(models.Model):
    """A filter under a name, for one person in one organisation.

    `board` is the list it belongs to, `words` are the filter as it stands in the address. A view that names something
    of one batch, as a panel, belongs to that batch; any other serves all. `default` is what its board opens with.
    """

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="saved_views")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="+")
    batch = models.ForeignKey("challenges.Batch", null=True, on_delete=models.CASCADE, related_name="+")
    board = models.CharField(max_length=24, editable=False)
    name = models.CharField(_("名称"), max_length=40)
    words = PlainField(default=dict)
    default = models.BooleanField(_("打开时采用"), default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "board", "name"], name="saved_view_name_once"),
            models.UniqueConstraint(
                fields=["user", "organisation", "board"],
                condition=models.Q(default=True),
                name="saved_view_one_default",
            ),
        ]

    def __str__(self) -> str:
        return self.name
