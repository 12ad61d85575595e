"""What is compared of an expert and of a firm when ties between them are looked for; plain data, without a query."""

from dataclasses import dataclass
from datetime import date

from accounts.typed import mail

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
class Tie:
    """What the expert declared beforehand: its kind, the unit as written, and the organisation when it is known."""

    kind: str
    unit: str
    organisation_id: int | None = None
    uscc: str = ""
    ends_on: date | None = None


@dataclass(frozen=True)
class Joint:
    """An employer of the expert stood with an organisation in the consortium of a proposal that was handed in."""

    organisation_id: int
    proposal_id: int
    employer: str
    on: date


@dataclass(frozen=True)
class Person:
    """What is compared of an expert."""

    user_id: int
    name: str = ""
    email: str = ""
    phone: str = ""
    posts: tuple[Post, ...] = ()
    organisation_ids: frozenset[int] = frozenset()
    ties: tuple[Tie, ...] = ()
    joints: tuple[Joint, ...] = ()


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
    proposal_id: int | None = None


def domain(email: str) -> str:
    """Return the mail domain, or nothing for one that many units share."""
    name = mail.domain(email)
    return "" if name in SHARED_MAIL else name
