"""What an organiser's notices carry, and its own words for them: said by its people, the words by two of them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import problems_of, unchanged_since, understood
from accounts.errors import Invalid, NotAllowed, Problem, Refused
from accounts.models import Organisation
from accounts.typed import mail, phone, text
from challenges.bulletin.access import keeps_letterhead
from challenges.bulletin.models import Letterhead
from challenges.bulletin.queries.letterhead import LACKS, NEEDED, interested, lacking
from notifications.events import record

READ = {
    "contact_name": text.line,
    "contact_phone": phone.read,
    "contact_email": mail.read,
    "address": text.line,
    "supervision_phone": phone.read,
    "agency_code": text.line,
    "nature": text.line,
}


def change(
    organisation: Organisation, *, by: Acting, at: datetime, expected: int | None = None, **typed: str
) -> Letterhead:
    """An organiser says whom its notices name, who supervises, its code 机关代字, and what it is in law.

    Once said, what a notice needs is never emptied again: acts of the clock rely on it. What was posted stays as it is.
    Raises Invalid at its fields, NotAllowed, LostUpdate.
    """
    if not keeps_letterhead(by, organisation):
        raise NotAllowed()
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        head = Letterhead.objects.filter(organisation=organisation).first() or Letterhead(organisation=organisation)
        unchanged_since(head, expected)
        problems: list[Problem] = []
        for name, value in typed.items():
            setattr(head, name, understood(problems, name, READ[name], value))
        named = {one.field for one in problems}
        empty = [name for name in NEEDED if not getattr(head, name) and name not in named]
        problems += [Problem(name, LACKS, "required") for name in empty]
        head.updated_at, head.version = at, head.version + 1 if head.pk else 1
        skipped = {"organisation", *(one.field for one in problems)}
        problems += problems_of(head, exclude=skipped)
        if problems:
            raise Invalid(problems)
        head.save()
        record("organisation.letterhead_changed", subject=organisation, by=by, at=at, facts={"fields": sorted(typed)})
    return head


def require_complete(head: Letterhead | None, phone: str, challenges: list) -> None:
    """Refuse to post what would not say whom to ask at the issuer, or names the telephone of a party in their place.

    Raises Refused for what the letterhead lacks, Invalid at `contact_phone`.
    """
    if left := lacking(head):
        names = "、".join(map(str, left))
        words = _("公告须写明%(names)s。请先在“公告落款与范本”页填写。")
        raise Refused(words % {"names": names}, code="letterhead")
    if problems := interested(phone, challenges):
        raise Invalid(problems)
