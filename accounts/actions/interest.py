"""Ties 利害关系: declared by the expert before anybody invites them, ended, or taken back."""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import policy
from accounts.acting import Acting
from accounts.actions.checking import problems_of, understood
from accounts.errors import Invalid, NotAllowed, Problem
from accounts.models import ExpertProfile, Interest
from accounts.queries.unit import meant
from accounts.rules import uscc as codes
from accounts.typed import day, text
from notifications.clock import day_of
from notifications.events import record

DETAILS = ("kind", "unit_name", "uscc", "starts_on", "ends_on", "note")


def declare(*, by: Acting, at: datetime.datetime, **details: Any) -> Interest:
    """An expert says what ties them to a unit: `kind`, `unit_name`, and if they like `uscc`, `starts_on`, `ends_on`
    (dates) and a `note`.

    The organisation is found by its credit code or its very name. The tie counts at once for every panel to come.
    Raises Invalid, and NotAllowed for anybody without an expert profile.
    """
    if unknown := set(details) - set(DETAILS):
        raise TypeError(f"{sorted(unknown)} are not details of a tie")
    with transaction.atomic():
        profile = own_profile(by)
        interest = Interest(expert=profile, declared_at=at, **details)
        interest.unit_name = text.line(interest.unit_name)
        problems = code_problems(interest)
        problems += problems_of(interest, exclude={"expert", "organisation", "uscc"}, unique=False)
        problems += date_problems(interest.starts_on, interest.ends_on, day_of(at))
        if problems:
            raise Invalid(problems)
        interest.organisation = meant(interest.unit_name, interest.uscc)
        interest.save()
        record("interest.declared", subject=interest, by=by, at=at, facts={"kind": interest.kind})
    return interest


def end(interest: Interest, *, by: Acting, at: datetime.datetime, ends_on: datetime.date) -> Interest:
    """Say on which day a tie ended; it still counts for the years that the rules look back."""
    with transaction.atomic():
        interest = locked(interest)
        policy.demand(by, "end", interest)
        if problems := date_problems(interest.starts_on, ends_on, day_of(at)):
            raise Invalid(problems)
        interest.ends_on = ends_on
        interest.save(update_fields=["ends_on"])
        record("interest.ended", subject=interest, by=by, at=at, facts={"ends_on": str(ends_on)})
    return interest


def remove(interest: Interest, *, by: Acting, at: datetime.datetime) -> Interest:
    """Take back a tie that was declared by mistake. What it has closed already stays closed; the record stays too."""
    with transaction.atomic():
        interest = locked(interest)
        policy.demand(by, "remove", interest)
        interest.removed_at = at
        interest.save(update_fields=["removed_at"])
        record("interest.removed", subject=interest, by=by, at=at, facts={"kind": interest.kind})
    return interest


def own_profile(by: Acting) -> ExpertProfile:
    """Return the caller's profile, locked. Raises NotAllowed when they are no expert."""
    profile: ExpertProfile | None = None
    if by.user_id is not None:
        profile = ExpertProfile.objects.select_for_update().filter(user_id=by.user_id).first()
    if profile is None:
        raise NotAllowed(_("请先登记专家档案。"))
    return profile


def locked(interest: Interest) -> Interest:
    """Return the tie as it stands now, locked, with its expert."""
    rows = Interest.objects.standing().select_for_update(of=("self",)).select_related("expert")
    interest = rows.filter(pk=interest.pk).first()
    if interest is None:
        raise NotAllowed()
    return interest


def code_problems(interest: Interest) -> list[Problem]:
    """Write the credit code as it is written; return what is wrong with it."""
    if not interest.uscc.strip():
        interest.uscc = ""
        return []
    try:
        interest.uscc = codes.check(interest.uscc).code
    except Invalid as wrong:
        return list(wrong.problems)
    return []


def date_problems(
    starts_on: datetime.date | None, ends_on: datetime.date | None, today: datetime.date
) -> list[Problem]:
    """Return what is wrong with a period that may be open on both sides."""
    problems: list[Problem] = []
    for field, found in (("starts_on", starts_on), ("ends_on", ends_on)):
        understood(problems, field, day.span, found, today=today)
    if problems:
        return problems
    if starts_on and ends_on and ends_on < starts_on:
        return [Problem("ends_on", _("结束日期不能早于开始日期。"), "order")]
    return []
