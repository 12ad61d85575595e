"""Ties and absences: the expert's own entries, which nobody else reads."""

import datetime

import pytest

from accounts.access import absence as absence_access
from accounts.access import interest as interest_access
from accounts.acting import PUBLIC
from accounts.actions import absence as absences
from accounts.actions import interest as actions
from accounts.models import Absence, ExpertProfile, Interest
from tests.accounts.refusals import invalid, not_allowed
from tests.factories.accounts import AT, OrganisationFactory, credit_code, expert, member, operator

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 6, 1)


def declare(by, **fields):
    return actions.declare(by=by, at=AT, **{"kind": "family", "unit_name": "澄廊电力", **fields})


@pytest.mark.parametrize(
    "written",
    [
        {"unit_name": "澄廊电力（南京）有限公司"},
        {"unit_name": " 澄廊电力(南京) 有限公司"},
        {"unit_name": "旧名", "uscc": "{code}"},
    ],
    ids=["its name", "its name otherwise written", "its code"],
)
def test_a_unit_is_found_by_its_name_or_its_code(written, happened):
    firm = OrganisationFactory(name="澄廊电力（南京）有限公司")
    by = expert()
    row = declare(by, **{name: value.replace("{code}", firm.uscc.lower()) for name, value in written.items()})
    assert (row.organisation, row.expert.user) == (firm, by.user)
    assert happened() == ["interest.declared"]


def test_a_name_that_two_units_bear_and_a_strange_one_are_nobodys():
    for name in ("同名公司", "同名 公司"):
        OrganisationFactory(name=name)
    by = expert()
    assert declare(by, unit_name="同名公司").organisation is None
    assert declare(by, unit_name="平台上没有的单位", uscc=credit_code(31)).organisation is None


def test_wrong_ties_are_refused_at_their_fields(happened):
    by = expert()
    with invalid(kind="invalid_choice", unit_name="blank", uscc="uscc_length", ends_on="order"):
        declare(by, kind="love", unit_name=" ", uscc="123", starts_on=DAY, ends_on=DAY - datetime.timedelta(1))
    with pytest.raises(TypeError):
        declare(by, organisation=None)
    for viewer in (PUBLIC, operator(), member(kind="organiser")):
        with not_allowed():
            declare(viewer)
    assert (Interest.objects.count(), happened()) == (0, [])


def test_a_tie_ends_or_is_taken_back_and_stays_on_record(happened):
    by = expert()
    row = declare(by, starts_on=DAY)
    with invalid(ends_on="order"):
        actions.end(row, by=by, at=AT, ends_on=DAY - datetime.timedelta(1))
    assert actions.end(row, by=by, at=AT, ends_on=DAY).ends_on == DAY
    actions.remove(row, by=by, at=AT)
    assert not interest_access.visible_to(by).exists()
    assert Interest.objects.get().removed_at == AT
    with not_allowed():
        actions.remove(row, by=by, at=AT)
    assert happened() == ["interest.declared", "interest.ended", "interest.removed"]


def test_nobody_else_sees_or_changes_an_entry():
    by = expert()
    row = declare(by)
    away = absences.add(by=by, at=AT, starts_on=DAY, ends_on=DAY)
    others = [PUBLIC, expert(), operator(), member(kind="organiser"), member("signer")]
    for viewer in others:
        assert not interest_access.visible_to(viewer).exists()
        assert not absence_access.visible_to(viewer).exists()
        for act in (
            lambda viewer=viewer: actions.end(row, by=viewer, at=AT, ends_on=DAY),
            lambda viewer=viewer: actions.remove(row, by=viewer, at=AT),
            lambda viewer=viewer: absences.remove(away, by=viewer, at=AT),
        ):
            with not_allowed():
                act()
    row.refresh_from_db()
    assert (row.ends_on, row.removed_at, Absence.objects.count()) == (None, None, 1)
    assert interest_access.visible_to(by).get() == row


def test_days_away_are_entered_once_and_taken_out(happened):
    by = expert()
    with invalid(ends_on="order"):
        absences.add(by=by, at=AT, starts_on=DAY, ends_on=DAY - datetime.timedelta(1))
    row = absences.add(by=by, at=AT, starts_on=DAY, ends_on=DAY)
    with invalid(starts_on="twice"):
        absences.add(by=by, at=AT, starts_on=DAY, ends_on=DAY)
    assert absence_access.visible_to(by).get() == row
    absences.remove(row, by=by, at=AT)
    assert happened() == ["absence.added", "absence.removed"]
    assert ExpertProfile.objects.get().absences.count() == 0
