"""Filing an objection 异议: by a known person, on a matter, with facts, evidence and what they ask for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.agreement import note
from accounts.actions.checking import fitting, understood
from accounts.queries.identity import unknown_by
from accounts.rules.text_parts import TextKind
from accounts.typed import phone as telephone
from accounts.typed import substance, text
from challenges.award.actions.publicity import standing_publicity
from challenges.award.models import Objection, ObjectionMatter, ObjectionRemedy, ObjectorStanding
from challenges.core import gate, policy
from challenges.core.gate import Invalid, Moment, Problem, Refused, moving, overdue
from challenges.core.periods import day_of, working_days_later
from challenges.files.actions import attach
from challenges.files.models import AttachmentKind
from challenges.listing.models import Challenge
from challenges.listing.states import ChallengeState
from notifications.events import record

LONGEST = {"standing_text": 240, "matter_text": 240, "text": 4000, "source": 1000, "remedy": 2000}


@dataclass(frozen=True)
class Statement:
    """What an objector says: the matter, the facts, the evidence, what they ask for, and what they are to it.

    `source` names a document, an address or a number; an upload stands for it. `standing` is asked of whoever acts for
    no firm. Without a `phone` it is that of the account.
    """

    matter: str = ""
    matter_text: str = ""
    text: str = ""
    source: str = ""
    remedy_kind: str = ""
    remedy: str = ""
    standing: str = ""
    standing_text: str = ""
    phone: str = ""


def file(
    challenge: Challenge,
    said: Statement,
    *,
    by: Acting,
    at: Moment,
    read: str | None = None,
    evidence: Any = None,
    expected: int | None = None,
) -> Objection:
    """Anybody who is known by name and mailbox objects to a publicity.

    The award of this challenge waits from now on, and of this one only. The instructions in force are noted as read:
    `read` is the SHA-256 of those that were shown. Refused after the last second of the period, and for whoever is not
    known. `evidence` is an upload; when it is not taken, nothing is filed. Raises Invalid with everything that is
    missing or says nothing.
    """
    with transaction.atomic():
        gate.lock(challenge)
        now = gate.moment(at)
        policy.demand(by, "stay", challenge)
        require_open(challenge, now)
        require_known(by)
        fields = stated(said, by=by, uploaded=bool(evidence))
        if challenge.state == ChallengeState.PUBLICITY:
            stay(challenge, by=by, at=now, expected=expected)
        rules = challenge.rules_on(day_of(now))
        objection = Objection.objects.create(
            notice=standing_publicity(challenge),
            challenge=challenge,
            number=f"{challenge.number or challenge.pk}-YY{challenge.objections.count() + 1}",
            filed_by=by.user,
            organisation=by.organisation,
            name=text.line(by.user.name),
            email=by.user.email,
            filed_at=now,
            due_at=working_days_later(now, rules["objection_register_days"], rules),
            created_at=now,
            updated_at=now,
            **fields,
        )
        name = f"{challenge.number} {challenge.title}".strip()
        owner = challenge.organiser_id
        note(TextKind.OBJECTION, owner_id=owner, about=objection, name=name, by=by, at=now, read=read)
        record("objection.filed", subject=objection, by=by, at=now, facts={"number": objection.number})
        if evidence:
            with_evidence(objection, evidence, by=by, at=now)
    return objection


def require_open(challenge: Challenge, at: datetime) -> None:
    """Refuse outside a publicity and after its last second."""
    if challenge.state not in (ChallengeState.PUBLICITY, ChallengeState.OBJECTION):
        raise Refused(_("只能在公示期内提出异议。"), code="no_publicity")
    ends_at = challenge.publicity_ends_at
    if ends_at is not None and overdue(ends_at, at):
        raise Refused(_("公示期已于 %(day)s 24:00 结束。") % {"day": day_of(ends_at).isoformat()}, code="too_late")


def require_known(by: Acting) -> None:
    """Refuse whoever has no real name or no proved mailbox: an objection is somebody's."""
    lacks = unknown_by(by.user)
    if lacks:
        raise Refused(" ".join(lacks.values()), code="unknown_person")


