"""The parts of the interface to which a token may be narrowed: one for each domain that has addresses."""

from functools import cache

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from challenges.domains import declared


class TokenArea(TextChoices):
    LISTING = "listing", _("榜单与批次")
    PROPOSALS = "proposals", _("申报书")
    REVIEW = "review", _("评审")
    ASSIGNMENT = "assignment", _("抽取与分派")
    AWARD = "award", _("审定、异议与反馈")
    CONTRACTS = "contracts", _("任务书")
    DESK = "desk", _("台账")
    BULLETIN = "bulletin", _("公告")
    COLLUSION = "collusion", _("线索")
    EXPERTS = "experts", _("专家库")
    FILES = "files", _("附件")
    CORE = "core", _("账户、消息与任务")


@cache
def routes() -> dict[str, str]:
    """Return the area of every route of the interface by its name: the domain that declares it."""
    return {
        route.name: module.__name__.split(".")[1] for module in declared("api.urls") for route in module.urlpatterns
    }


def area_of(name: str) -> str:
    """Return the area of a route; what belongs to no domain is of the core."""
    return routes().get(name, TokenArea.CORE)
