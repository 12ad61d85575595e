"""Writing a text that binds: a draft in both languages, then put in force by two, for a day that is not past."""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.access import policy
from accounts.access import text as access
from accounts.acting import Acting
from accounts.actions.checking import fitting, require_two, unchanged_since
from accounts.errors import Invalid, LostUpdate, NotAllowed, Problem, Refused
from accounts.models import BindingText, Organisation
from accounts.queries.text import approved
from accounts.rules.text_parts import OF_THE_PLATFORM, PARTS, TextKind, missing
from notifications.events import record

# A part longer than this is no text that anybody reads before they agree.
LONGEST_PART = 8000


def keep_draft(
    kind: str,
    owner: Organisation | None,
    *,
    by: Acting,
    at: datetime.datetime,
    title_zh: str,
    title_en: str,
    parts: dict[str, dict[str, str]],
    effective_from: datetime.datetime | None,
    expected: int | None = None,
) -> BindingText:
    """Keep the one draft of a text as it was typed, whole or not; `parts` are the words by part and language.

    `expected` is the version of the draft that was read, 0 for none. Raises NotAllowed, LostUpdate, Invalid for what
    is too long, Refused for a text that is the platform's alone.
    """
    if not access.keeps(by, owner.pk if owner else None):
        raise NotAllowed()
    if owner and kind in OF_THE_PLATFORM:
        raise Refused(_("这份文本由平台统一制定，组织方不能另行规定。"), code="platform_only")
    made = {
        "title_zh": fitting(title_zh, field="title_zh", longest=120),
        "title_en": fitting(title_en, field="title_en", longest=200),
        "parts": laid_out(kind, parts),
        "effective_from": effective_from,
        "prepared_by": by.user,
        "updated_at": at,
    }
    with transaction.atomic():
        draft = BindingText.objects.select_for_update(of=("self",)).filter(kind=kind, owner=owner, approved_at=None)
        row = draft.first()
        if row is None:
            if expected:
                raise LostUpdate(_("内容已被他人更新，请核对后再提交。"), current=0)
            try:
                with transaction.atomic():
                    return BindingText.objects.create(kind=kind, owner=owner, **made)
            except IntegrityError as twice:
                raise LostUpdate(_("内容已被他人更新，请核对后再提交。"), current=1) from twice
        unchanged_since(row, expected)
        for name, value in made.items():
            setattr(row, name, value)
        row.version += 1
        row.save()
    return row


def laid_out(kind: str, parts: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
    """Return the parts in their order with their headings in both languages. Raises Invalid for what is too long."""
    made = []
    for code, label in PARTS[TextKind(kind)].items():
        words = {
            key: fitting(parts.get(code, {}).get(key, ""), field=f"{code}_{key}", longest=LONGEST_PART)
            for key in ("zh", "en")
        }
        heading = {}
        for key, language in (("zh", "zh-hans"), ("en", "en")):
            with translation.override(language):
                heading[key] = str(label)
        made.append({"part": code, "heading": heading, "text": words})
    return made


def problems(row: BindingText, at: datetime.datetime) -> list[Problem]:
    """Return what keeps a draft from being put in force at `at`, each beside its field."""
    found = [
        Problem(name, _("请填写标题。"), "required") for name in ("title_zh", "title_en") if not getattr(row, name)
    ]
    if row.effective_from is None:
        found.append(Problem("effective_from", _("请填写生效时间。"), "required"))
    elif row.effective_from < at:
        found.append(Problem("effective_from", _("生效时间不能早于现在：已经同意的人看到的是原来的文本。"), "past"))
    said = {"zh": _("缺少必备内容“%(part)s”的中文。"), "en": _("缺少必备内容“%(part)s”的英文。")}
    words = {part["part"]: part["text"] for part in row.parts}
    found += [
        Problem(f"{lack.part}_{lack.language}", said[lack.language] % {"part": lack.label}, "required")
        for lack in missing(row.kind, words)
    ]
    return found


def hold(row: BindingText) -> None:
    """Lock a text and read it again as it is."""
    row.refresh_from_db(from_queryset=BindingText.objects.select_for_update(of=("self",)))


def approve(row: BindingText, *, by: Acting, at: datetime.datetime) -> BindingText:
    """Put a draft in force from its day on: prepared by one person, confirmed by another, and frozen from then.

    Raises NotAllowed, Refused (approved already, two persons), Invalid with every problem beside its field.
    """
    with transaction.atomic():
        hold(row)
        policy.demand(by, "approve", row)
        require_two(by)
        if row.approved:
            raise Refused(_("这份文本已经启用。"), code="wrong_state")
        if found := problems(row, at):
            raise Invalid(found)
        # Whoever asked for it answers for the words, whoever typed them before.
        row.prepared_by = by.first if by.first.pk else row.prepared_by
        numbers = approved(row.kind, row.owner_id).values_list("number", flat=True)
        row.number = max(filter(None, numbers), default=0) + 1
        row.approved_by, row.approved_at, row.updated_at = by.user, at, at
        row.version += 1
        row.sha256 = row.digest()
        row.save()
        facts = {"kind": row.kind, "number": row.number, "sha256": row.sha256}
        record("text.approved", subject=row, by=by, at=at, facts=facts)
    return row


def discard(row: BindingText, *, by: Acting, at: datetime.datetime) -> None:
    """Throw a draft away; what was approved stays. Raises NotAllowed, Refused."""
    with transaction.atomic():
        hold(row)
        policy.demand(by, "discard", row)
        if row.approved:
            raise Refused(_("这份文本已经启用。"), code="wrong_state")
        record("text.discarded", subject=row, by=by, at=at, facts={"kind": row.kind})
        row.delete()
