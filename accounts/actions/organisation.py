"""What happens to an organisation: it registers, changes its data, is verified or refused."""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.access import policy
from accounts.acting import Acting
from accounts.actions.checking import (
    LONGEST_REASON,
    fitting,
    problems_of,
    reason_given,
    require_two,
    unchanged_since,
    understood,
)
from accounts.errors import Invalid, NotAllowed, Problem, Refused
from accounts.lent import lent
from accounts.models import Membership, Organisation
from accounts.models.verification import Verification
from accounts.queries import dictionary
from accounts.roles import manager_role
from accounts.rules import uscc as credit_code
from accounts.rules.scans import scan_problem
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


def register(
    *, by: Acting, at: datetime.datetime, kind: str, uscc: str, document: Any = None, **details: Any
) -> Organisation:
    """Register an organisation; whoever registers it becomes its first member and manages it.

    Drafting may begin at once; publishing and signing wait for two operators' verification. Organisers and financial
    houses hand in the `document` of the authority that set them up. Raises Invalid with every problem at its field
    (the credit code's names the check digit), NotAllowed for a visitor who is not signed in.
    """
    if by.user_id is None:
        raise NotAllowed(_("请先登录。"))
    representative = details.pop("legal_representative", "")
    organisation = Organisation(
        kind=kind, legal_representative=representative, registered_by_id=by.user_id, created_at=at, updated_at=at
    )
    problems = _fill(organisation, details, at) + _set_document(organisation, document)
    try:
        checked = credit_code.check(uscc, known_region=dictionary.is_known_region)
    except Invalid as wrong:
        problems = [*wrong.problems, *problems]
    else:
        organisation.uscc = checked.code
        organisation.uscc_warnings = [warning.code for warning in checked.warnings]
        if Organisation.objects.filter(uscc=checked.code).exists():
            problems = [_taken(), *problems]
    problems += problems_of(organisation, exclude={"uscc", "registered_by", "document"}, unique=False)
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
    organisation: Organisation, *, by: Acting, at: datetime.datetime, expected: int | None = None, **details: Any
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
        problems += problems_of(organisation, exclude={"document"}, unique=False)
        if problems:
            raise Invalid(problems)
        _measure(organisation, at)
        if organisation.verification == Verification.REFUSED:
            organisation.verification = Verification.PENDING
        _save(organisation, at)
        record("organisation.changed", subject=organisation, by=by, at=at, facts={"fields": sorted(details)})
    return organisation


def change_representative(organisation: Organisation, *, by: Acting, at: datetime.datetime, name: str) -> Organisation:
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
        facts = {"name": organisation.name, "representative": name}
        record("organisation.representative_changed", subject=organisation, by=by, at=at, facts=facts)
    return organisation


def hand_in_document(organisation: Organisation, *, by: Acting, at: datetime.datetime, document: Any) -> Organisation:
    """Hand in, or replace, the document by which an organiser or a financial house is verified.

    A refused organisation waits anew. Raises Invalid, NotAllowed, Refused once it is verified.
    """
    policy.demand(by, "hand_in_document", organisation)
    if problems := _set_document(organisation, document):
        raise Invalid(problems)
    with transaction.atomic():
        organisation = _locked(organisation)
        policy.demand(by, "hand_in_document", organisation)
        if organisation.verified:
            raise Refused(_("单位已核验，更换证明文件请联系平台运营。"), code="verified")
        organisation.document, organisation.document_name = document, document.name[:255]
        organisation.verification = Verification.PENDING
        _save(organisation, at)
        record("organisation.changed", subject=organisation, by=by, at=at, facts={"fields": ["document"]})
    return organisation


def _set_document(organisation: Organisation, document: Any) -> list[Problem]:
    """Set the document; return what is wrong with it, or that it is missing where it is asked for. It takes seconds."""
    if not document:
        asked = [Problem("document", _("组织方和金融机构须提交设立或批准文件的扫描件。"), "required")]
        return asked if organisation.shows_document else []
    if unfit := scan_problem(document, field="document"):
        return [unfit]
    organisation.document, organisation.document_name = document, document.name[:255]
    return []


