"""The expert's desk in words: what waits for an answer, what is left on each panel, and how far each review is."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from challenges.review.queries.review import Desk
from challenges.review.states.review import ReviewState
from frontend.kit import moments
from frontend.kit.verb import Offer, make_form
from frontend.kit.verbs import VERBS

# The expert's other pages: address, and what the link is called.
MORE = (("/expert/service/", gettext_lazy("服务记录")), ("/expert/", gettext_lazy("专家档案")))


def standing(review, marked: int, of: int) -> tuple[str, str]:
    """Return the mark and the words of one review on the expert's own pages."""
    if review.state in (ReviewState.SUBMITTED, ReviewState.LOCKED):
        return "ok", _("已交 %(total)s") % {"total": review.total}
    if review.state == ReviewState.RETURNED:
        return "fix", _("退回 %(done)d / %(of)d") % {"done": marked, "of": of}
    if review.state == ReviewState.IN_PROGRESS:
        return "run", _("在评 %(done)d / %(of)d") % {"done": marked, "of": of}
    return "wait", _("未评")


def content(desk: Desk, asked: list, trials: list, at) -> dict:
    """Return what the desk draws besides the read models; `trials` are the calibration rounds they are asked to."""
    return {
        "headline": headline(desk, asked, sum(one.waits for one in trials), at),
        "invitations": [{"seat": seat, "offers": answers(seat)} for seat in desk.invitations],
        "tasks": [
            {
                "task": task,
                "rows": rows(task),
                "late": bool(task.due_at and task.due_at < at),
                "soon": bool(task.due_at) and moments.soon(task.due_at, at),
            }
            for task in desk.tasks
        ],
        "finished": [{"task": task, "rows": rows(task)} for task in desk.finished],
        "more": MORE,
    }


def rows(task) -> list[dict]:
    """Return the reviews of one panel with their words."""
    found = []
    for review in task.reviews:
        form, words = standing(review, review.marked, task.criteria)
        found.append({"review": review, "form": form, "words": words})
    return found


def answers(seat) -> list[Offer]:
    """Return the two answers to an invitation, each with its form.

    They are put together here, because an invited expert may always give both: asking for every seat would cost a
    query each.
    """
    found = []
    for name in ("accept", "decline"):
        verb = VERBS["seat"][name]
        form = make_form(verb, name, seat)
        form.auto_id = f"seat-{seat.pk}-%s"
        found.append(Offer(name, verb, f"/acts/seat/{seat.pk}/{name}/", form))
    return found


def headline(desk: Desk, asked: list, trials: int, at) -> str:
    """Return the sentence over the desk: what is late, what is due first, or that nothing waits."""
    open_tasks = [task for task in desk.tasks if task.left]
    late = sum(task.left for task in open_tasks if task.due_at and task.due_at < at)
    if late:
        return ngettext("有 %(n)d 份评审已逾期", "有 %(n)d 份评审已逾期", late) % {"n": late}
    if desk.invitations:
        n = len(desk.invitations)
        return ngettext("有 %(n)d 个邀请等你答复", "有 %(n)d 个邀请等你答复", n) % {"n": n}
    left = sum(task.left for task in open_tasks)
    due = next((task.due_at for task in open_tasks if task.due_at), None)
    if left and due:
        words = ngettext("还有 %(n)d 份要评，最近的 %(day)s 截止", "还有 %(n)d 份要评，最近的 %(day)s 截止", left)
        return words % {"n": left, "day": moments.near(due)}
    if left:
        return ngettext("还有 %(n)d 份要评", "还有 %(n)d 份要评", left) % {"n": left}
    if waiting := len(asked) + trials:
        return ngettext("有 %(n)s 件事要你办", "有 %(n)s 件事要你办", waiting) % {"n": waiting}
    return _("现在没有要你办的事")
