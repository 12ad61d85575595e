"""What is wrong with a consortium 联合体: shares, confirmations, size, its leader, ties to the lead."""

from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.errors import Problem
from accounts.models import SizeClass
from accounts.typed.text import folded
from challenges.proposals.states import MemberState

HUNDRED = Decimal(100)


def is_sme(organisation) -> bool:
    """Return True for a small or medium-sized firm: of that kind, and not classified as large."""
    return organisation.kind == "sme" and organisation.size_class != SizeClass.LARGE


def consortium_problems(proposal, members, rules: dict) -> list[Problem]:
    """Return the problems of the consortium; `members` are those invited or confirmed, with their organisations."""
    found = []
    total = sum((member.share for member in members), Decimal(0))
    if total != HUNDRED:
        say = _("各单位份额合计 %(total)s%%，须正好是 100%%。") % {"total": shown(total)}
        found.append(Problem("consortium.shares", say, "shares"))
    if len(members) > rules["consortium_max"]:
        say = _("联合体最多 %(most)s 家，现在是 %(count)s 家。")
        found.append(Problem("consortium", say % {"most": rules["consortium_max"], "count": len(members)}, "too_many"))
    if rules["leader_must_be_sme"] and not is_sme(proposal.organisation):
        found.append(Problem("consortium.leader", _("牵头单位须为中小企业。"), "leader_not_sme"))
    share = sum((member.share for member in members if is_sme(member.organisation)), Decimal(0))
    if share < rules["sme_share"]:
        say = _("中小企业份额合计 %(share)s%%，不得低于 %(least)s%%。")
        found.append(
            Problem("consortium.shares", say % {"share": shown(share), "least": rules["sme_share"]}, "sme_share")
        )
    for member in members:
        found += member_problems(proposal, member)
    return found


def member_problems(proposal, member) -> list[Problem]:
    """Return what is wrong with one organisation's place: unconfirmed, unverified, without task, tied to the lead."""
    path, name = f"consortium.{member.pk}", {"name": member.organisation.name}
    found = []
    if member.state != MemberState.CONFIRMED:
        found.append(Problem(f"{path}.state", _("%(name)s 尚未确认加入。") % name, "unconfirmed"))
    if not member.organisation.verified:
        found.append(Problem(f"{path}.organisation", _("%(name)s 尚未通过核验。") % name, "unverified"))
    if not member.task.strip() and not member.leader:
        found.append(Problem(f"{path}.task", _("请填写 %(name)s 的任务。") % name, "required"))
    if controlled(member.organisation, proposal.challenge.lead):
        say = _("%(name)s 与发榜方存在控制或关联关系，不能参加。") % name
        found.append(Problem(f"{path}.organisation", say, "control_relation"))
    return found


def controlled(organisation, lead) -> bool:
    """Return True when an organisation is the lead firm itself or has the same legal representative."""
    if organisation.pk == lead.pk or organisation.uscc == lead.uscc:
        return True
    person = folded(organisation.legal_representative)
    return bool(person) and person == folded(lead.legal_representative)


def shown(share: Decimal) -> str:
    """Return a percentage without needless zeros."""
    return f"{share.normalize():f}"
