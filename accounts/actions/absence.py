"""Absences 不在岗: the days on which an expert cannot review; no reason is asked."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import policy
from accounts.acting import Acting
from accounts.actions.interest import date_problems, own_profile
from accounts.errors import Invalid, Problem
from accounts.models import Absence
from notifications.clock import day_of
from notifications.events import record


def add(*, by: Acting, at: datetime.datetime, starts_on: datetime.date, ends_on: datetime.date) -> Absence:
    """An expert says on which days they cannot review, both ends included.

    Raises Invalid for an end before the start and for the same days twice, NotAllowed for anybody without a profile.
    """
    with transaction.atomic():
        profile = own_profile(by)
        if problems := date_problems(starts_on, ends_on, day_of(at)):
            raise Invalid(problems)
        if profile.absences.filter(starts_on=starts_on, ends_on=ends_on).exists():
            raise Invalid([Problem("starts_on", _("这段时间已经登记。"), "twice")])
        absence = Absence.objects.create(expert=profile, starts_on=starts_on, ends_on=ends_on)
        record("absence.added", subject=absence, by=by, at=at)
    return absence


def remove(absence: Absence, *, by: Acting, at: datetime.datetime) -> None:
    """An expert is here after all: the days count as working days again."""
    with transaction.atomic():
        policy.demand(by, "remove", absence)
        record("absence.removed", subject=absence, by=by, at=at)
        Absence.objects.filter(pk=absence.pk).delete()
