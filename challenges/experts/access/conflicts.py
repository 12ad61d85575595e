"""Why an expert may not review a proposal: each rule a function, with its reason in words.

Source: the conduct rules for national science reviews, as practised by ministries and provinces. What is found here
is potential until the organiser has decided it; what an expert declares themselves holds at once.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext_lazy as _

from accounts.typed import phone
from accounts.typed.text import folded
from challenges.experts.access.conflict_facts import Joint, Person, Post, Tie, Unit, domain
from notifications.phrase import Phrase

__all__ = [
    "DECLARED",
    "HOLDING",
    "MANUAL",
    "PRESENT",
    "RULES",
    "Finding",
    "Joint",
    "Person",
    "Post",
    "Tie",
    "Unit",
    "compare",
    "compare_all",
    "reason",
]


@dataclass(frozen=True)
class Finding:
    """A matched rule: its code and the facts its sentence needs."""

    code: str
    facts: dict = field(default_factory=dict, compare=False)


def same_unit(post: Post, unit: Unit) -> bool:
    """Return True when a post was held in this very unit, known by its row or by its written name."""
    return post.organisation_id == unit.organisation_id or folded(post.unit) == folded(unit.name)


def same_code(post: Post, unit: Unit) -> bool:
    """Return True when two credit codes share the body code 主体标识码: the same legal person, registered anew."""
    return len(post.uscc) == len(unit.uscc) == 18 and post.uscc[8:17] == unit.uscc[8:17]


def employed_now(person: Person, unit: Unit, since: date, today: date) -> dict | None:
    """The expert works there now; with two posts at once each of them counts."""
    posts = [post for post in person.posts if same_unit(post, unit) and post.held(today, today)]
    return {"since": str(posts[0].starts_on)} if posts else None


def employed_before(person: Person, unit: Unit, since: date, today: date) -> dict | None:
    """The expert worked there within the years that the rules look back, whatever the unit was called then."""
    there = [post for post in person.posts if same_unit(post, unit) or same_code(post, unit)]
    ends = [post.ends_on for post in there if post.ends_on and since <= post.ends_on < today]
    return {"until": str(max(ends))} if ends else None


def acts_for(person: Person, unit: Unit, since: date, today: date) -> dict | None:
    """The expert's account acts for this unit on the platform."""
    return {} if unit.organisation_id in person.organisation_ids else None


def shared_code(person: Person, unit: Unit, since: date, today: date) -> dict | None:
    """The expert works now for the same legal person under another name or row."""
    posts = [post for post in person.posts if post.held(today, today) and not same_unit(post, unit)]
    return {} if any(same_code(post, unit) for post in posts) else None


def mail_domain(person: Person, unit: Unit, since: date, today: date) -> dict | None:
    """The expert's mail address is of the same domain as that of the unit's people."""
    own = domain(person.email)
    return {"domain": own} if own and own in unit.domains else None


def same_phone(person: Person, unit: Unit, since: date, today: date) -> dict | None:
    """The expert's phone number is one of the unit's."""
    return {} if phone.key(person.phone) & unit.phones else None


def named_in_team(person: Person, unit: Unit, since: date, today: date) -> dict | None:
    """Somebody of the expert's name stands in the project team."""
    return {} if folded(person.name) and folded(person.name) in {folded(name) for name in unit.people} else None


def joint_consortium(person: Person, unit: Unit, since: date, today: date) -> dict | None:
    """An employer stood with this unit in one consortium, in another proposal, within the years that count."""
    found = [
        joint
        for joint in person.joints
        if joint.organisation_id == unit.organisation_id
        and joint.proposal_id != unit.proposal_id
        and since <= joint.on <= today
    ]
    last = max(found, key=lambda joint: joint.on, default=None)
    return {"employer": last.employer, "year": last.on.year} if last else None


def declared_tie(kind: str) -> "Rule":
    """Return the rule for one kind of tie that experts declare beforehand: one that ended counts as posts do."""

    def rule(person: Person, unit: Unit, since: date, today: date) -> dict | None:
        """The expert declared this tie to the unit themselves, known by its row, its code or its written name."""
        found = [
            tie
            for tie in person.ties
            if tie.kind == kind and (tie.ends_on is None or tie.ends_on >= since) and meant(tie, unit)
        ]
        return {} if found else None

    return rule


