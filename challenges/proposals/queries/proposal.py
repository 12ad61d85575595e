"""What a proposal still lacks, in one list that the editor, the internal review and the submission all read."""

from datetime import timedelta

from django.utils.translation import gettext as _

from accounts.content.words import sentences
from accounts.errors import Problem
from accounts.typed import number
from challenges.core.queries import units
from challenges.files.models import ScanState
from challenges.listing.access import eligibility
from challenges.listing.models import Comparator
from challenges.proposals.models import Member, SectionKey
from challenges.proposals.queries import proposal_sections as parts
from challenges.proposals.queries import team_shared
from challenges.proposals.queries.budget import budget_problems
from challenges.proposals.queries.commitment import MISSING, UNREADABLE, compare
from challenges.proposals.queries.consortium import consortium_problems
from challenges.proposals.queries.declaration import declaration_problems
from challenges.proposals.queries.team import consent_problems
from challenges.proposals.states import ENDED, MemberState
from notifications.clock import day_of

MEANT = (MemberState.INVITED, MemberState.CONFIRMED)


def problems(proposal, at) -> list[Problem]:
    """Return everything that stands between this draft and its submission, in the order of the sections.

    Each problem names its field by a path that begins with the section (`commitments.12.value`), says what is wrong
    in the reader's language, and carries a stable code. `at` is the moment by which dates are judged.
    """
    found = problems_by_section(proposal, at)
    return [problem for group in found.values() for problem in group]


def problems_by_section(proposal, at) -> dict[str, list[Problem]]:
    """Return the problems of each section (every section is named), of the files, and of the challenge's conditions."""
    challenge = proposal.challenge
    rules = challenge.rules_on(day_of(at))
    data = {section.key: section.data for section in proposal.sections.all()}
    members = list(proposal.members.filter(state__in=MEANT).select_related("organisation"))
    found: dict[str, list] = {key: [] for key in SectionKey.values} | {"attachments": [], "conditions": []}
    for key, fields in parts.SIMPLE.items():
        found[key] = parts.check_fields(fields, data.get(key), key)
    found[SectionKey.CONSORTIUM] = consortium_problems(proposal, members, rules) + elsewhere(proposal)
    found[SectionKey.COMMITMENTS] = commitment_problems(challenge, data.get(SectionKey.COMMITMENTS))
    found[SectionKey.SCHEDULE] = schedule_problems(challenge, data.get(SectionKey.SCHEDULE))
    found[SectionKey.BUDGET] = budget_problems(data.get(SectionKey.BUDGET), challenge, rules)
    found[SectionKey.IP] = ip_problems(data.get(SectionKey.IP))
    found[SectionKey.TEAM] = team_problems(data.get(SectionKey.TEAM))
    if rules.get("team_consent_required", 1):
        found[SectionKey.TEAM] += consent_problems(proposal, data.get(SectionKey.TEAM), at)
    for section, lacks in team_shared.lacking(proposal, data, rules, at).items():
        found[section] += lacks
    found[SectionKey.DECLARATIONS] = declaration_problems(proposal, at)
    found["attachments"] = attachment_problems(proposal, members, rules)
    found["conditions"] = condition_problems(proposal, members, at)
    if proposal.edition < challenge.material_edition:
        say = _("榜单已更正为第 %(edition)s 版，请核对后确认按新版继续。") % {"edition": challenge.edition}
        found[SectionKey.BASICS].insert(0, Problem("basics.edition", say, "old_edition"))
    return found


def commitment_problems(challenge, data) -> list[Problem]:
    """Return what is wrong with the promises: a mandatory indicator unanswered, unreadable, or worse without reason."""
    found = []
    for indicator in challenge.indicators.all():
        promise = parts.mapping(data, str(indicator.pk))
        path, name = f"commitments.{indicator.pk}", {"name": indicator.name, "unit": units.word(indicator.unit)}
        verdict = compare(indicator, promise)
        if verdict.status == MISSING:
            if indicator.mandatory:
                say = (
                    _("请填写“%(name)s”的承诺值，单位 %(unit)s。") if name["unit"] else _("请填写“%(name)s”的承诺值。")
                )
                found.append(Problem(f"{path}.value", say % name, "required"))
            continue
        if verdict.wrong:
            part, words, code = verdict.wrong
            say = _("“%(name)s”：%(words)s") % {**name, "words": words}
            found.append(Problem(f"{path}.{part}", say, "unreadable" if code == "not_a_number" else code))
        elif verdict.status == UNREADABLE:
            found.append(Problem(f"{path}.value", unreadable(indicator) % name, "unreadable"))
        elif verdict.worse and indicator.mandatory and not said(promise.get("deviation")):
            say = _("必达指标“%(name)s”差于目标。请改正承诺值，或填写偏离理由。") % name
            found.append(Problem(f"{path}.value", say, "worse"))
        found += [
            problem
            for problem in parts.check_fields(parts.COMMITMENT[2:], promise, path)
            if problem.code in ("too_long", "unreadable")
        ]
    return found


