"""Expert profiles: kept by the expert, confirmed by an operator."""

import datetime
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import expert, policy
from accounts.acting import Acting
from accounts.actions.checking import problems_of, reason_given, require_two, unchanged_since, understood
from accounts.errors import Invalid, NotAllowed, Problem, Refused
from accounts.models import Employment, ExpertProfile, Integrity, User, WorkLanguage
from accounts.models.verification import Verification
from accounts.queries import dictionary
from accounts.rules import uscc
from accounts.typed import day
from notifications.clock import day_of
from notifications.events import record

# Nobody has worked longer.
MOST_YEARS = 80
DETAILS = ("category", "title", "field_codes", "keywords", "languages", "years", "max_load", "available", "summary")


def save(
    *,
    by: Acting,
    at: datetime.datetime,
    employments: Iterable[Mapping[str, Any]],
    expected: int | None = None,
    **details: Any,
) -> ExpertProfile:
    """Enter or change one's own profile with all posts: `unit_name`, `organisation`, `uscc`, `post`,
    `starts_on`, `ends_on`.

    Two posts at once (双聘) are two entries, and both count where the expert must step aside. A profile whose category
    or posts change is looked at again by an operator. Raises Invalid, LostUpdate, NotAllowed.
    """
    if by.user_id is None:
        raise NotAllowed(_("请先登录。"))
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.user_id)
        profile = ExpertProfile.objects.filter(user_id=by.user_id).first() or ExpertProfile(user_id=by.user_id)
        unchanged_since(profile, expected)
        new, before = profile.pk is None, profile.category
        for name, value in details.items():
            if name not in DETAILS:
                raise TypeError(f"{name} is not a detail of an expert")
            setattr(profile, name, value)
        posts = [Employment(**entry) for entry in employments]
        problems = problems_of(profile, exclude={"user"}, unique=False) + _field_problems(profile)
        if not posts:
            problems.append(Problem("employments", _("请至少填写一段任职经历，用于回避判断。"), "required"))
        for number, post in enumerate(posts):
            problems += _post_problems(post, number, day_of(at))
        if problems:
            raise Invalid(problems)
        if not new and (
            profile.category != before or _facts(posts) != _facts(Employment.objects.filter(expert=profile))
        ):
            profile.verification = Verification.PENDING
        if profile.verification == Verification.REFUSED:
            profile.verification = Verification.PENDING
        profile.version += 0 if new else 1
        profile.save()
        Employment.objects.filter(expert=profile).delete()
        for post in posts:
            post.expert = profile
        Employment.objects.bulk_create(posts)
        name = "expert.registered" if new else "expert.changed"
        record(name, subject=profile, by=by, at=at, facts={"person": str(by.user), "category": profile.category})
    return profile


def verify(profile: ExpertProfile, *, by: Acting, at: datetime.datetime) -> ExpertProfile:
    """Take an expert into the pool. Raises Refused when there is nothing to verify, NotAllowed."""
    return _judge(profile, "verify", Verification.VERIFIED, by=by, at=at, note="")


def refuse(profile: ExpertProfile, *, by: Acting, at: datetime.datetime, reason: str) -> ExpertProfile:
    """Say why a profile is not taken into the pool; the expert corrects it. Raises Invalid, Refused, NotAllowed."""
    return _judge(profile, "refuse", Verification.REFUSED, by=by, at=at, note=reason_given(reason))


def set_integrity(
    profile: ExpertProfile, *, by: Acting, at: datetime.datetime, integrity: str, reason: str
) -> ExpertProfile:
    """Suspend, bar or readmit an expert, as the second of two. They are not drawn while not in normal standing.

    An organiser's officers suspend, and readmit whom their own organiser suspended; only operators bar, and lift what
    others decided. Raises Invalid, NotAllowed, Refused for one person alone and when nothing would change.
    """
    reason = reason_given(reason, longest=240)
    if integrity not in Integrity.values:
        raise Invalid([Problem("integrity", _("没有这种诚信状态。"), "invalid_choice")])
    with transaction.atomic():
        profile = _locked(profile)
        if not expert.may_set_integrity(by, profile, integrity):
            raise NotAllowed()
        require_two(by)
        if profile.integrity == integrity:
            raise Refused(_("诚信状态已经是“%(state)s”。") % {"state": profile.get_integrity_display()}, code="same")
        before, profile.integrity = profile.integrity, integrity
        profile.integrity_reason = reason
        profile.integrity_by = None if by.is_operator else by.organisation
        profile.version += 1
        profile.save(update_fields=["integrity", "integrity_reason", "integrity_by", "version"])
        facts = {"before": before, "integrity": integrity, "reason": reason, "prepared_by": str(by.first)}
        record("expert.integrity_changed", subject=profile, by=by, at=at, facts=facts)
    return profile


def _judge(
    profile: ExpertProfile, verb: Any, result: Any, *, by: Acting, at: datetime.datetime, note: Any
) -> ExpertProfile:
    with transaction.atomic():
        profile = _locked(profile)
        policy.demand(by, verb, profile)
        if profile.verification != Verification.PENDING:
            raise Refused(_("该专家没有待办的核验。"), code="nothing_to_verify")
        profile.verification, profile.verification_note, profile.verified_at = result, note, at
        profile.version += 1
        profile.save(update_fields=["verification", "verification_note", "verified_at", "version"])
        name = "expert.verified" if result == Verification.VERIFIED else "expert.refused"
        record(name, subject=profile, by=by, at=at, facts={"reason": note})
    return profile


def _locked(profile: ExpertProfile) -> Any:
    return ExpertProfile.objects.select_for_update().get(pk=profile.pk)


def _field_problems(profile: ExpertProfile) -> Any:
    found = []
    unknown = [code for code in profile.field_codes if not dictionary.tech_field_name(code)]
    if unknown:
        said = _("技术领域代码不存在：%(codes)s。") % {"codes": "、".join(unknown)}
        found.append(Problem("field_codes", said, "unknown_code"))
    if (profile.years or 0) > MOST_YEARS:
        said = _("须在 %(lowest)s 到 %(highest)s 之间。") % {"lowest": 0, "highest": MOST_YEARS}
        found.append(Problem("years", said, "out_of_range"))
    if set(profile.languages) - set(WorkLanguage.values):
        found.append(Problem("languages", _("没有这种工作语言。"), "unknown_language"))
    return found


def _post_problems(post: Any, number: Any, today: date) -> Any:
    found = problems_of(post, exclude={"expert", "organisation", "uscc"}, unique=False)
    for field in ("starts_on", "ends_on"):
        understood(found, field, day.span, getattr(post, field), today=today)
    if post.uscc:
        try:
            post.uscc = uscc.check(post.uscc).code
        except Invalid as wrong:
            found += wrong.problems
    if post.starts_on and post.ends_on and post.ends_on < post.starts_on:
        found.append(Problem("ends_on", _("结束日期不能早于开始日期。"), "order"))
    return [Problem(f"employments.{number}.{one.field}", one.message, one.code) for one in found]


def _facts(posts: Any) -> Any:
    return sorted(
        (post.unit_name, post.uscc, post.organisation_id or 0, str(post.starts_on), str(post.ends_on)) for post in posts
    )
