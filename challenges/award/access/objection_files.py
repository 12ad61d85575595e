"""Whose the files of an objection are: the objector's; and whoever reads the objection in full reads them."""

from django.db.models import Q

from challenges.award.access.objection import whole_to
from challenges.files.access import Owner, register


def own_side(viewer) -> Q:
    """Return the condition for files of the viewer's own objections."""
    return Q(objection__filed_by_id=viewer.user_id) if viewer.user_id else Q(pk__in=[])


def given_to(viewer) -> Q:
    """Return the condition for files of objections that this viewer reads in full."""
    return Q(objection__in=whole_to(viewer))


register(Owner("objection", own_side, given_to, {"filed": "withdraw"}))
