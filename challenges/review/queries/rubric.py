"""Rubrics 评分表 as organisers keep them: the templates at hand, and how many panels score by copies of each name."""

from django.db.models import Count, IntegerField, OuterRef, Subquery, Sum

from challenges.review.access.review import panels_visible_to, rubrics_visible_to
from challenges.review.models import Panel


def templates(viewer):
    """Return the templates this viewer may use, the organisation's own first, newest first.

    Each has `lines`, `total` (100 when it may be used) and `used`: panels of their organisation whose copy has its
    name.
    """
    mine = Panel.objects.filter(pk__in=panels_visible_to(viewer).values("pk"), rubric__name=OuterRef("name"))
    used = mine.order_by().values("rubric__name").annotate(n=Count("pk")).values("n")
    return (
        rubrics_visible_to(viewer)
        .annotate(
            lines=Count("criteria"), total=Sum("criteria__weight"), used=Subquery(used, output_field=IntegerField())
        )
        .order_by("organiser", "-pk")
    )
