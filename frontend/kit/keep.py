"""Taking a form that edits what stands, so that nobody's words are overwritten unseen."""

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _

from accounts.errors import LostUpdate
from frontend.kit import both
from frontend.kit.attempt import attempt, sentence
from frontend.kit.refused import forget, remember

CONFLICT = 412


def keep(request, make, act, version, *, strict: bool = False, said=None):
    """Show or take a form; returns (form, done).

    `make(data)` builds it over what stands now, fresh each time; `version()` is what the row stands at; `act(form,
    expected)` makes the domain call. When somebody saved since, both texts stand on `form.both` until the person has
    chosen. With `strict` the act is not taken on a row that changed elsewhere either (it decides on the whole row).
    `said` is (name, moment) of the last save, if it may be told.
    """
    if request.method != "POST":
        return hold(make(None), version()), False
    form = make(request.POST)
    stands = version()
    open_now, merged = weighed(request, make, stands)
    if open_now is not None:
        return hold(form, request.POST.get("version", ""), request.POST.get("read"), open_now, said), False
    expected = both.version_of(request.POST)
    if "over" in request.POST or (expected is not None and not strict):
        expected = stands
    if merged is not request.POST:
        form = make(merged)
    hold(form, request.POST.get("version", ""), request.POST.get("read"))
    try:
        if form.is_valid() and attempt(request, lambda: act(form, expected), form, lost=True):
            forget(request)
            return form, True
        remember(request, [(form.add_prefix(name), str(text)) for name, found in form.errors.items() for text in found])
    except LostUpdate as lost:
        stands = version()
        open_now, _merged = weighed(request, make, stands)
        if open_now is not None:
            return hold(form, request.POST.get("version", ""), request.POST.get("read"), open_now, said), False
        messages.error(request, sentence(lost))
        hold(form, stands)
    return form, False


def weighed(request, make, stands):
    """Return (what the person must still choose, or None; the data with what they chose)."""
    if not both.stale(request.POST, stands):
        return None, request.POST
    mine, theirs = values(make(request.POST)), values(make(None))
    open_now, settled = both.weigh(request.POST, mine, theirs, stands)
    if open_now is not None or not settled:
        return open_now, request.POST
    return None, taken(request.POST, settled, theirs, make(None))


def taken(post, found, theirs, form):
    """Return what was typed, with the other's value where the person took it."""
    data = post.copy()
    boolean = {
        bound.html_name for part in parts(form) for bound in part if isinstance(bound.field.widget, forms.CheckboxInput)
    }
    for side in found:
        if side.choice != both.THEIRS:
            continue
        value = theirs.values[side.name]
        if side.name in boolean:
            data.setlist(side.name, ["on"] if value else [])
        else:
            data.setlist(side.name, value if isinstance(value, list) else [value])
    return data


def hold(form, version, read=None, found=None, said=None):
    """Note on a form what it was read at, and what the person must choose; `{% held form %}` prints it."""
    if found is not None and said is not None:
        name, at = said() or ("", None)
        found = both.Both(found.over, found.sides, found.pressed, name, at)
    form.held = {"version": version, "read": read if read is not None else both.read_of(values(form).values)}
    form.both = found
    return form


def values(form) -> both.Values:
    """Return the values of a form, as typed or as they stand, in the spelling of its controls."""
    found, labels, words = {}, {}, {}
    for number, part in enumerate(parts(form)):
        for bound in part:
            if bound.is_hidden or isinstance(bound.field.widget, forms.FileInput):
                continue
            name = bound.html_name
            found[name] = spelled(bound)
            row = _("第 %(row)s 行") % {"row": number} if number else ""
            labels[name] = f"{row} {bound.label}".strip()
            words[name] = worded(bound, found[name])
    return both.Values(found, labels, words)


def parts(form):
    """Return the forms that a form is made of: itself, and its rows where it has some."""
    return form.parts() if hasattr(form, "parts") else [form]


def spelled(bound):
    """Return the value of one control as it is posted: a text, a list of texts, or yes and no."""
    widget, form = bound.field.widget, bound.form
    value = widget.value_from_datadict(form.data, form.files, bound.html_name) if form.is_bound else bound.value()
    if isinstance(widget, forms.CheckboxInput):
        return bool(value)
    if isinstance(value, list | tuple):
        return sorted(str(one) for one in value) if isinstance(widget, MANY) else [str(one) for one in value]
    shown = value if form.is_bound else widget.format_value(value)
    if isinstance(shown, list):
        return shown if isinstance(widget, MANY) else "".join(shown)
    return both.text(shown)


MANY = (forms.SelectMultiple, forms.CheckboxSelectMultiple)


def worded(bound, value) -> str:
    """Return a value as people read it: the labels of what was chosen."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    choices = getattr(bound.field, "choices", None)
    if choices is None:
        return both.text(value)
    labels: dict[str, str] = {}
    for key, label in choices:
        labels |= {str(one): str(word) for one, word in label} if isinstance(label, list | tuple) else {str(key): label}
    chosen = value if isinstance(value, list) else [value]
    return _("、").join(str(labels.get(one, one)) for one in chosen if one != "")
