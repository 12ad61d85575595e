"""Rubrics 评分表 and their lines: what an expert marks, with which weight and how."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.fields import PlainField


class Rubric(models.Model):
    """A rubric 评分表: weighted criteria that total 100. A template may be reused; a panel keeps its own copy.

    A rubric by points 按分值 says how many points each criterion gives at most: these are its weights, 100 in all, and
    experts give points instead of marks of 0 to 100. What is kept is always the mark, points × 100 ÷ most, with two
    decimals; points have one decimal at most, so that they come back exactly and so does the total.
    """

    noun = "rubric"

    class Scale(models.TextChoices):
        WEIGHT = "weight", _("按权重，每项百分制")
        POINTS = "points", _("按分值，各项满分合计 100")

    organiser = models.ForeignKey("accounts.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("名称"), max_length=80)
    template = models.BooleanField(default=True)
    scale = models.CharField(_("计分办法"), max_length=6, choices=Scale.choices, default=Scale.WEIGHT)
    tie_chain = PlainField(default=list)

    def __str__(self):
        return self.name

    @property
    def in_points(self) -> bool:
        """Return True when experts give points, not marks of 0 to 100."""
        return self.scale == self.Scale.POINTS

    @property
    def written(self) -> list[dict]:
        """Return the criteria as plain data, read anew."""
        return [dict(row) for row in self.criteria.order_by("position").values()]

    @property
    def chain(self) -> str:
        """Return the name of the rubric's own timeline."""
        return f"rubric:{self.pk}"


class Criterion(models.Model):
    """One line of a rubric: weight, how it is scored, and how long a comment must be."""

    class Kind(models.TextChoices):
        NUMERIC = "numeric", _("百分制")
        RATING = "rating", _("等级")
        YESNO = "yesno", _("是否")

    rubric = models.ForeignKey(Rubric, on_delete=models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("评分项"), max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    hint = models.CharField(_("评分要点"), max_length=240, blank=True)
    weight = models.PositiveSmallIntegerField(_("权重"))
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.NUMERIC)
    levels = PlainField(default=list, blank=True)
    comment_required = models.BooleanField(default=False)
    comment_length = models.PositiveSmallIntegerField(default=0)
    veto = models.BooleanField(_("一票否决"), default=False)

    class Meta:
        ordering = ["position"]

    def __str__(self):
        return self.name
