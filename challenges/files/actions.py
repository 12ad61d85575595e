"""Files 附件: added, taken away and checked. Their bytes are stored once, by their hash, before the row is written."""

import hashlib
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.content.findings import REFUSED
from accounts.content.incoming import incoming, settled, whole_or_not
from accounts.content.kinds import Unfit, clean_name, kind_of
from accounts.content.scan import ScannerDown, scanned
from challenges.core import policy
from challenges.core.gate import Invalid, Moment, NotAllowed, Problem, Refused, lock, moment
from challenges.files.access import READERS, may_attach, rights
from challenges.files.models import Attachment, AttachmentKind, ScanState
from notifications import sweeps
from notifications.clock import day_of
from notifications.events import record

MEGABYTE = 1024 * 1024
# So many times its quota may an owner of files be sent altogether, with what was removed since.
REPLACED = 10
UNCHECKED = (ScanState.WAITING, ScanState.FAILED)


def stored_at(sha256: str) -> Path:
    """Return where the bytes with this hash lie."""
    return Path(settings.MEDIA_ROOT) / "files" / sha256[:2] / sha256


def attach(
    owner: Any, upload: Any, *, kind: str, by: Acting, at: Moment, readers: Iterable[str] = READERS
) -> Attachment:
    """Add a file to one of its owners, and return its row; its contents are checked soon after.

    `upload` is what arrived with the request; its bytes are kept as they are. `readers` says who besides the organiser
    reads a proposal's file. Raises NotAllowed, Refused (the owner takes no files in its present state), Invalid (name,
    size, quota, or contents that are not what the name says).
    """
    open_to = opened_to(readers)
    if kind not in AttachmentKind.values:
        raise Invalid([Problem("kind", _("请选择附件种类。"), "kind")])
    rules = rules_of(owner, moment(at))
    try:
        name = clean_name(upload.name)
    except Unfit as unfit:
        raise Invalid([Problem("file", unfit.message, unfit.code)]) from None
    if getattr(upload, "too_large", False) or upload.size > rules["attachment_mb"] * MEGABYTE:
        say = _("文件有 %(size)s MB，单个附件最多 %(most)s MB。")
        size = {"size": -(-upload.size // MEGABYTE), "most": rules["attachment_mb"]}
        raise Invalid([Problem("file", say % size, "too_large")])
    require_right(owner, by)
    path, sha256, head = settled(upload)
    try:
        content = kind_of(name, head, path, rules["attachment_types"])
        fields = {"name": name, "kind": kind, **open_to}
        return written(owner, upload, path, sha256, content, by=by, at=at, rules=rules, fields=fields)
    except Unfit as unfit:
        raise Invalid([Problem("file", unfit.message, unfit.code)]) from None
    finally:
        path.unlink(missing_ok=True)


def written(
    owner: Any, upload: Any, path: Any, sha256: Any, content: Any, *, by: Acting, at: Moment, rules: Any, fields: dict
) -> Attachment:
    """Write the row of a file whose contents were found right, the bytes first."""
    with transaction.atomic():
        lock(owner)
        now = moment(at)
        require_right(owner, by)
        within_quota(owner, upload.size, rules)
        keep(path, sha256)
        row = Attachment.objects.create(
            **{owner.noun: owner},
            **fields,
            content_type=content.content_type,
            size=upload.size,
            sha256=sha256,
            uploaded_by=by.user,
            organisation=by.organisation,
            uploaded_at=now,
        )
        changed(owner, by, now)
        record("attachment.added", subject=row, by=by, at=now, facts={"kind": row.kind})
    return row


def opened_to(readers: Iterable[str]) -> dict[str, bool]:
    """Return the columns that say who reads a file; Invalid for a reader that there is not."""
    named = set(readers)
    if named - set(READERS):
        raise Invalid([Problem("readers", _("没有这种读者。"), "unknown_reader")])
    return {f"for_{reader}": reader in named for reader in READERS}


def open_to(attachment: Attachment, *, by: Acting, at: Moment, readers: Iterable[str]) -> Attachment:
    """The firm says who of consortium, lead firm and experts reads this file, until it is handed in.

    Raises NotAllowed for whoever may not add files here, Refused once the owner's files stand as they are, and for a
    file of anything but a proposal.
    """
    columns = opened_to(readers)
    owner = attachment.owner
    with transaction.atomic():
        lock(owner)
        now = moment(at)
        require_right(owner, by)
        if owner.noun != "proposal":
            raise Refused(_("只有申报书的附件可以限定读者。"), code="no_readers")
        if not Attachment.objects.filter(pk=attachment.pk, removed_at=None).update(**columns):
            raise Refused(_("附件已被移除。"), code="removed")
        for name, value in columns.items():
            setattr(attachment, name, value)
        changed(owner, by, now)
        record("attachment.opened_to", subject=attachment, by=by, at=now, facts={"readers": sorted(set(readers))})
    return attachment


def rules_of(owner: Any, now: datetime) -> dict:
    """Return the numbers in force for the challenge, or for the call, that the owner belongs to."""
    whose = {"challenge": lambda: owner, "notice": lambda: owner.batch}.get(owner.noun, lambda: owner.challenge)
    return dict(whose().rules_on(day_of(now)))


def require_right(owner: Any, by: Acting) -> None:
    """Refuse whoever may never touch the files, and everybody in a state in which they stand as they are.

    The right is asked before the state, which is not everybody's to know.
    """
    if not any(policy.may(by, verb, owner) for verb in rights(owner).values()):
        raise NotAllowed()
    if str(owner.state) not in rights(owner):
        say = _("现在是“%(state)s”，不能增减附件。") % {"state": owner.get_state_display()}
        raise Refused(say, code="wrong_state")
    if not may_attach(by, owner):
        raise NotAllowed()


def keep(path: Path, sha256: str) -> None:
    """Move the bytes to their place and make sure they are on the disk before any row names them."""
    place = stored_at(sha256)
    place.parent.mkdir(parents=True, exist_ok=True)
    with path.open("rb") as file:
        os.fsync(file.fileno())
    if place.exists():
        path.unlink()
    else:
        path.replace(place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def keep_content(content: bytes) -> str:
    """Keep the bytes of a file that the platform made itself, and return their SHA-256."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = incoming() / os.urandom(16).hex()
    with whole_or_not(path):
        path.write_bytes(content)
        keep(path, sha256)
    return sha256


def within_quota(owner: Any, size: int, rules: dict) -> None:
    """Raise Invalid when this file would take the owner past its quota."""
    sizes = owner.attachments.aggregate(standing=Sum("size", filter=Q(removed_at=None)), ever=Sum("size"))
    most = rules["attachment_quota_mb"] * MEGABYTE
    if (sizes["standing"] or 0) + size > most:
        say = _("附件合计将超过 %(most)s MB，请删减后再上传。") % {"most": rules["attachment_quota_mb"]}
        raise Invalid([Problem("file", say, "quota")])
    # What was removed is kept: nobody fills the disk by replacing a file again and again.
    if (sizes["ever"] or 0) + size > REPLACED * most:
        say = _("这里的附件已经更换过太多次，不能再上传。请告知平台运营。")
        raise Invalid([Problem("file", say, "replaced_too_often")])


def changed(owner: Any, by: Acting, now: datetime) -> None:
    """Count the change of a draft, so that what is being handed in is noticed to be another text, and note whose it is.

    Whoever adds or removes a file has worked on what it belongs to, as if they had changed its words.
    """
    owner.worked_on(by.user)
    if owner.noun == "proposal":
        owner.draft_version += 1
        owner.updated_at = now
        owner.save(update_fields=["draft_version", "updated_at"])


def remove(attachment: Attachment, *, by: Acting, at: Moment) -> Attachment:
    """Take a file away from its owner. The row is hidden and the bytes stay: what was handed in stays what it was."""
    owner = attachment.owner
    with transaction.atomic():
        lock(owner)
        now = moment(at)
        require_right(owner, by)
        if not Attachment.objects.filter(pk=attachment.pk, removed_at=None).update(removed_at=now):
            raise Refused(_("附件已被移除。"), code="removed")
        attachment.removed_at = now
        changed(owner, by, now)
        record("attachment.removed", subject=attachment, by=by, at=now, facts={"kind": attachment.kind})
    return attachment


def scan_waiting(*, by: Acting, at: datetime, limit: int = 50) -> int:
    """Check the contents of files that wait for it, oldest first; returns how many were checked.

    A file that cannot be checked is noted and tried again later, and the others are checked in the same pass. While a
    scanner outside does not answer, the files that need it wait; that is one fault, and no file's own. Several workers
    may run at once; each result is written once.
    """
    down: list[ScannerDown] = []

    def check(pk: int) -> bool:
        row = Attachment.objects.filter(pk=pk, scan_state__in=UNCHECKED, removed_at=None).first()
        if row is None:
            return False
        try:
            return scan(row, by=by, at=at, ask_outside=not down)
        except ScannerDown as problem:
            down.append(problem)
            return False

    waiting = Attachment.objects.filter(scan_state__in=UNCHECKED, removed_at=None).order_by("pk")
    named = Attachment.noun
    checked = sweeps.each(
        "scans",
        waiting.values_list("pk", flat=True),
        check,
        at=at,
        name=lambda pk: sweeps.Row(named, pk),
        most=limit,
    )
    sweeps.each("scanner", ["scanner"], lambda _one: answered(down), at=at, name=sweeps.Row, hold=False)
    return checked


def answered(down: list[ScannerDown]) -> None:
    """Say that the scanner outside did not answer, when it did not."""
    if down:
        raise down[0]


def scan(row: Attachment, *, by: Acting, at: Moment, ask_outside: bool = True) -> bool:
    """Check one file; False when it is to wait, or somebody else was quicker.

    What cannot be checked becomes "failed", which its firm sees, and the fault is raised for the sweep to note.
    """
    try:
        found = scanned(stored_at(row.sha256), row.content_type, ask_outside=ask_outside)
    except ScannerDown:
        raise
    except Exception:
        Attachment.objects.filter(pk=row.pk, scan_state=ScanState.WAITING).update(scan_state=ScanState.FAILED)
        raise
    if found is None:
        return False
    refused = [one for one in found if one["level"] == REFUSED]
    with transaction.atomic():
        state = ScanState.BLOCKED if refused else ScanState.CLEAN
        unchecked = Attachment.objects.filter(pk=row.pk, scan_state__in=UNCHECKED)
        if not unchecked.update(scan_state=state, findings=found):
            return False
        if refused:
            why = sorted({one["code"] for one in refused})
            record("attachment.blocked", subject=row, by=by, at=moment(at), facts={"name": row.name, "why": why})
    return True
