"""Eligibility 揭榜条件: typed predicates on a firm and its partners, each with its reason in words.

A new kind of condition is one class here. Only formal matters are decided by machine; the rest is for people.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Certificate, CertificateType, Organisation, Region, SizeClass
from accounts.roles import Kind
from accounts.typed import number

OK, FAIL, MANUAL = "ok", "fail", "manual"
REGION = re.compile(r"[0-9]{2,6}")


@dataclass(frozen=True)
class Verdict:
    """What a condition says of a firm: `result` is ok, fail or manual; `requirement` and `reason` are sentences."""

    kind: str
    result: str
    requirement: str
    reason: str


@dataclass(frozen=True)
class Applicant:
    """Who applies: the leader, its partners, and what they hold, read once.

    `places` are names of regions by full code, where many applicants are judged and they were read before.
    """

    leader: Organisation
    partners: tuple = ()
    certificates: tuple = ()
    places: Mapping[str, str] | None = None


class SizeIs:
    """The leader's size class is one of those named."""

    label = staticmethod(lambda: _("企业规模"))

    def problems(self, params):
        """Yield what is wrong with the parameters."""
        if not known(params.get("classes"), SizeClass):
            yield "params", _("请至少选一个企业规模。")

    def requirement(self, params):
        """Say what is asked."""
        names = "、".join(str(SizeClass(value).label) for value in params["classes"])
        return _("牵头单位规模为：%(names)s") % {"names": names}

    def judge(self, params, applicant, on):
        """Say whether it holds, and why not."""
        size = applicant.leader.size_class
        if not size:
            return FAIL, _("尚未填写划型数据，无法判定规模。")
        name = SizeClass(size).label
        if size in params["classes"]:
            return OK, _("按标准划为%(name)s。") % {"name": name}
        return FAIL, _("按标准划为%(name)s，不在要求之内。") % {"name": name}


class HoldsCertificate:
    """The leader holds one of the certificates named, valid on the day."""

    label = staticmethod(lambda: _("资质证书"))

    def problems(self, params):
        """Yield what is wrong with the parameters."""
        if not known(params.get("types"), CertificateType):
            yield "params", _("请至少选一种资质证书。")

    def requirement(self, params):
        """Say what is asked."""
        names = "、".join(str(CertificateType(value).label) for value in params["types"])
        return _("持有有效期内的证书之一：%(names)s") % {"names": names}

    def judge(self, params, applicant, on):
        """Say whether it holds, and why not: an expired certificate is named with its date."""
        held = [
            c for c in applicant.certificates if c.organisation_id == applicant.leader.pk and c.type in params["types"]
        ]
        valid = [c for c in held if c.valid_on(on)]
        if valid:
            best = max(valid, key=lambda c: c.expires_on)
            facts = {"name": best.get_type_display(), "date": best.expires_on.isoformat()}
            return OK, _("%(name)s有效期至 %(date)s。") % facts
        if not held:
            return FAIL, _("没有登记这类证书。")
        last = max(held, key=lambda c: c.expires_on)
        facts = {"name": last.get_type_display(), "date": last.expires_on.isoformat()}
        if last.expires_on < on:
            return FAIL, _("%(name)s已于 %(date)s 到期。") % facts
        return FAIL, _("%(name)s尚未生效。") % facts


class LocatedIn:
    """The leader is registered in one of the regions named, by code prefix."""

    label = staticmethod(lambda: _("注册地区"))

    def problems(self, params):
        """Yield what is wrong with the parameters."""
        codes = params.get("regions")
        if not isinstance(codes, list) or not codes or not all(REGION.fullmatch(str(code)) for code in codes):
            yield "params", _("请填写地区代码（2 至 6 位数字）。")

    def requirement(self, params):
        """Say what is asked."""
        return _("注册地在：%(names)s") % {"names": "、".join(region_name(code) for code in params["regions"])}

    def judge(self, params, applicant, on):
        """Say whether it holds, and why not."""
        code = applicant.leader.region_code
        name = region_name(code, applicant.places)
        if any(code.startswith(str(prefix)) for prefix in params["regions"]):
            return OK, _("注册地：%(name)s。") % {"name": name}
        return FAIL, _("注册地为%(name)s，不在要求之内。") % {"name": name or _("未填写")}


class KindIs:
    """The leader is of one of the kinds named."""

    label = staticmethod(lambda: _("单位类型"))

    def problems(self, params):
        """Yield what is wrong with the parameters."""
        if not known(params.get("kinds"), Kind):
            yield "params", _("请至少选一种单位类型。")

    def requirement(self, params):
        """Say what is asked."""
        return _("牵头单位为：%(names)s") % {"names": "、".join(str(Kind(value).label) for value in params["kinds"])}

    def judge(self, params, applicant, on):
        """Say whether it holds, and why not."""
        name = Kind(applicant.leader.kind).label
        if applicant.leader.kind in params["kinds"]:
            return OK, _("单位类型：%(name)s。") % {"name": name}
        return FAIL, _("单位类型为%(name)s，不在要求之内。") % {"name": name}


