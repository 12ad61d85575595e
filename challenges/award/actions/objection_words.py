"""What is said to others about an objection never tells who objected."""

from django.utils.translation import gettext as _

from challenges.award.models import Objection
from challenges.award.queries.hearing import targets
from challenges.core.gate import Invalid, Problem

LONGEST = 4000


def require_impersonal(objection: Objection, said: str, field: str = "decision") -> None:
    """Raise Invalid at `field` for words that would tell the public or the other side who objected.

    The instructions for objectors promise it. The name of their firm betrays them too, unless it is a party that
    everybody knows of.
    """
    personal = [objection.name, objection.phone, objection.email]
    firm = objection.organisation
    if firm is not None and firm.pk not in {objection.challenge.lead_id, *(one.pk for one in targets(objection))}:
        personal += [firm.name, firm.short_name]
    if any(word and word in said for word in personal):
        public = _("处理意见会随结果公告公开，请不要写异议人的姓名、单位、电话或者邮箱。")
        other = _("其他各方不应知道异议人是谁：这段文字写有异议人的姓名、单位、电话或者邮箱，不能发出。")
        raise Invalid([Problem(field, public if field == "decision" else other, "personal")])
