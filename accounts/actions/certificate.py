"""Certificates: handed in by the organisation, compared with the evidence by an operator, reminded of in time."""

import datetime
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import policy
from accounts.acting import CLOCK, Acting
from accounts.actions.checking import problems_of, reason_given, understood
from accounts.errors import Invalid, Problem, Refused
from accounts.models import Certificate, Organisation
from accounts.models.verification import Verification
from accounts.rules.scans import require_room, scan_problem
from accounts.typed import day
from notifications import sweeps
from notifications.clock import day_of
from notifications.events import Record, record, record_many

# Days before expiry at which the organisation is reminded.
REMINDERS = (30, 7)


def add(
    organisation: Organisation, *, by: Acting, at: datetime.datetime, file: Any = None, **fields: Any
) -> Certificate:
    """Hand in a certificate: `type`, `number`, `level`, `issuer`, `issued_on`, `expires_on`, `rule_version`, a scan.

    An expired one may be handed in; it satisfies no condition. Raises Invalid with every problem, NotAllowed.
    """
    policy.demand(by, "add_certificate", organisation)
    unfit = scan_problem(file, field="file")
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
        policy.demand(by, "add_certificate", organisation)
        certificate = Certificate(organisation=organisation, added_at=at, **fields)
        problems = problems_of(certificate, exclude={"organisation", "file"}, unique=False)
        if certificate.issued_on and certificate.expires_on and certificate.expires_on < certificate.issued_on:
            problems.append(Problem("expires_on", _("有效期截止日不能早于发证日期。"), "order"))
        today = day_of(at)
        if certificate.issued_on and certificate.issued_on > today:
            problems.append(Problem("issued_on", _("发证日期不能晚于今天。"), "future"))
        for field in ("issued_on", "expires_on"):
            understood(problems, field, day.span, getattr(certificate, field), today=today)
        same = Certificate.objects.filter(
            organisation=organisation, type=certificate.type, number=certificate.number, removed_at=None
        )
        if certificate.number and same.exists():
            problems.append(Problem("number", _("该编号的证书已登记。"), "unique"))
        if unfit:
            problems.append(unfit)
        if problems:
            raise Invalid(problems)
        if file:
            require_room(Certificate.objects.filter(organisation=organisation).exclude(file="").count())
            certificate.file, certificate.file_name = file, file.name[:255]
        certificate.save(force_insert=True)
        facts = {"organisation": organisation.name, "type": certificate.type}
        record("certificate.added", subject=certificate, by=by, at=at, facts=facts)
    return certificate


def remove(certificate: Certificate, *, by: Acting, at: datetime.datetime) -> None:
    """Take a certificate out of the organisation's list; the row stays as part of the record."""
    with transaction.atomic():
        certificate = _locked(certificate)
        policy.demand(by, "remove", certificate)
        if certificate.removed_at is not None:
            raise Refused(_("该证书已移除。"), code="removed")
        certificate.removed_at = at
        certificate.save(update_fields=["removed_at"])
        record("certificate.removed", subject=certificate, by=by, at=at, facts={"type": certificate.type})


def verify(certificate: Certificate, *, by: Acting, at: datetime.datetime, note: str = "") -> Certificate:
    """Confirm that the scan and the issuer's list bear out what was typed. Raises Refused, NotAllowed."""
    return _judge(certificate, "verify", Verification.VERIFIED, by=by, at=at, note=(note or "").strip())


def refuse(certificate: Certificate, *, by: Acting, at: datetime.datetime, reason: str) -> Certificate:
    """Say why the evidence does not bear the certificate out. Raises Invalid, Refused, NotAllowed."""
    return _judge(certificate, "refuse", Verification.REFUSED, by=by, at=at, note=reason_given(reason))


def remind(*, at: datetime.datetime) -> int:
    """Remind organisations of certificates that run out in 30 or 7 days, or did; returns how many were told.

    Each reminder is given once. After an outage only the nearest one is made up for, and a certificate that was
    handed in when it had already expired is not mourned, nor one that a newer one has replaced.
    """
    today = day_of(at)
    horizon = today + datetime.timedelta(days=max(REMINDERS))
    standing = Certificate.objects.filter(removed_at=None, expires_on__lte=horizon)
    due = standing.with_newer().filter(newer_until=None).select_related("organisation")
    owed: list[Record] = []

    def ask(certificate: Certificate) -> None:
        entry = _reminder(certificate, today, at)
        if entry:
            owed.append(entry)

    named = "certificate"
    sweeps.each("certificates", due.iterator(), ask, at=at, name=lambda row: sweeps.Row(named, row.pk))
    return record_many(owed)


def _reminder(certificate: Certificate, today: date, at: datetime.datetime) -> Any:
    left = (certificate.expires_on - today).days
    if left < 0 and certificate.added_at and day_of(certificate.added_at) > certificate.expires_on:
        return None
    stage = "expired" if left < 0 else min(days for days in REMINDERS if left <= days)
    facts = {
        "organisation": certificate.organisation.name,
        "type": certificate.type,
        "date": certificate.expires_on,
        "days": left,
    }
    name = "certificate.expired" if left < 0 else "certificate.expiring"
    key = f"certificate:{certificate.pk}:{certificate.expires_on}:{stage}"
    return Record(name, subject=certificate, by=CLOCK, at=at, facts=facts, key=key)


def _judge(
    certificate: Certificate, verb: Any, result: Any, *, by: Acting, at: datetime.datetime, note: Any
) -> Certificate:
    with transaction.atomic():
        certificate = _locked(certificate)
        policy.demand(by, verb, certificate)
        if certificate.removed_at is not None or certificate.verification != Verification.PENDING:
            raise Refused(_("该证书没有待办的核验。"), code="nothing_to_verify")
        certificate.verification, certificate.verification_note = result, note
        certificate.verified_at, certificate.verified_by_id = at, by.user_id
        certificate.save(update_fields=["verification", "verification_note", "verified_at", "verified_by"])
        name = "certificate.verified" if result == Verification.VERIFIED else "certificate.refused"
        facts = {"organisation": certificate.organisation.name, "type": certificate.type, "reason": note}
        record(name, subject=certificate, by=by, at=at, facts=facts)
    return certificate


def _locked(certificate: Certificate) -> Certificate:
    organisation = Organisation.objects.select_for_update().get(pk=certificate.organisation_id)
    certificate = Certificate.objects.get(pk=certificate.pk)
    certificate.organisation = organisation
    return certificate