class Consortium:
    """Whether partners are allowed, and how many units there may be in all."""

    label = staticmethod(lambda: _("联合体"))

    def problems(self, params):
        """Yield what is wrong with the parameters."""
        most = params.get("max")
        if params.get("allowed") and number.one_of(range(2, 21), most) is None:
            yield "params", _("成员上限须是 2 到 20 的整数。")

    def requirement(self, params):
        """Say what is asked."""
        if not params.get("allowed"):
            return _("不接受联合体")
        return _("接受联合体，成员不超过 %(most)s 家") % {"most": params["max"]}

    def judge(self, params, applicant, on):
        """Say whether it holds, and why not."""
        units = 1 + len(applicant.partners)
        if units == 1:
            return OK, _("由一家单位申报。")
        if not params.get("allowed"):
            return FAIL, _("现有 %(units)s 家单位，本榜单不接受联合体。") % {"units": units}
        if units > number.whole(params["max"]):
            return FAIL, _("现有 %(units)s 家单位，超过 %(most)s 家的上限。") % {"units": units, "most": params["max"]}
        return OK, _("现有 %(units)s 家单位。") % {"units": units}


class Established:
    """The leader has existed for so many full years."""

    label = staticmethod(lambda: _("成立年限"))

    def problems(self, params):
        """Yield what is wrong with the parameters."""
        if number.one_of(range(1, 51), params.get("years")) is None:
            yield "params", _("年限须是 1 到 50 的整数。")

    def requirement(self, params):
        """Say what is asked."""
        return _("成立满 %(years)s 年") % {"years": params["years"]}

    def judge(self, params, applicant, on):
        """Say whether it holds, and why not."""
        since = applicant.leader.established
        if since is None:
            return FAIL, _("没有登记成立日期。")
        full = full_years(since, on)
        if full >= number.whole(params["years"]):
            return OK, _("成立于 %(date)s。") % {"date": since.isoformat()}
        return FAIL, _("成立于 %(date)s，不满 %(years)s 年。") % {"date": since.isoformat(), "years": params["years"]}


def full_years(since: date, on: date) -> int:
    """Return how many years have been completed from one day to another."""
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


class Words:
    """A condition in words, such as equipment; people decide."""

    label = staticmethod(lambda: _("其他条件"))

    def problems(self, params):
        """Yield what is wrong with the parameters."""
        if not isinstance(params.get("text"), str) or not params["text"].strip():
            yield "params", _("请写明条件。")

    def requirement(self, params):
        """Say what is asked."""
        return params["text"]

    def judge(self, params, applicant, on):
        """Leave it to people."""
        return MANUAL, _("由审查员核对，请在申报书中说明。")


KINDS: dict[str, Any] = {
    "size_class": SizeIs(),
    "certificate": HoldsCertificate(),
    "region": LocatedIn(),
    "kind": KindIs(),
    "consortium": Consortium(),
    "established": Established(),
    "text": Words(),
}


def known(values, choices) -> bool:
    """Return True for a list that names at least one of the choices and nothing else."""
    return isinstance(values, list) and bool(values) and all(value in choices.values for value in values)


def region_name(code, places: Mapping[str, str] | None = None) -> str:
    """Return the name of a region, or its code when the dictionary does not know it; of `places` where it is given."""
    text = str(code or "")
    full = text.ljust(6, "0")
    if places is not None:
        return places.get(full) or text
    return Region.objects.filter(code=full).values_list("name", flat=True).first() or text


def problems_of(kind: str, params: dict) -> list[tuple[str, str]]:
    """Return what is wrong with a condition as (field, sentence)."""
    if kind not in KINDS:
        return [("kind", _("没有这种条件。"))]
    try:
        return list(KINDS[kind].problems(params))
    except (AttributeError, TypeError):
        # What was sent is of another shape altogether: a number where a list should stand.
        return [("params", _("条件的参数格式不对。"))]


def requirement(condition) -> str:
    """Return what a condition asks, as a sentence."""
    return KINDS[condition.kind].requirement(condition.params)


def applicant_of(leader, partners=()) -> Applicant:
    """Return who applies, with all certificates that stand read in one query."""
    everyone = [leader.pk, *(partner.pk for partner in partners)]
    held = tuple(
        Certificate.objects.filter(organisation_id__in=everyone, removed_at=None).exclude(verification="refused")
    )
    return Applicant(leader=leader, partners=tuple(partners), certificates=held)


def check(challenge, organisation, partners=(), *, on: date, conditions=None) -> list[Verdict]:
    """Return what every condition of a challenge says of a firm and its partners on a day (Asia/Shanghai)."""
    applicant = applicant_of(organisation, partners)
    conditions = challenge.conditions.all() if conditions is None else conditions
    return [
        Verdict(condition.kind, result, requirement(condition), reason)
        for condition, result, reason in judged(conditions, applicant, on)
    ]


def judged(conditions, applicant: Applicant, on: date) -> list[tuple[Any, str, str]]:
    """Return what each condition says of an applicant on a day: the condition, its result, and why."""
    return [(one, *KINDS[one.kind].judge(one.params, applicant, on)) for one in conditions]
