"""The rule book: of what kind each rule is, within which bounds it makes sense, and what is wrong with a value."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.content.kinds import KINDS
from accounts.roles import APPROVER, ROLES
from challenges.core.models import RULE_KEYS
from notifications.phrase import Phrase

HIGHEST_FEE = 100_000
# More steps, bands or reminders than these nobody keeps.
MOST_STEPS, MOST_BANDS, MOST_REMINDERS = 4, 4, 10


@dataclass(frozen=True)
class Rule:
    """One rule: the group it stands in, its kind, and for numbers the bounds within which it makes sense.

    Kinds: whole, yes (1 or 0), days (a list of numbers of days), chain (roles of the organiser in order), files (kinds
    of attachment), types (endings of files), bands (upper bound in 万元 and percent, the last without a bound), fee
    (least and most, 元 a day). What applicants have relied on is `fixed` once a challenge was published under it.
    """

    key: str
    group: str
    kind: str = "whole"
    least: int = 0
    most: int = 0
    odd: bool = False
    fixed: bool = False

    @property
    def label(self) -> Phrase:
        """Return what people call it."""
        return RULE_KEYS[self.key]


YEAR, PERCENT, MONTH_HOURS = 365, 100, 720


def group(name: str, *rules: tuple) -> list[Rule]:
    """Return the rules of a group, each written as (key, least, most) or (key, kind), with what else holds for it."""
    found = []
    for key, *rest in rules:
        more = rest.pop() if isinstance(rest[-1], dict) else {}
        given = {"kind": rest[0]} if isinstance(rest[0], str) else {"least": rest[0], "most": rest[1]}
        found.append(Rule(key, name, **given, **more))
    return found


FIXED, ODD = {"fixed": True}, {"odd": True}
BOOK = {
    rule.key: rule
    for rule in (
        *group(
            "window",
            ("window_days", 1, YEAR),
            ("deadline_hour", 0, 23),
            ("correction_days", 1, YEAR),
            ("extension_times", 0, 10),
            ("extension_share", 0, PERCENT),
            ("relist_times", 0, 10),
            ("answer_days", 1, YEAR),
        ),
        *group(
            "check",
            ("draft_idle_days", 1, YEAR),
            ("formal_check_days", 1, YEAR),
            ("repair_days", 1, YEAR),
            ("repair_rounds", 0, 10),
            ("argumentation_days", 1, YEAR),
            ("argumentation_experts", 1, 99),
        ),
        *group(
            "apply",
            ("consortium_max", 1, 50, FIXED),
            ("projects_per_leader", 1, 99, FIXED),
            ("leader_must_be_sme", "yes", FIXED),
            ("undertaking_by_signer", "yes", FIXED),
            ("team_consent_required", "yes", FIXED),
            ("publish_consent_required", "yes", FIXED),
            ("lead_data_consent_required", "yes", FIXED),
            ("team_pause_hours", 1, MONTH_HOURS),
            ("sme_share", 0, PERCENT, FIXED),
            ("attachments_required", "files", FIXED),
            ("attachments_required_of_consortia", "files", FIXED),
            ("indirect_bands", "bands", FIXED),
            ("attachment_types", "types"),
            ("attachment_mb", 1, 2000),
            ("attachment_quota_mb", 1, 20_000),
            ("draft_version_minutes", 1, 1440),
        ),
        *group(
            "qualify",
            ("qualification_days", 1, YEAR),
            ("supplement_days", 1, YEAR),
            ("complaint_days", 1, YEAR),
            ("take_back_minutes", 0, 1440),
        ),
        *group(
            "panel",
            ("panel_size", 1, 99, ODD),
            ("enterprise_share", 0, PERCENT),
            ("per_unit", 1, 99),
            ("reviews_least", 1, 99, ODD),
            ("bridging_share", 0, PERCENT),
            ("invitation_hours", 1, MONTH_HOURS),
            ("recusal_years", 0, 50),
            ("absence_limit", 0, PERCENT),
            ("expert_fee_senior", "fee"),
            ("expert_fee_other", "fee"),
        ),
        *group(
            "score",
            ("review_days", 1, YEAR),
            ("discussion_days", 1, YEAR),
            ("review_extension_times", 0, 10),
            ("review_extension_days", 1, YEAR),
            ("remind_hours", 1, MONTH_HOURS),
            ("comment_length", 0, 2000),
            ("passing_line", 0, PERCENT, FIXED),
            ("trim_from", 3, 99, FIXED),
            ("deviation_limit", 0, PERCENT),
            ("trial_samples_least", 1, 20),
            ("trial_samples_most", 1, 20),
            ("trial_drift_limit", 0, PERCENT),
        ),
        *group(
            "decide",
            ("choice_days", 1, YEAR),
            ("decision_chain", "chain"),
            ("publicity_days", 1, YEAR),
            ("publicity_counts_first_day", "yes"),
            ("objection_register_days", 1, YEAR),
            ("objection_conclude_days", 1, YEAR),
            ("objection_statement_days", 1, YEAR),
            ("objection_review_days", 1, YEAR),
            ("objection_review_decide_days", 1, YEAR),
            ("objection_review_stays", "yes"),
            ("feedback_days", 0, YEAR),
            ("feedback_rank", "yes"),
            ("signing_days", 1, YEAR),
            ("negotiation_days", 1, YEAR),
            ("signature_days", 1, YEAR),
            ("milestone_soon_days", 1, YEAR),
            ("milestone_check_days", 1, YEAR),
            ("milestone_rectify_days", 1, YEAR),
            ("milestone_overdue_days", 1, YEAR),
            ("payment_days", 1, YEAR),
        ),
        *group(
            "remind",
            ("reminder_days_before", "days"),
            ("reminder_days_overdue", "days"),
            ("motion_days", 1, YEAR),
            ("motion_remind_days", 1, YEAR),
        ),
        *group(
            "signal",
            ("signal_passage", 10, 1000),
            ("signal_share", 0, PERCENT),
            ("signal_common", 2, 99),
            ("signal_hours", 0, MONTH_HOURS),
        ),
    )
}
GROUPS = tuple(dict.fromkeys(rule.group for rule in BOOK.values()))
# Of two rules the first may not be above the second.
ORDERED = (
    ("trial_samples_least", "trial_samples_most"),
    ("attachment_mb", "attachment_quota_mb"),
    ("reviews_least", "panel_size"),
    ("motion_remind_days", "motion_days"),
)


def problems(values: Any) -> list[str]:
    """Return a sentence for every value that cannot stand, with the rule's own name; empty when all can."""
    if not isinstance(values, dict):
        return [_("请填写一个对象：规则代码和数值。")]
    found = []
    for key, value in values.items():
        if key not in BOOK:
            found.append(_("没有规则“%(key)s”。") % {"key": key})
        elif said := wrong(BOOK[key], value):
            found.append(_("“%(name)s”：%(why)s") % {"name": RULE_KEYS[key], "why": said})
    return found


