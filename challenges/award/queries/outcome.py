"""What would follow from each way of concluding an objection 认定之后: read before an officer decides."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from challenges.award.models import Objection
from challenges.award.queries.hearing import targets
from challenges.award.states.objection import OPEN_OBJECTION, ObjectionState
from challenges.core.gate import overdue
from challenges.core.periods import day_of, working_days_later
from challenges.listing.models import Challenge
from challenges.listing.states import ChallengeState


@dataclass(frozen=True)
class Outcome:
    """One way to decide: the verb, where it sends the matter ("" for nowhere), its name, and what follows in order."""

    verb: str
    back_to: str
    label: str
    lines: tuple[str, ...]


def outcomes(objection: Objection, at: datetime) -> list[Outcome]:
    """Return what each decision that is open now would bring about; nothing for an objection that waits for none."""
    if objection.state not in (ObjectionState.REGISTERED, ObjectionState.REVIEWING):
        return []
    rules = objection.challenge.rules_on(day_of(at))
    first = objection.state == ObjectionState.REGISTERED
    until = working_days_later(at, rules["objection_review_days"], rules) if first else None
    said = Words(objection, rules, until, at)
    held = ("uphold" if first else "affirm" if objection.back_to else "reverse", _("成立"))
    not_held = ("dismiss" if first else "reverse" if objection.back_to else "affirm", _("不成立"))
    ways = [objection.back_to] if not first and objection.back_to else [ChallengeState.PROPOSED, "expert_review"]
    found = [Outcome(not_held[0], "", not_held[1], said.goes_on())]
    return found + [Outcome(held[0], str(to), said.named(str(to)), said.goes_back(str(to))) for to in ways]


@dataclass(frozen=True)
class Words:
    """The sentences on one objection as it stands at one moment; `until` is None where no review can follow."""

    objection: Objection
    rules: dict
    until: datetime | None
    at: datetime

    @property
    def challenge(self) -> Challenge:
        """Return the challenge whose award waits."""
        return self.objection.challenge

    def named(self, back_to: str) -> str:
        """Return what a finding for the objection is called, by where it sends the matter."""
        if back_to == ChallengeState.PROPOSED:
            return _("成立，退回拟定（更换拟揭榜单位）")
        return _("成立，退回专家评审")

    def told(self, who: str) -> str:
        """Return what is published, and who may still ask for a review."""
        if self.until is None:
            return _("公告异议的编号、事项、复核意见和理由；不再受理复核申请。")
        words = _("公告异议的编号、事项、处理意见和理由；%(who)s可以在 %(until)s 前申请复核一次。")
        return words % {"who": who, "until": day(self.until)}

    def goes_on(self) -> tuple[str, ...]:
        """Return what follows where the objection does not hold: the publicity goes on, unless something stays it."""
        return self.told(_("异议人")), self.then(), *self.apart()

    def then(self) -> str:
        """Return what becomes of the award."""
        open_ones = self.challenge.objections.filter(state__in=(*OPEN_OBJECTION, ObjectionState.REVIEWING))
        others = open_ones.exclude(pk=self.objection.pk).count()
        ends = self.challenge.publicity_ends_at
        if self.challenge.state != ChallengeState.OBJECTION:
            return _("中榜不因此改变。")
        if others:
            return _("本榜单另有 %(n)s 件异议没有办结，中榜继续暂停。") % {"n": others}
        if self.until is not None and self.rules.get("objection_review_stays"):
            return _("按本批规则，申请复核的期限届满之前中榜继续暂停。")
        if ends is not None and not overdue(ends, self.at):
            return _("公示继续，%(day)s 24:00 期满后授予中榜。") % {"day": day(ends)}
        return _("公示期已满，随即授予中榜。")

    def goes_back(self, back_to: str) -> tuple[str, ...]:
        """Return what follows where the objection holds: who loses what, who acts next and until when."""
        if self.challenge.state != ChallengeState.OBJECTION:
            return self.told(""), _("中榜已经授予或者事项已经退回，不因复核改变；只公告复核的结果。")
        firms = "、".join(firm.name for firm in targets(self.objection))
        given = {"firms": firms, "notice": self.objection.notice.number}
        lines = [self.told(_("异议人和%(firms)s") % given)]
        if self.until is not None:
            lines.append(
                _("在此之前和复核期间，择定结果不变，中榜暂停。期满无人申请或者经复核维持的，才发生下列后果：")
            )
        lines.append(_("%(firms)s不再是拟揭榜单位，发榜方的择定和审定失效。") % given)
        if back_to == ChallengeState.PROPOSED:
            words = _(
                "发榜方在 %(days)s 个工作日内重新择定，审定后重新公示；新的公示取代“%(notice)s”，公示期重新计算。"
            )
            lines.append(words % (given | {"days": self.rules["choice_days"]}))
        else:
            words = _("专家在 %(days)s 个工作日内重新评审，排名之后再择定、审定和公示，新的公示取代“%(notice)s”。")
            lines.append(words % (given | {"days": self.rules["review_days"]}))
        return (*lines, *self.apart())

    def apart(self) -> tuple[str, ...]:
        """Return that others of the same notice are not touched, where there are others."""
        others = self.objection.notice.items.exclude(challenge_id=self.challenge.pk).values("challenge").distinct()
        number = others.count()
        return (_("同一公示的另外 %(n)s 项榜单不受影响。") % {"n": number},) if number else ()


def day(moment: datetime) -> str:
    """Return the day of a moment in China."""
    return day_of(moment).isoformat()
