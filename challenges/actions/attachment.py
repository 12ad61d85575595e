"""Files 附件: added, taken away and checked. Their bytes are stored once, by their hash, before the row is written."""

import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from challenges.access import door
from challenges.access.attachment import RIGHTS, may_attach
from challenges.models import Attachment, AttachmentKind, ScanState
from challenges.queries.file_content import Unfit, clean_name, kind_of
from notifications.clock import day_of
from notifications.events import record

from .gate import Invalid, NotAllowed, Problem, Refused, lock, moment

MEGABYTE = 1024 * 1024
PIECE = 256 * 1024


def stored_at(sha256: str) -> Path:
    """Return where the bytes with this hash lie."""
    return Path(settings.MEDIA_ROOT) / "files" / sha256[:2] / sha256


def attach(owner, upload, *, kind: str, by, at) -> Attachment:
    """Add a file to a proposal, a challenge or an objection, and return its row; its contents are checked soon after.

    `upload` is what arrived with the request; its bytes are kept as they are. Raises NotAllowed, Refused (the owner
    takes no files in its present state), Invalid (name, size, quota, or contents that are not what the name says).
    """
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
        content = kind_of(name, head, path)
        return written(owner, upload, path, sha256, content, name=name, kind=kind, by=by, at=at, rules=rules)
    except Unfit as unfit:
        raise Invalid([Problem("file", unfit.message, unfit.code)]) from None
    finally:
        path.unlink(missing_ok=True)


def written(owner, upload, path, sha256, content, *, name, kind, by, at, rules) -> Attachment:
    """Write the row of a file whose contents were found right, the bytes first."""
    with transaction.atomic():
        lock(owner)
        now = moment(at)
        require_right(owner, by)
        within_quota(owner, upload.size, rules)
        keep(path, sha256)
        row = Attachment.objects.create(
            **{owner.noun: owner},
            kind=kind,
            name=name,
            content_type=content.content_type,
            size=upload.size,
            sha256=sha256,
            uploaded_by=by.user,
            uploaded_at=now,
        )
        changed(owner, now)
        record("attachment.added", subject=row, by=by, at=now, facts={"kind": kind})
    return row


def rules_of(owner, now) -> dict:
    """Return the numbers in force for the challenge that the owner belongs to."""
    challenge = owner if owner.noun == "challenge" else owner.challenge
    return challenge.rules_on(day_of(now))


def require_right(owner, by) -> None:
    """Refuse whoever may never touch the files, and everybody in a state in which they stand as they are.

    The right is asked before the state, which is not everybody's to know.
    """
    if not any(door.may(by, verb, owner) for verb in RIGHTS[owner.noun].values()):
        raise NotAllowed()
    if str(owner.state) not in RIGHTS[owner.noun]:
        say = _("现在是“%(state)s”，不能增减附件。") % {"state": owner.get_state_display()}
        raise Refused(say, code="wrong_state")
    if not may_attach(by, owner):
        raise NotAllowed()


def settled(upload) -> tuple[Path, str, bytes]:
    """Return where the bytes of an upload lie, their SHA-256 and their beginning.

    An upload that did not come through the incoming folder (a file made by a program) is put there first.
    """
    if getattr(upload, "sha256", ""):
        upload.flush()
        return Path(upload.temporary_file_path()), upload.sha256, upload.head
    folder = Path(settings.MEDIA_ROOT) / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    found, head = hashlib.sha256(), b""
    path = folder / os.urandom(16).hex()
    with path.open("xb") as file:
        for piece in upload.chunks(PIECE):
            head = head or piece[:8192]
            found.update(piece)
            file.write(piece)
    return path, found.hexdigest(), head


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
    folder = Path(settings.MEDIA_ROOT) / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / os.urandom(16).hex()
    path.write_bytes(content)
    keep(path, sha256)
    return sha256


def within_quota(owner, size: int, rules: dict) -> None:
    """Raise Invalid when this file would take the owner past its quota."""
    used = owner.attachments.filter(removed_at=None).aggregate(total=Sum("size"))["total"] or 0
    if used + size > rules["attachment_quota_mb"] * MEGABYTE:
        say = _("附件合计将超过 %(most)s MB，请删减后再上传。") % {"most": rules["attachment_quota_mb"]}
        raise Invalid([Problem("file", say, "quota")])


def changed(owner, now) -> None:
    """Count the change of a draft, so that what is being handed in is noticed to be another text."""
    if owner.noun == "proposal":
        owner.draft_version += 1
        owner.updated_at = now
        owner.save(update_fields=["draft_version", "updated_at"])


def remove(attachment: Attachment, *, by, at) -> Attachment:
    """Take a file away from its owner. The row is hidden and the bytes stay: what was handed in stays what it was."""
    owner = attachment.owner
    with transaction.atomic():
        lock(owner)
        now = moment(at)
        require_right(owner, by)
        if not Attachment.objects.filter(pk=attachment.pk, removed_at=None).update(removed_at=now):
            raise Refused(_("附件已被移除。"), code="removed")
        attachment.removed_at = now
        changed(owner, now)
        record("attachment.removed", subject=attachment, by=by, at=now, facts={"kind": attachment.kind})
    return attachment


def scan_waiting(*, by, at, limit: int = 50) -> int:
    """Check the contents of files that wait for it, oldest first; returns how many were checked.

    The scanner is the function named by the setting ATTACHMENT_SCANNER: it takes the path and the type, and returns
    why a file is dangerous, or an empty text. Several workers may run at once; each result is written once.
    """
    scanner = import_string(settings.ATTACHMENT_SCANNER)
    checked = 0
    for row in Attachment.objects.filter(scan_state=ScanState.WAITING).order_by("pk")[:limit]:
        note = scanner(stored_at(row.sha256), row.content_type)
        with transaction.atomic():
            state = ScanState.BLOCKED if note else ScanState.CLEAN
            waiting = Attachment.objects.filter(pk=row.pk, scan_state=ScanState.WAITING)
            if not waiting.update(scan_state=state, scan_note=note[:120]):
                continue
            checked += 1
            if note:
                record("attachment.blocked", subject=row, by=by, at=at, facts={"name": row.name, "why": note})
    return checked