def unreadable(indicator) -> str:
    """Return how an answer to this indicator is written."""
    if indicator.comparator == Comparator.BOOL:
        return _("“%(name)s”请填“是”或“否”。")
    return _("“%(name)s”的承诺值须是数字。")


def said(text) -> bool:
    """Return True when something was written."""
    return isinstance(text, str) and bool(text.strip())


def schedule_problems(challenge, data) -> list[Problem]:
    """Return what is wrong with the plan: each milestone needs output and a month in time."""
    found = []
    for milestone in challenge.milestones.all():
        row, path = parts.mapping(data, str(milestone.pk)), f"schedule.{milestone.pk}"
        wrong = parts.check_fields(parts.SCHEDULE, row, path)
        found += wrong
        if f"{path}.month" in {problem.field for problem in wrong}:
            continue
        month = number.read(row.get("month"), unit="month")
        if not 1 <= month <= milestone.due_month:
            say = _("“%(name)s”须在第 1 至第 %(due)s 个月内完成。")
            found.append(Problem(f"{path}.month", say % {"name": milestone.name, "due": milestone.due_month}, "late"))
    return found


def ip_problems(data) -> list[Problem]:
    """Return what is wrong with the statement on intellectual property and the list of background rights."""
    return parts.check_fields(parts.IP, data, "ip") + parts.check_rows(parts.BACKGROUND, data, "ip", "background")


def team_problems(data) -> list[Problem]:
    """Return what is wrong with the team: at least one person, each with unit, task and months."""
    if not parts.rows(data, "people"):
        return [Problem("team.people", _("请至少填写一名团队成员。"), "required")]
    return parts.check_rows(parts.PERSON, data, "team", "people")


def attachment_problems(proposal, members, rules) -> list[Problem]:
    """Return the files that the rules ask for and that are missing, and those that the check of contents stopped."""
    files = [file for file in proposal.attachments.all() if file.removed_at is None]
    wanted = list(rules["attachments_required"])
    if len(members) > 1:
        wanted += rules["attachments_required_of_consortia"]
    kinds = {file.kind for file in files}
    labels = dict(proposal.attachments.model._meta.get_field("kind").flatchoices)
    return [
        Problem(f"attachments.{kind}", _("请上传“%(kind)s”。") % {"kind": labels[kind]}, "required")
        for kind in wanted
        if kind not in kinds
    ] + [
        Problem(f"attachments.{file.pk}", blocked_in_words(file), "blocked")
        for file in files
        if file.scan_state == ScanState.BLOCKED
    ]


def blocked_in_words(file) -> str:
    """Return why a file stands in the way; one that is kept from the partners is not named before them."""
    if not file.for_consortium:
        return _("有一个不给联合体其他成员看的附件未通过内容检查，请上传单位或牵头单位更换。")
    why = " ".join(sentences(file.refused))
    return _("“%(name)s”未通过内容检查，请移除后更换文件。查到：%(why)s") % {"name": file.name, "why": why}


def condition_problems(proposal, members, at) -> list[Problem]:
    """Return the challenge's conditions that this consortium does not meet on this day, each with its reason."""
    partners = [member.organisation for member in members if not member.leader]
    verdicts = eligibility.check(proposal.challenge, proposal.organisation, partners, on=day_of(at))
    return [
        Problem(f"conditions.{n}", f"{verdict.requirement} {verdict.reason}", verdict.kind)
        for n, verdict in enumerate(verdicts)
        if verdict.result == eligibility.FAIL
    ]


def elsewhere(proposal) -> list[Problem]:
    """Return a problem when the leading firm itself has confirmed to join another proposal for the same challenge."""
    joined = Member.objects.filter(
        organisation=proposal.organisation,
        state=MemberState.CONFIRMED,
        leader=False,
        proposal__challenge=proposal.challenge,
    ).exclude(proposal__state__in=ENDED)
    if not joined.exists():
        return []
    return [Problem("consortium", _("贵单位已确认参加本榜单的另一份申报，不能再牵头申报。"), "elsewhere")]


# A section counts as being written while its last save is younger than this.
WRITING_SECONDS = 120


def writing(proposal, at, but=None) -> list:
    """Return the sections somebody is writing now, newest first, seen from their last saves; `but` leaves one out."""
    since = at - timedelta(seconds=WRITING_SECONDS)
    found = proposal.sections.filter(saved_at__gte=since).select_related("saved_by").order_by("-saved_at")
    return list(found.exclude(saved_by=but) if but is not None else found)