def verify(organisation: Organisation, *, by: Acting, at: datetime.datetime, note: str = "") -> Organisation:
    """Confirm, as the second of two operators, that the organisation exists and its data are right.

    Signing is possible from now on. Of an organiser or a financial house a code in doubt is a bar, and so is a missing
    document. Raises Refused for one operator alone and when there is nothing to verify, NotAllowed (also for an
    operator who belongs to it).
    """
    return _judge(organisation, "verify", Verification.VERIFIED, by=by, at=at, note=fitting(note))


def refuse(organisation: Organisation, *, by: Acting, at: datetime.datetime, reason: str) -> Organisation:
    """Say what keeps the organisation from being verified. Its members correct the data and it waits anew."""
    return _judge(organisation, "refuse", Verification.REFUSED, by=by, at=at, note=reason_given(reason))


def withdraw_verification(
    organisation: Organisation, *, by: Acting, at: datetime.datetime, reason: str
) -> Organisation:
    """Take a verification back, as the second of two operators: nothing is published or signed in its name any more.

    What was done while it stood remains. Its members correct the data and it waits anew. Raises Invalid, Refused for
    one operator alone and for an organisation that is not verified, NotAllowed.
    """
    reason = reason_given(reason, longest=LONGEST_REASON)
    with transaction.atomic():
        organisation = _locked(organisation)
        policy.demand(by, "withdraw_verification", organisation)
        require_two(by)
        if not organisation.verified:
            raise Refused(_("该单位没有通过核验，不需撤销。"), code="not_verified")
        organisation.verification, organisation.verification_note = Verification.REFUSED, reason
        organisation.verified_at, organisation.verified_by_id = at, by.user_id
        _save(organisation, at)
        facts = {"name": organisation.name, "reason": reason, "prepared_by": str(by.first)}
        record("organisation.verification_withdrawn", subject=organisation, by=by, at=at, facts=facts)
    return organisation


def _require_proof(organisation: Organisation) -> None:
    """Refuse to verify an organiser or a financial house whose code is in doubt, or who has shown no document."""
    if organisation.shows_document and organisation.uscc_warnings:
        said = _("统一社会信用代码存疑，组织方和金融机构不能通过核验，请退回更正。")
        raise Refused(said, code="uscc_in_doubt")
    if organisation.shows_document and not organisation.document:
        raise Refused(_("该单位还没有提交设立或批准文件，不能通过核验。"), code="no_document")


def _judge(
    organisation: Organisation, verb: Any, result: Any, *, by: Acting, at: datetime.datetime, note: Any
) -> Organisation:
    with transaction.atomic():
        organisation = _locked(organisation)
        policy.demand(by, verb, organisation)
        if result == Verification.VERIFIED:
            require_two(by)
        if organisation.verification != Verification.PENDING and not organisation.signing_frozen:
            raise Refused(_("该单位没有待办的核验。"), code="nothing_to_verify")
        facts = {"name": organisation.name, "reason": note, "waiting": 0}
        if result == Verification.VERIFIED:
            _require_proof(organisation)
            organisation.signing_frozen = False
            waiting = sum(len(ask(organisation)) for ask in lent("organisation", "unsigned"))
            facts |= {"prepared_by": str(by.first), "waiting": waiting}
        organisation.verification = result
        organisation.verification_note = note
        organisation.verified_at, organisation.verified_by_id = at, by.user_id
        _save(organisation, at)
        name = "organisation.verified" if result == Verification.VERIFIED else "organisation.refused"
        record(name, subject=organisation, by=by, at=at, facts=facts)
    return organisation


def _locked(organisation: Organisation) -> Any:
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def _save(organisation: Organisation, at: datetime.datetime) -> None:
    organisation.version += 1
    organisation.updated_at = at
    organisation.save()


def _taken() -> Any:
    said = _("该统一社会信用代码已登记。如您属于该单位，请联系其管理员邀请您加入。")
    return Problem("uscc", said, "uscc_taken")


def _fill(organisation: Organisation, details: Any, at: datetime.datetime) -> Any:
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


def _measure(organisation: Organisation, at: datetime.datetime) -> None:
    finding = size_finding(organisation, at=at)
    organisation.size_class, organisation.size_rule = finding.size_class, finding.rule
