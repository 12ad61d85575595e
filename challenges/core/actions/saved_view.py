"""Saved views 常用筛选: a person keeps a filter of a board under a name of their own."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.lent import lends
from accounts.models import Membership
from challenges.core import gate
from challenges.core.access.saved_view import visible_to
from challenges.core.gate import Invalid, Moment, NotAllowed, Problem
from challenges.core.models import SavedView
from challenges.core.queries.board import Board, UnknownFilter

# More names than this nobody finds again.
MOST = 30


def save(
    board: Board, *, by: Acting, at: Moment, name: str, words: dict, default: bool = False, batch: Any = None
) -> SavedView:
    """Keep a filter of a board under a name; the same name again replaces what it stood for.

    A filter that stands for something of one batch, as a panel does, belongs to this batch alone. Raises NotAllowed for
    whoever the board is not open to, Invalid without a name, for an unknown filter, and when too many are kept.
    """
    if not board.open_to(by) or (batch and by.organisation_id != batch.organiser_id):
        raise NotAllowed()
    name = required(name)
    try:
        kept = board.filters.read(words).having().words()
    except UnknownFilter as unknown:
        raise Invalid([Problem(str(unknown), _("没有这个筛选条件。"), "unknown_filter")]) from unknown
    with transaction.atomic():
        known = {view.name: view for view in visible_to(by, board).select_for_update()}
        if name not in known and len(known) >= MOST:
            raise Invalid([Problem("name", _("最多保存 %(most)s 个，请先删除不用的。") % {"most": MOST}, "too_many")])
        view = known.get(name) or SavedView(
            user=by.user, organisation=by.unit, board=board.name, name=name, created_at=gate.moment(at)
        )
        view.words = kept
        view.batch = batch if kept.keys() & set(board.of_one_batch) else None
        view.save()
        if default:
            put_first(view)
    return view


def required(name: str) -> str:
    """Return the name without idle spaces. Raises Invalid when nothing is left or it is too long."""
    name = " ".join(name.split())
    if not name:
        raise Invalid([Problem("name", _("请写一个名称。"), "required")])
    if len(name) > 40:
        raise Invalid([Problem("name", _("名称最多 40 个字。"), "too_long")])
    return name


def rename(view: SavedView, *, by: Acting, name: str) -> SavedView:
    """Give a view another name. Raises Invalid when it is empty or taken."""
    require_own(view, by)
    name = required(name)
    if beside(view).filter(name=name).exists():
        raise Invalid([Problem("name", _("已有同名的筛选。"), "taken")])
    view.name = name
    view.save(update_fields=["name"])
    return view


def choose_default(view: SavedView, *, by: Acting, default: bool = True) -> SavedView:
    """Let the board open with this view, or no longer."""
    require_own(view, by)
    with transaction.atomic():
        if default:
            put_first(view)
        else:
            view.default = False
            view.save(update_fields=["default"])
    return view


def put_first(view: SavedView) -> None:
    """Make a view the one the board opens with; there is one at most."""
    beside(view).filter(default=True).update(default=False)
    view.default = True
    view.save(update_fields=["default"])


def beside(view: SavedView) -> Any:
    """Return the person's other views of the same board."""
    own = {"user": view.user_id, "organisation": view.organisation_id}
    return SavedView.objects.filter(**own, board=view.board).exclude(pk=view.pk)


def delete(view: SavedView, *, by: Acting) -> None:
    """Forget a view; nothing else changes."""
    require_own(view, by)
    view.delete()


def require_own(view: SavedView, by: Acting) -> None:
    """Refuse everybody but the person who saved the view."""
    if view.user_id != by.user_id:
        raise NotAllowed()


@lends("membership", "hand_over")
def hand_over(leaving: Membership, heir: Membership) -> None:
    """Give the filters of a person who leaves an organisation to a colleague; a name that they use stays theirs."""
    own = {"organisation_id": leaving.organisation_id}
    held = set(SavedView.objects.filter(user_id=heir.user_id, **own).values_list("board", "name"))
    for view in SavedView.objects.filter(user_id=leaving.user_id, **own):
        if (view.board, view.name) not in held:
            view.user_id, view.default = heir.user_id, False
            view.save(update_fields=["user", "default"])
