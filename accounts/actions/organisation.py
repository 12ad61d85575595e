"""What happens to an organisation: it registers, changes its data, is verified or refused."""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.access import policy
from accounts.actions.checking import fitting, problems_of, reason_given, unchanged_since, understood
from accounts.errors import Invalid, NotAllowed, Problem, Refused
from accounts.models import Membership, Organisation
from accounts.models.verification import Verification
from accounts.queries import dictionary
from accounts.roles import manager_role
from accounts.rules import uscc as credit_code
from accounts.rules.size_class import Figures, Finding, classify
from accounts.typed import day, text
from notifications.clock import day_of
from notifications.events import record

# What the members keep up to date themselves.
DETAILS = (
    "name",
    "name_en",
    "short_name",
    "region_code",
    "park",
    "address",
    "industry_code",
    "tech_field_code",
    "established",
    "contact_name",
    "contact_phone",
    "website",
    "intro",
    "capability",
    "keywords",
    "employees",
    "revenue_wan",
    "assets_wan",
    "figures_year",
    "tech_staff",
    "rd_expense_wan",
    "controlled_by",
    "declared_size_class",
)


def size_finding(organisation: Organisation, *, at: datetime.datetime) -> Finding:
    """The size class that the organisation's figures give by the thresholds in force, with the reason."""
    figures = Figures(organisation.employees, organisation.revenue_wan, organisation.assets_wan)
    return classify(organisation.industry_code, figures, dictionary.bounds_on(day_of(at)))


def register(*, by: Any, at: datetime.datetime, kind: str, uscc: str, **details: Any) -> Organisation:
    """Register an organisation; whoever registers it becomes its first member and manages it.

    Drafting may begin at once; publishing and signing wait for the operator's verification. Raises Invalid with every
    problem at its field (the credit code's names the check digit), NotAllowed for a visitor who is not signed in.
    """
    if by.user_id is None:
        raise NotAllowed(_("请先登录。"))
    representative = details.pop("legal_representative", "")
    organisation = Organisation(
        kind=kind, legal_representative=representative, registered_by_id=by.user_id, created_at=at, updated_at=at
    )
    problems = _fill(organisation, details, at)
    try:
        checked = credit_code.check(uscc, known_region=dictionary.is_known_region)
    except Invalid as wrong:
        problems = [*wrong.problems, *problems]
    else:
        organisation.uscc = checked.code
        organisation.uscc_warnings = [warning.code for warning in checked.warnings]
        if Organisation.objects.filter(uscc=checked.code).exists():
            problems = [_taken(), *problems]
    problems += problems_of(organisation, exclude={"uscc", "registered_by"}, unique=False)
    if problems:
        raise Invalid(problems)
    _measure(organisation, at)
    try:
        with transaction.atomic():
            organisation.save(force_insert=True)
            Membership.objects.create(
                organisation=organisation, user_id=by.user_id, roles=[manager_role(organisation.kind)], since=at
            )
            facts = {"name": organisation.name, "kind": organisation.kind, "warnings": organisation.uscc_warnings}
            record("organisation.registered", subject=organisation, by=by, at=at, facts=facts)
    except IntegrityError:
        # Two people registered the same organisation at the same moment: the constraint let one through.
        raise Invalid([_taken()]) from None
    return organisation


def change_details(
    organisation: Organisation, *, by: Any, at: datetime.datetime, expected: int | None = None, **details: Any
) -> Organisation:
    """Keep the organisation's data up to date; the size class is computed again, and a refused one waits anew.

    The name of a verified organisation is part of what was verified and stays. `expected` is the version that the
    caller had read. Raises Invalid, LostUpdate, NotAllowed.
    """
    with transaction.atomic():
        organisation = _locked(organisation)
        policy.demand(by, "change_details", organisation)
        unchanged_since(organisation, expected)
        renamed = "name" in details and details["name"] != organisation.name
        problems = _fill(organisation, details, at)
        if renamed and organisation.verified:
            problems.append(Problem("name", _("单位已核验，更名请联系平台运营。"), "verified"))
        problems += problems_of(organisation, unique=False)
        if problems:
            raise Invalid(problems)
        _measure(organisation, at)
        if organisation.verification == Verification.REFUSED:
            organisation.verification = Verification.PENDING
        _save(organisation, at)
        record("organisation.changed", subject=organisation, by=by, at=at, facts={"fields": sorted(details)})
    return organisation