def stated(said: Statement, *, by: Acting, uploaded: bool) -> dict[str, Any]:
    """Return the columns of a statement; Invalid with every field that is missing or says nothing."""
    problems: list[Problem] = []
    fields: dict[str, Any] = {
        "matter": chosen(problems, "matter", said.matter, ObjectionMatter, _("请选择对公示的哪一项内容有异议。")),
        "matter_text": "",
        "text": said_in(problems, "text", said.text, _("请写明异议依据的事实。")),
        "source": "",
        "remedy_kind": chosen(problems, "remedy_kind", said.remedy_kind, ObjectionRemedy, _("请选择请求怎样处理。")),
        "remedy": said_in(problems, "remedy", said.remedy, _("请写明请求的内容。")),
        "standing": "",
        "standing_text": "",
        "phone": understood(problems, "phone", telephone.read, said.phone.strip() or by.user.phone),
    }
    if said.matter == ObjectionMatter.OTHER:
        fields["matter_text"] = said_in(problems, "matter_text", said.matter_text, _("请写明是公示的哪一项内容。"))
    if said.source.strip() or not uploaded:
        empty = _("请至少写明一份证据：文件的名称、编号或者网址；或者上传证据文件。")
        fields["source"] = understood(problems, "source", substance.source, said.source, empty=empty)
    if by.organisation is None:
        empty = _("没有代表单位的，请选择与本榜单的关系。")
        fields["standing"] = chosen(problems, "standing", said.standing, ObjectorStanding, empty)
        if said.standing in (ObjectorStanding.EMPLOYEE, ObjectorStanding.OTHER):
            empty = _("请用一句话写明是哪个单位，或者是什么关系。")
            fields["standing_text"] = said_in(problems, "standing_text", said.standing_text, empty)
    if fields["phone"] == "":
        problems.append(Problem("phone", _("请填写联系电话，您的个人资料里没有。"), "required"))
    problems += lengths(fields) + repeated(fields)
    if problems:
        raise Invalid(problems)
    return fields


def chosen(problems: list[Problem], field: str, given: str, choices: Any, empty: str) -> str:
    """Return one of the choices; a problem at `field` for nothing and for anything else."""
    if given not in choices.values:
        problems.append(Problem(field, empty, "unknown" if given else "required"))
    return given


def said_in(problems: list[Problem], field: str, typed: str, empty: str) -> Any:
    """Return what was typed when it says something, else a problem at `field`."""
    return understood(problems, field, substance.reason, typed, empty=empty)


def lengths(fields: dict[str, Any]) -> list[Problem]:
    """Return which texts are longer than anybody reads."""
    problems: list[Problem] = []
    for field, longest in LONGEST.items():
        try:
            fitting(fields[field], field=field, longest=longest)
        except Invalid as wrong:
            problems += wrong.problems
    return problems


def repeated(fields: dict[str, Any]) -> list[Problem]:
    """Return which texts only say again what another said: what is asked for is not the fact it rests on."""
    words = _("与上面“事实”一栏写的相同。请分别写明。")
    facts = text.folded(fields["text"])
    return [
        Problem(field, words, "same")
        for field in ("matter_text", "source", "remedy", "standing_text")
        if facts and text.folded(fields[field]) == facts
    ]


def with_evidence(objection: Objection, evidence: Any, *, by: Acting, at: datetime) -> None:
    """Add what bears an objection out, while it is filed; a refusal names the field it was sent in."""
    try:
        attach(objection, evidence, kind=AttachmentKind.EVIDENCE, by=by, at=at)
    except Invalid as wrong:
        raise Invalid([Problem("evidence", one.message, one.code) for one in wrong.problems]) from None


def stay(challenge: Challenge, *, by: Acting, at: datetime, expected: int | None = None) -> Challenge:
    """Stop the award of this challenge while an objection is open; part of filing the first one."""
    with moving(challenge, "stay", by=by, at=at, expected=expected):
        pass
    return challenge
