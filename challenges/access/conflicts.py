"""Why an expert may not review a proposal: each rule a function, with its reason in words.

Source: the conduct rules for national science reviews, as practised by ministries and provinces. What is found here
is potential until the organiser has decided it; what an expert declares himself holds at once.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext_lazy as _

from accounts.rules.names import folded

# Mail providers and reserved domains that many units share: the same domain says nothing about the unit.
SHARED_MAIL = frozenset(
    [
        "qq.com",
        "foxmail.com",
        "163.com",
        "126.com",
        "yeah.net",
        "139.com",
        "189.cn",
        "sina.com",
        "sina.cn",
        "sohu.com",
        "aliyun.com",
        "21cn.com",
        "gmail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "icloud.com",
        "yahoo.com",
        "proton.me",
        "example.com",
        "example.org",
        "example.net",
        "localhost",
    ]
)
PHONE_DIGITS = 7


@dataclass(frozen=True)
class Post:
    """A post of an expert: the unit's name as written, and the organisation when the platform knows it."""

    unit: str
    organisation_id: int | None
    uscc: str
    starts_on: date
    ends_on: date | None

    def held(self, since: date, until: date) -> bool:
        """Return True when the post was held on some day of the period, both ends included."""
        return self.starts_on <= until and (self.ends_on is None or self.ends_on >= since)


@dataclass(frozen=True)
class Person:
    """What is compared of an expert."""

    user_id: int
    name: str = ""
    email: str = ""
    phone: str = ""
    posts: tuple[Post, ...] = ()
    organisation_ids: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Unit:
    """What is compared of a firm: itself, its people's addresses and numbers, and those it names in its team.

    `role` is "lead" for the firm that posted the challenge, "leader" or "member" in the proposal's consortium.
    """

    role: str
    organisation_id: int
    name: str
    uscc: str = ""
    domains: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Finding:
    """A matched rule: its code and the facts its sentence needs."""

    code: str
    facts: dict = field(default_factory=dict, compare=False)


def digits(phone: str) -> str:
    """Return the digits of a phone number, or nothing when it is masked or too short to mean one person."""
    found = re.sub(r"\D", "", phone)
    return "" if "*" in phone or len(found) < PHONE_DIGITS else found[-11:]


def domain(email: str) -> str:
    """Return the mail domain, or nothing for one that many units share."""
    name = email.rpartition("@")[2].lower()
    return "" if name in SHARED_MAIL else name


def same_unit(post: Post, unit: Unit) -> bool:
    """Return True when a post was held in this very unit, known by its row or by its written name."""
    return post.organisation_id == unit.organisation_id or folded(post.unit) == folded(unit.name)


def employed_now(person: Person, unit: Unit, since: date, today: date) -> dict | None:
    """The expert works there now; with two posts at once each of them counts."""
    posts = [post for post in person.posts if same_unit(post, unit) and post.held(today, today)]
    return {"since": str(posts[0].starts_on)} if posts else None


def employed_before(person: Person, unit: Unit, since: date, today: date) -> dict | None:
    """The expert worked there within the years that the rules look back."""
    posts = [post for post in person.posts if same_unit(post, unit) and post.ends_on and since <= post.ends_on < today]
    return {"until": str(max(post.ends_on for post in posts))} if posts else None


def acts_for(person: Person, unit: Unit, since: date, today: date) -> dict | None:
    """The expert's account acts for this unit on the platform."""
    return {} if unit.organisation_id in person.organisation_ids else None


def shared_code(person: Person, unit: Unit, since: date, today: date) -> dict | None:
    """An employer carries the same body code 主体标识码 in its credit code: the same legal person, registered anew."""
    codes = {post.uscc[8:17] for post in person.posts if len(post.uscc) == 18 and post.held(since, today)}
    other = [post for post in person.posts if post.organisation_id == unit.organisation_id]
    return {} if len(unit.uscc) == 18 and unit.uscc[8:17] in codes and not other else None


def mail_domain(person: Person, unit: Unit, since: date, today: date) -> dict | None:
    """The expert's mail address is of the same domain as that of the unit's people."""
    own = domain(person.email)
    return {"domain": own} if own and own in unit.domains else None


def same_phone(person: Person, unit: Unit, since: date, today: date) -> dict | None:
    """The expert's phone number is one of the unit's."""
    own = digits(person.phone)
    return {} if own and own in unit.phones else None


def named_in_team(person: Person, unit: Unit, since: date, today: date) -> dict | None:
    """Somebody of the expert's name stands in the project team."""
    return {} if person.name and folded(person.name) in {folded(name) for name in unit.people} else None


Rule = Callable[[Person, Unit, date, date], dict | None]

RULES: dict[str, tuple[Rule, str]] = {
    "employed_now": (employed_now, _("现在在“%(unit)s”任职")),
    "employed_before": (employed_before, _("在“%(unit)s”任职至 %(until)s，仍在回避年限内")),
    "acts_for": (acts_for, _("平台账号现在代表“%(unit)s”")),
    "shared_code": (shared_code, _("任职单位与“%(unit)s”的主体标识码相同")),
    "mail_domain": (mail_domain, _("邮箱与“%(unit)s”同属 %(domain)s")),
    "same_phone": (same_phone, _("电话与“%(unit)s”的人员相同")),
    "named_in_team": (named_in_team, _("与“%(unit)s”项目团队的成员同名")),
}

# What only the expert himself can know; what he declares needs no confirmation.
DECLARED = {
    "family": _("与申报方人员是亲属"),
    "shareholding": _("持有申报方股份或者担任顾问"),
    "mentor": _("与申报方人员是师生"),
    "joint_project": _("近年与申报方共同承担项目或者合著"),
    "rival": _("与申报方有竞争或者利害关系"),
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
    """Return the findings of every expert by (expert, proposal, rule); proposal None means the whole challenge."""
    found = {}
    for person in persons:
        for proposal_id, those in units.items():
            for unit in those:
                for finding in compare(person, unit, since=since, today=today):
                    found.setdefault((person.user_id, proposal_id, finding.code), finding.facts)
    return found


def reason(code: str, facts: dict) -> str:
    """Return the reason of a conflict in words, in the reader's language."""
    if code in RULES:
        return str(RULES[code][1]) % {"unit": "", "until": "", "domain": "", **facts}
    return str(DECLARED.get(code, code))