def change_representative(organisation: Organisation, *, by: Any, at: datetime.datetime, name: str) -> Organisation:
    """Note a new legal representative. Nothing is signed until an operator has verified the organisation again.

    法人变更: whoever could sign before may not be entitled to any more. Raises Invalid, NotAllowed.
    """
    name = fitting(text.line(name), field="legal_representative", longest=60)
    if not name:
        raise Invalid([Problem("legal_representative", _("请填写法定代表人姓名。"), "required")])
    with transaction.atomic():
        organisation = _locked(organisation)
        policy.demand(by, "change_representative", organisation)
        if name == organisation.legal_representative:
            raise Invalid([Problem("legal_representative", _("与现任法定代表人相同，无需变更。"), "unchanged")])
        organisation.legal_representative = name
        organisation.signing_frozen = True
        _save(organisation, at)
        facts = {"name": organisation.name}
        record("organisation.representative_changed", subject=organisation, by=by, at=at, facts=facts)
    return organisation


def verify(organisation: Organisation, *, by: Any, at: datetime.datetime, note: str = "") -> Organisation:
    """Confirm that the organisation exists and its data are right; signing is possible from now on.

    Raises Refused when there is nothing to verify, NotAllowed (also for an operator who belongs to it).
    """
    return _judge(organisation, "verify", Verification.VERIFIED, by=by, at=at, note=(note or "").strip())


def refuse(organisation: Organisation, *, by: Any, at: datetime.datetime, reason: str) -> Organisation:
    """Say what keeps the organisation from being verified. Its members correct the data and it waits anew."""
    return _judge(organisation, "refuse", Verification.REFUSED, by=by, at=at, note=reason_given(reason))


def _judge(organisation, verb, result, *, by, at, note):
    with transaction.atomic():
        organisation = _locked(organisation)
        policy.demand(by, verb, organisation)
        if organisation.verification != Verification.PENDING and not organisation.signing_frozen:
            raise Refused(_("该单位没有待办的核验。"), code="nothing_to_verify")
        organisation.verification = result
        organisation.verification_note = note
        organisation.verified_at, organisation.verified_by_id = at, by.user_id
        if result == Verification.VERIFIED:
            organisation.signing_frozen = False
        _save(organisation, at)
        name = "organisation.verified" if result == Verification.VERIFIED else "organisation.refused"
        record(name, subject=organisation, by=by, at=at, facts={"name": organisation.name, "reason": note})
    return organisation


def _locked(organisation):
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def _save(organisation, at):
    organisation.version += 1
    organisation.updated_at = at
    organisation.save()


def _taken():
    said = _("该统一社会信用代码已登记。如您属于该单位，请联系其管理员邀请您加入。")
    return Problem("uscc", said, "uscc_taken")


def _fill(organisation, details, at):
    """Set what was given; returns the problems that the model itself does not see."""
    for name, value in details.items():
        if name not in DETAILS:
            raise TypeError(f"{name} is not a detail of an organisation")
        setattr(organisation, name, value.strip() if isinstance(value, str) else value)
    problems: list[Problem] = []
    for field, rule, value in (
        ("figures_year", day.figures, organisation.figures_year),
        ("established", day.past, organisation.established),
    ):
        understood(problems, field, rule, value, today=day_of(at))
    if organisation.region_code and not dictionary.is_known_region(organisation.region_code):
        problems.append(Problem("region_code", _("行政区划代码不存在。"), "unknown_code"))
    if organisation.industry_code and not dictionary.industry_name(organisation.industry_code[:2]):
        problems.append(Problem("industry_code", _("行业代码不存在。"), "unknown_code"))
    if organisation.tech_field_code and not dictionary.tech_field_name(organisation.tech_field_code):
        problems.append(Problem("tech_field_code", _("技术领域代码不存在。"), "unknown_code"))
    return problems


def _measure(organisation, at):
    finding = size_finding(organisation, at=at)
    organisation.size_class, organisation.size_rule = finding.size_class, finding.rule
