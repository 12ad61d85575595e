"""One domain call from a page, and its answer in words."""

from django.contrib import messages
from django.utils.translation import gettext as _

from accounts.errors import Invalid, LostUpdate, NotAllowed, Refused
from frontend.kit.refused import forget, remember


def attempt(request, act, form=None, *, lost: bool = False):
    """Call `act()`; return True when it was done.

    What is wrong with the input goes beside the fields of `form` (problems of fields it does not have, and without a
    form all of them, are said on top); a refusal is said on top of the next page. Nothing was changed in either case.
    With `lost` the caller shows both texts itself when somebody was quicker (`frontend.kit.keep`).
    """
    try:
        act()
    except Invalid as wrong:
        for problem in wrong.problems:
            if form is not None:
                place(form, problem)
            else:
                messages.error(request, str(problem.message))
        if form is None:
            remember(request, [(problem.field, str(problem.message)) for problem in wrong.problems])
        return False
    except Refused as refused:
        if lost and isinstance(refused, LostUpdate):
            raise
        messages.error(request, sentence(refused))
        remember(request, [])
        return False
    forget(request)
    return True


def place(form, problem) -> None:
    """Put a problem beside its field; on top of the form when the form does not have the field."""
    known = problem.field in form.fields or hasattr(form, "parts")
    form.add_error(problem.field if known else None, str(problem.message))


def sentence(refused):
    """The refusal's own words, or those of its kind."""
    if str(refused):
        return str(refused)
    if isinstance(refused, NotAllowed):
        return _("这一步不归你办。请确认你代表的单位和岗位。")
    if isinstance(refused, LostUpdate):
        return _("别人刚刚改过这里，你的修改没有保存。请刷新后再改。")
    return _("现在不能这样做。")
