"""Writing a draft together: each section is saved on its own, and no writer's words overwrite another's."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.agreement import capacity_of
from accounts.typed.text import folded
from challenges.core.gate import Invalid, LostUpdate, Moment, NotAllowed, Problem, Refused, moment
from challenges.proposals.access import proposal as access
from challenges.proposals.models import Declaration, Proposal, ProposalVersion, Section, SectionKey
from challenges.proposals.queries.declaration import texts_for
from challenges.proposals.queries.proposal_sections import DECLARATIONS, mapping, rows
from challenges.proposals.queries.proposal_snapshot import canonical, sections_of, snapshot
from challenges.proposals.queries.team import with_addresses
from challenges.proposals.states import PROPOSAL, ProposalState
from notifications.clock import day_of
from notifications.events import record
from notifications.plain import fault_of

# A section larger than this is not typed by hand; nothing is cut, the writer is told.
LARGEST_SECTION = 400_000


class SectionTaken(LostUpdate):
    """Somebody else saved this section since the writer read it; `section` holds the other's text and name."""

    def __init__(self, section: Any) -> None:
        super().__init__(
            _("这一部分刚被他人保存过。您的内容没有丢，请对照后再保存。"), code="section_taken", current=section.version
        )
        self.section = section


def save_section(proposal: Proposal, key: str, data: Any, version: int, *, by: Acting, at: Moment) -> Section:
    """Save one section of a draft as it was typed, complete or not, and return it with its new version.

    `version` is the section's version that the writer had read. When somebody else saved since, nothing is written
    and SectionTaken carries the other's `section`, so that both texts can be shown side by side.
    Raises NotAllowed, Refused (no longer a draft), Invalid (unknown section, too large).
    """
    names = access.relations(by, proposal)
    mine = access.sections_of(names)
    if not mine:
        raise NotAllowed()
    if key in SectionKey.values and key not in mine:
        raise Refused(_("这一部分由牵头单位填写；联合体成员只填写本单位的人员和知识产权。"), code="not_your_part")
    if key not in SectionKey.values:
        raise Invalid([Problem("section", _("没有这一部分。"), "unknown")])
    data = {} if data is None else data
    if (fault := fault_of(data)) is not None:
        raise Invalid([Problem(fault.path or key, _("含有不能保存的内容。"), fault.code)])
    if len(canonical(data)) > LARGEST_SECTION:
        raise Invalid([Problem(key, _("这一部分内容过长，无法保存，请缩短后再试。"), "too_long")])
    with transaction.atomic():
        now = hold_draft(proposal, at)
        keep_pause(proposal, by=by, at=now)
        if not names & access.WRITERS:
            require_own_rows(proposal, key, data, version, by=by)
        saved = Section.objects.filter(proposal=proposal, key=key, version=version).update(
            data=data, version=F("version") + 1, saved_at=now, saved_by=by.user
        )
        section = Section.objects.select_related("saved_by").get(proposal=proposal, key=key)
        if not saved:
            raise SectionTaken(section)
        if key == SectionKey.DECLARATIONS:
            declare(proposal, data, by=by, at=now)
    return section


def require_own_rows(proposal: Proposal, key: str, data: Any, version: int, *, by: Acting) -> None:
    """Refuse a partner's text that changes anything but its own rows; judged only against the text it had read."""
    section = Section.objects.get(proposal=proposal, key=key)
    if section.version != version:
        return
    name, column = access.PARTS_OF_PARTNERS[SectionKey(key)]
    called = {folded(by.unit.name), folded(by.unit.short_name)} | {""}

    def others(document: Any) -> Any:
        rest = {one: value for one, value in mapping(document).items() if one != name}
        return rest, [row for _n, row in rows(document, name) if folded(mapping(row).get(column, "")) not in called]

    if others(data) != others(section.data):
        words = _("只能填写、修改本单位的行：“%(column)s”一栏须是“%(unit)s”。其他内容由牵头单位填写。")
        labels = {"unit": _("单位"), "owner": _("权利人")}
        said = words % {"column": labels[column], "unit": by.unit.name}
        raise Invalid([Problem(f"{key}.{name}", said, "not_your_part")])


