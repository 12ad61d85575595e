"""The red head 红头: two operators entitle an organiser to the style of official papers, and two of them end it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import reason_given, require_two
from accounts.errors import Invalid, NotAllowed, Problem, Refused
from accounts.models import Organisation
from accounts.typed import text
from challenges.bulletin.models import RedHead
from notifications.events import record

LONGEST = {"mark": 40, "code": 20}


def grant(organisation: Organisation, *, by: Acting, at: datetime, mark: str, code: str, basis: str) -> RedHead:
    """Let an organiser's papers carry its red mark and a number series of their own 发文字号.

    `mark` is the issuer mark 发文机关标志, `code` the agency code 机关代字, `basis` the document that proves both.
    Source: GB/T 9704-2012; 党政机关公文处理工作条例 art. 9. The platform draws no seal. Raises Invalid at its fields.
    """
    if not by.is_operator:
        raise NotAllowed()
    require_two(by)
    typed = {"mark": text.line(mark), "code": text.line(code)}
    problems = [Problem(name, _("请填写这一项。"), "required") for name, value in typed.items() if not value]
    problems += [
        Problem(name, _("最多 %(most)d 个字。") % {"most": LONGEST[name]}, "too_long")
        for name, value in typed.items()
        if len(value) > LONGEST[name]
    ]
    if organisation.kind != "organiser":
        problems.append(Problem("mark", _("只有组织方可以使用红头文件样式。"), "not_organiser"))
    if problems:
        raise Invalid(problems)
    basis = reason_given(basis, field="basis", longest=1000, empty=_("请写明依据的文件。"))
    with transaction.atomic():
        given = {**typed, "basis": basis, "granted_by": by.user, "granted_at": at, "ended_at": None}
        row, _made = RedHead.objects.update_or_create(organisation=organisation, defaults=given)
        record("organisation.red_head_granted", subject=organisation, by=by, at=at, facts=typed)
    return row


def end(organisation: Organisation, *, by: Acting, at: datetime, reason: str) -> None:
    """Take the style away again; what was issued stays as it is."""
    if not by.is_operator:
        raise NotAllowed()
    require_two(by)
    reason = reason_given(reason, field="reason", longest=1000)
    with transaction.atomic():
        if not RedHead.objects.filter(organisation=organisation, ended_at=None).update(ended_at=at):
            raise Refused(_("这家单位没有使用红头文件样式。"), code="no_red_head")
        record("organisation.red_head_ended", subject=organisation, by=by, at=at, facts={"reason": reason})
