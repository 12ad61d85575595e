"""Agreeing to a text that binds: the text in force and no other, by who may, written once with all that proves it."""

import datetime
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.errors import Invalid, NotAllowed, Problem, Refused
from accounts.models import Agreement, BindingText, Capacity, Delegation, Membership
from accounts.queries.text import in_force
from accounts.roles import SIGNER
from notifications.events import record


def capacity_of(by: Acting, at: datetime.datetime) -> Capacity:
    """As whom somebody acts at `at`, by the rows as they stand: an authorisation that has ended counts no more."""
    if by.organisation is None:
        return Capacity.PERSON
    if by.user.is_program:
        # A program acts in the roles that were given to its token, which is asked anew at every request.
        return Capacity.DELEGATE if by.has(SIGNER) else Capacity.HANDLER
    member = Membership.objects.active().filter(user=by.user, organisation=by.organisation).first()
    if member is not None and SIGNER in member.roles:
        return Capacity.SIGNER
    lent = Delegation.objects.in_force(at).filter(grantee=by.user, organisation=by.organisation)
    if member is not None and any(SIGNER in roles for roles in lent.values_list("roles", flat=True)):
        return Capacity.DELEGATE
    return Capacity.HANDLER


def require_authority(by: Acting, at: datetime.datetime) -> Capacity:
    """Return as whom somebody signs for their organisation at `at`. Raises Refused for who may not, or no longer."""
    capacity = capacity_of(by, at)
    if capacity not in (Capacity.SIGNER, Capacity.DELEGATE):
        raise Refused(_("须由单位的签字人或者授权期内的被授权人签署；您现在没有签字权。"), code="not_signer")
    return capacity


def agree(
    kind: str,
    *,
    owner_id: int | None,
    about: Any,
    name: str,
    by: Acting,
    at: datetime.datetime,
    read: str,
    binding: bool = False,
    personal: bool = False,
) -> Agreement:
    """Note that somebody agrees to the text of a kind that is in force at `at` for an organiser's calls.

    `about` is the row it is given for (with a noun), `name` what it is called in the record. `read` is the SHA-256 of
    the text that was shown; another one in force is refused, so that nobody agrees to what they have not read.
    `binding` asks for somebody who may sign for the firm at `at`; `personal` is given for the person alone.
    Raises NotAllowed for nobody and for programs, Invalid without `read`, Refused (`text_changed`, `not_signer`).
    """
    if by.user is None or by.user.is_program:
        raise NotAllowed(_("须由本人阅读全文后同意，程序不能代办。"))
    text = in_force(kind, owner_id, at)
    require_read(read, [text])
    capacity = Capacity.PERSON if personal else require_authority(by, at) if binding else capacity_of(by, at)
    with transaction.atomic():
        row = entry(text, about=about, name=name, by=by, at=at, capacity=capacity)
        row.save()
        tell([row], by=by, at=at)
    return row


def require_read(read: str | Collection[str] | None, texts: Iterable[BindingText]) -> None:
    """Refuse an agreement to texts in another version than the one that was read.

    `read` holds the SHA-256 of what was shown, which every page and endpoint names; None is for acts that are arranged
    without a reader. Raises Invalid at `read` where a text was not read at all, Refused (`text_changed`) for another
    version.
    """
    if read is None:
        return
    named = {read} - {""} if isinstance(read, str) else set(read)
    wanted = {text.sha256 for text in texts}
    if wanted <= named:
        return
    if named - wanted:
        raise Refused(_("文本已有新版本，请阅读新的全文后再确认。"), code="text_changed")
    raise Invalid([Problem("read", _("请先阅读全文再确认。"), "unread")])


def tell(rows: Sequence[Agreement], *, by: Acting, at: datetime.datetime) -> None:
    """Record the agreements that one act wrote; the person is told, which brings them their copy of each text."""
    if not rows:
        return
    texts = [
        {"title": row.text.title_zh, "title_en": row.text.title_en, "number": row.text.number, "sha256": row.sha256}
        for row in rows
    ]
    facts = {"texts": texts, "about": rows[0].about_name, "at": at.isoformat()}
    record("text.agreed", subject=rows[0], by=by, at=at, facts=facts)


def note(
    kind: str,
    *,
    owner_id: int | None,
    about: Any,
    name: str,
    by: Acting,
    at: datetime.datetime,
    read: str | None,
    personal: bool = False,
) -> Agreement:
    """Note inside another act, whose page shows the text, that its person agrees to the text in force at `at`.

    They get their copy as of every agreement. `personal` is given for the person alone.
    Raises what `require_read` raises.
    """
    text = in_force(kind, owner_id, at)
    require_read(read, [text])
    capacity = Capacity.PERSON if personal else capacity_of(by, at)
    row = entry(text, about=about, name=name, by=by, at=at, capacity=capacity)
    row.save()
    tell([row], by=by, at=at)
    return row


def entry(
    text: BindingText, *, about: Any, name: str, by: Acting, at: datetime.datetime, capacity: Capacity
) -> Agreement:
    """Return the record of one agreement, not written yet."""
    return Agreement(
        text=text,
        sha256=text.sha256,
        person=by.user,
        organisation=None if capacity == Capacity.PERSON else by.organisation,
        capacity=capacity,
        about=about.noun,
        about_id=about.pk,
        about_name=name,
        at=at,
        address=(by.origin.address or None) if by.origin else None,
        device=by.origin.device if by.origin else "",
    )