def hold_draft(proposal: Proposal, at: Moment) -> Any:
    """Take the lock of the draft with one conditional statement, and return the moment to judge by.

    Nothing is written when the proposal is no longer a draft; whoever sends it for review waits for the same row.
    One statement, because PostgreSQL checks every foreign key of a row again that a transaction writes twice, and
    would then wait for whoever holds the challenge.
    """
    now = moment(at)
    held = Proposal.objects.filter(pk=proposal.pk, state=ProposalState.DRAFT).update(
        draft_version=F("draft_version") + 1, updated_at=now
    )
    if not held:
        stands = Proposal.objects.get(pk=proposal.pk)
        if stands.state == ProposalState.EXPIRED:
            raise Refused(_("申报已截止，这份草稿不能再改。"), code="wrong_state")
        raise Refused(_("现在是“%(state)s”，不能再改。") % {"state": stands.get_state_display()}, code="wrong_state")
    proposal.refresh_from_db(fields=["draft_version", "updated_at", "state"])
    return now


def declare(proposal: Proposal, data: Any, *, by: Acting, at: datetime) -> None:
    """Keep who declared what, as whom, in which text and when; taking back a tick takes back the declaration.

    A tick is for the text in force at `at`: one that was made for an earlier text is made anew.
    """
    ticked = {kind for kind in DECLARATIONS if mapping(data).get(kind) is True}
    made = {row.kind: row for row in proposal.declarations.all()}
    proposal.declarations.filter(kind__in=set(made) - ticked).delete()
    texts = texts_for(proposal.challenge, at)
    wanted = [kind for kind in ticked & set(texts) if kind not in made or made[kind].text_id != texts[kind].pk]
    if not wanted:
        return
    who = {"at": at, "by": by.user, "capacity": capacity_of(by, at)}
    for kind in wanted:
        text = texts[kind]
        of = {"text": text, "text_version": str(text.number), "sha256": text.sha256}
        Declaration.objects.update_or_create(proposal=proposal, kind=kind, defaults={**of, **who})


def keep_pause(proposal: Proposal, *, by: Acting, at: datetime) -> None:
    """Keep the text as the last writer left it, when another person goes on or some minutes have passed."""
    last = proposal.sections.exclude(saved_at=None).order_by("-saved_at").first()
    if last is None or last.saved_at is None:
        return
    kept_at = proposal.versions.values_list("at", flat=True).first()
    if kept_at is not None and kept_at >= last.saved_at:
        return
    pause = timedelta(minutes=proposal.challenge.rules_on(day_of(at))["draft_version_minutes"])
    if last.saved_by_id == by.user_id and at - (kept_at or proposal.created_at) < pause:
        return
    keep_version(proposal, reason="pause", by=last.saved_by, at=last.saved_at, section=last.key)
    record(PROPOSAL.step("edit").event, subject=proposal, by=by, at=at, facts={"section": last.key})


def keep_version(
    proposal: Proposal, *, reason: str, by: Any, at: datetime, section: str = "", kept: Any = None
) -> ProposalVersion:
    """Keep the whole text of this moment under the next number; must run while the proposal is locked.

    `kept` is the text when it was gathered before the lock and is known to be the same still.
    """
    number = (proposal.versions.values_list("number", flat=True).first() or 0) + 1
    kept = snapshot(proposal) if kept is None else kept
    return ProposalVersion.objects.create(
        proposal=proposal, number=number, snapshot=kept, reason=reason, section=section, at=at, by=by
    )


def restore(proposal: Proposal, number: int, *, by: Acting, at: Moment) -> Proposal:
    """Put the sections of a kept text back as a new draft; what stood there before is kept too.

    Members and attachments stay as they are: they belong to others or to the archive. The people of the team keep the
    addresses they have now.
    """
    if not access.relations(by, proposal) & access.WRITERS:
        raise NotAllowed()
    with transaction.atomic():
        now = hold_draft(proposal, at)
        kept = proposal.versions.filter(number=number).first()
        if kept is None:
            raise Invalid([Problem("number", _("没有这一稿。"), "unknown")])
        keep_version(proposal, reason="restore", by=by.user, at=now)
        team = proposal.sections.get(key=SectionKey.TEAM).data
        for key, data in sections_of(kept.snapshot).items():
            if key == SectionKey.TEAM:
                data = with_addresses(data, team)
            Section.objects.filter(proposal=proposal, key=key).update(
                data=data, version=F("version") + 1, saved_at=now, saved_by=by.user
            )
        declare(proposal, sections_of(kept.snapshot)[SectionKey.DECLARATIONS], by=by, at=now)
        record(PROPOSAL.step("edit").event, subject=proposal, by=by, at=now, facts={"restored": number})
    return proposal