def wrong(rule: Rule, value: Any) -> str:
    """Return what is wrong with a value of a rule, in a sentence that says what makes sense; empty for nothing."""
    if rule.kind != "whole":
        return "" if FITS[rule.kind](value) else str(MUST[rule.kind]())
    facts = {"least": rule.least, "most": rule.most}
    if type(value) is not int or not rule.least <= value <= rule.most:
        return _("请填 %(least)s 到 %(most)s 之间的整数。") % facts
    return _("请填单数，如 5、7、9。") if rule.odd and value % 2 == 0 else ""


def contradictions(values: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return (lower, upper, sentence) for two rules that contradict each other; `values` are all that hold."""
    found = []
    for low, high in ORDERED:
        if None not in (values.get(low), values.get(high)) and values[low] > values[high]:
            facts = {"low": RULE_KEYS[low], "n": values[low], "high": RULE_KEYS[high], "m": values[high]}
            found.append((low, high, _("“%(low)s”是 %(n)s，不能大于“%(high)s”的 %(m)s。") % facts))
    return found


def yes(value: Any) -> bool:
    """Return True for 1 or 0."""
    return type(value) is int and value in (0, 1)


def days(value: Any) -> bool:
    """Return True for a few different numbers of days within a year."""
    return (
        isinstance(value, list)
        and 0 < len(value) <= MOST_REMINDERS
        and all(type(number) is int and 0 <= number <= YEAR for number in value)
        and len(set(value)) == len(value)
    )


def chain(value: Any) -> bool:
    """Return True for different roles of the organiser, the last of them the approver: nothing is decided by itself."""
    known = isinstance(value, list) and all(isinstance(role, str) and role in ROLES["organiser"] for role in value)
    return known and len(set(value)) == len(value) <= MOST_STEPS and value[-1:] == [APPROVER]


def files(value: Any) -> bool:
    """Return True for a list of words: kinds of attachment, known to the domain of files."""
    return isinstance(value, list) and all(isinstance(word, str) and word for word in value)


def types(value: Any) -> bool:
    """Return True for some endings of files that can be looked into."""
    return isinstance(value, list) and bool(value) and all(isinstance(word, str) and word in KINDS for word in value)


def fee(value: Any) -> bool:
    """Return True for the lowest and the highest fee in 元 a day."""
    numbers = isinstance(value, list) and len(value) == 2 and all(type(amount) is int for amount in value)
    return numbers and 0 <= value[0] <= value[1] <= HIGHEST_FEE


def bands(value: Any) -> bool:
    """Return True for bands of costs with rising bounds in 万元, the last without one, and a percentage each."""
    if not (isinstance(value, list) and 0 < len(value) <= MOST_BANDS and all(map(band, value))):
        return False
    bounds = [bound for bound, _percent in value]
    rising = bounds[:-1]
    return bounds[-1] is None and None not in rising and rising == sorted(set(rising))


def band(row: Any) -> bool:
    """Return True for one band: its upper bound in 万元 or none, and a percentage."""
    if not isinstance(row, list) or len(row) != 2:
        return False
    bound, percent = row
    return (bound is None or (type(bound) is int and 0 < bound <= 10_000_000)) and (
        type(percent) is int and 0 <= percent <= PERCENT
    )


FITS = {"yes": yes, "days": days, "chain": chain, "files": files, "types": types, "fee": fee, "bands": bands}
MUST = {
    "yes": lambda: _("请选择“是”或“否”。"),
    "days": lambda: _("请填天数，用逗号分开，如 7, 3, 1：0 到 365，不重复，最多 10 个。"),
    "chain": lambda: _("请选择组织方的岗位，每个岗位一次，最后一步是“审定人”。"),
    "files": lambda: _("请从附件种类中选择。"),
    "types": lambda: _("请至少选择一种文件类型。"),
    "fee": lambda: _("请填最低和最高两个数，元/人天，最低不高于最高。"),
    "bands": lambda: _("请逐档填写：上限由小到大，末档不填上限，比例 0 到 100。"),
}