def meant(tie: Tie, unit: Unit) -> bool:
    """Return True when a declared tie is to this very unit; a credit code decides where both have one."""
    if tie.organisation_id is not None:
        return tie.organisation_id == unit.organisation_id
    if tie.uscc and unit.uscc:
        return tie.uscc[8:17] == unit.uscc[8:17]
    return folded(tie.unit) == folded(unit.name)


Rule = Callable[[Person, Unit, date, date], dict | None]

RULES: dict[str, tuple[Rule, Phrase]] = {
    "employed_now": (employed_now, _("现在在“%(unit)s”任职")),
    "employed_before": (employed_before, _("在“%(unit)s”任职至 %(until)s，仍在回避年限内")),
    "acts_for": (acts_for, _("平台账号现在代表“%(unit)s”")),
    "shared_code": (shared_code, _("任职单位与“%(unit)s”的主体标识码相同")),
    "mail_domain": (mail_domain, _("邮箱与“%(unit)s”同属 %(domain)s")),
    "same_phone": (same_phone, _("电话与“%(unit)s”的人员相同")),
    "named_in_team": (named_in_team, _("与“%(unit)s”项目团队的成员同名")),
    "joint_consortium": (joint_consortium, _("任职单位“%(employer)s”%(year)s 年与“%(unit)s”同在一个联合体")),
    "tie_family": (declared_tie("family"), _("本人申报：亲属在“%(unit)s”任职")),
    "tie_shareholding": (declared_tie("shareholding"), _("本人申报：持有“%(unit)s”股份")),
    "tie_adviser": (declared_tie("adviser"), _("本人申报：担任“%(unit)s”顾问")),
    "tie_mentor": (declared_tie("mentor"), _("本人申报：与“%(unit)s”人员是师生")),
    "tie_joint_project": (declared_tie("joint_project"), _("本人申报：与“%(unit)s”共同承担项目")),
}

# What the expert declared beforehand holds at once, as what they declare for one challenge does.
HOLDING = frozenset(code for code in RULES if code.startswith("tie_"))
# Whoever belongs to the lead firm, an applicant or a consortium member today reviews nothing of the whole challenge:
# what they would judge is their own or competes with it. No officer can set this aside while it lasts.
PRESENT = frozenset({"employed_now", "acts_for", "shared_code"})

# What only the expert themselves can know; what they declare needs no confirmation.
DECLARED = {
    "family": _("与对方人员是亲属"),
    "shareholding": _("持有对方股份或者担任顾问"),
    "mentor": _("与对方人员是师生"),
    "joint_project": _("近年与对方共同承担项目或者合著"),
    "rival": _("与对方有竞争或者利害关系"),
    "other_tie": _("其他可能影响公正的情形"),
}


def compare(person: Person, unit: Unit, *, since: date, today: date) -> list[Finding]:
    """Return every rule that ties the expert to the unit. `since` is the day from which former posts count."""
    findings = []
    for code, (rule, _words) in RULES.items():
        facts = rule(person, unit, since, today)
        if facts is not None:
            findings.append(Finding(code, {"unit": unit.name, "role": unit.role, **facts}))
    return findings


def compare_all(
    persons: Iterable[Person], units: dict[int | None, list[Unit]], *, since: date, today: date
) -> dict[tuple[int, int | None, str], dict]:
    """Return the findings of every expert by (expert, proposal, rule); proposal None means the whole challenge.

    A tie of today always is one to the whole challenge.
    """
    found: dict[tuple[int, int | None, str], dict] = {}
    for person in persons:
        for proposal_id, those in units.items():
            for unit in those:
                for finding in compare(person, unit, since=since, today=today):
                    where = None if finding.code in PRESENT else proposal_id
                    found.setdefault((person.user_id, where, finding.code), finding.facts)
    return found


# What the organiser pins by hand stands with their own words.
MANUAL = "manual"


def reason(code: str, facts: dict) -> str:
    """Return the reason of a conflict in words, in the reader's language, with what somebody wrote to it."""
    said = str(facts.get("text", ""))
    if code in RULES:
        return str(RULES[code][1]) % {"unit": "", "until": "", "domain": "", "employer": "", "year": "", **facts}
    if code == MANUAL:
        return _("组织方指定：%(text)s") % {"text": said}
    words = str(DECLARED.get(code, code))
    return f"{words}：{said}" if said else words
