"""The kit: `{% load kit %}` gives every page the house's words and marks. docs/frontend.md shows a whole page.

| you write | you get |
|---|---|
| `{% state_mark proposal %}` | mark and word of an object with `noun`, `state` and `get_state_display` |
| `{% event_name event.name %}` | what an event is called on a timeline |
| `{% mark "bad" word %}` | a mark of your choosing: wait run ok fix bad seal end |
| `{{ amount|money }}` | `1,700.00` (万元; the unit stands in the table's head or beside the name) |
| `{{ amount|fen }}`, `{{ amount|fen_capital }}` | whole fen as yuan, `37,482.57`, and in capital figures |
| `{{ value|plain }}` | a number without idle noughts |
| `{% when moment %}` | `<time>` with `11月30日 周一 17:00:00`; second word: a form of `frontend.kit.moments` |
| `{{ moment|moment:"brief" }}` | the same as bare text, for attributes and sentences |
| `{% tentative due %}` | `暂定` beside a period's end, while the holidays of its year are not announced |
| `{{ share|chance }}` | a probability: `37%`, `<1%`, `>99%` |
| `{% left due %}` | `3 天 6 小时` or `逾期 1 天`, counted from the page's `at` |
| `{% due_big due %}` | the large vermilion count-down of an `.act` |
| `{% rail steps %}` | the step rail; each step has `label`, `note`, `done`, `now`, `you` |
| `{% whose who until then else %}` | the four answers under a rail |
| `{% ticks steps %}` | the rail inside a table row (put the state in words beside it) |
| `{% icon "pass" %}` | pass fail miss ask note go print download upload lock |
| `{{ mail|masked }}` | an address with its first letter and host, for whoever need not write to it |
| `{% indicator item %}` | `180 → ≤ 100 ppm` of an indicator |
| `{% shares parts %}` | a bar of (label, percent) pairs, drawn as SVG |
| `{% meter percent %}` | a small bar of progress; say the number beside it |
| `{% target item %}` | `≤ 100` of an indicator in a table |
| `{% title text %}` | a long title with `<wbr>` at word borders; its parent has class `keep` |
| `{% own text %}` | text that people wrote: marked with its language, so that chrome and data can be told apart |
| `{% pager previous next %}` | links of a keyset list |
| `{% withheld row %}` | what somebody else has to do with a row, and why: the reader's own matter, or their work |
| `{% nothing head text %}…{% endnothing %}` | an empty state, with the nearest useful act inside |
| `{% confirm id head text yes %}` | a dialog that a button with `data-confirm="id"` asks first |
| `{% messages_say %}` | django.contrib.messages as `.say` |
| `{{ form.field.as_field_group }}` | label above, hint below, error under the field, tied by aria |
| `{% kept %}…{% endkept %}` | in base.html: a form that was refused on the way to this page is filled again |
| `{% form_errors form %}` | the panel on top of a refused form: the same errors as links |
| `{% site_foot %}` | in base.html: papers, operator, contact and filing numbers, as far as the settings name them |
| `{% held form %}` | in a form that edits what stands: what it was read at, and both texts when somebody was quicker |
"""

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from challenges.core.motions import ACTS
from challenges.core.queries import units
from challenges.core.queries.motion import named, open_on
from challenges.core.queries.withheld import withheld as asked
from frontend.kit import amounts, foot, htmx, moments, names, tentative
from frontend.kit.events import event_name
from frontend.kit.icons import icon as draw
from frontend.kit.keep import hold
from frontend.kit.refused import recall, refilled
from frontend.kit.states import mark as mark_of
from frontend.kit.titles import broken
from frontend.kit.verbs import VERBS
from notifications import masking

register = template.Library()

register.filter("masked", masking.masked)
register.filter("money", amounts.money)
register.filter("whole", amounts.whole)
register.filter("plain", amounts.plain)
register.filter("unit", units.word)
register.filter("size", amounts.size)
register.filter("capital", amounts.capital)
register.filter("fen", amounts.fen)
register.filter("fen_capital", amounts.fen_capital)
register.simple_tag(draw, name="icon")
register.simple_tag(event_name)


def standing(context):
    """The time the page stands at: the view's own `at`, else the clock's, asked once."""
    at = context["at"]
    return at() if callable(at) else at


@register.inclusion_tag("kit/foot.html")
def site_foot():
    """The papers of the site, who runs it and its filing numbers; what the settings do not say is not shown."""
    return foot.content()


@register.simple_tag
def htmx_settings():
    """What htmx is told on every page, as JSON."""
    return htmx.SETTINGS


@register.simple_tag
def state_mark(subject, word=""):
    """Mark and word of the object's state; `word` replaces the state's own label, as in `草稿 72%`."""
    return format_html(
        '<span class="st {}">{}</span>', mark_of(subject.noun, subject.state), word or subject.get_state_display()
    )


@register.simple_tag
def mark(name, word):
    """A mark chosen by the page (wait, run, ok, fix, bad, seal, end) with its word."""
    return format_html('<span class="st st-{}">{}</span>', name, word)


@register.filter
def moment(value, form="exact"):
    """The moment as bare text in one of the forms of `frontend.kit.moments`; nothing for None."""
    return moments.FORMS[form](value) if value else ""


@register.filter
def chance(share):
    """A probability as a statistic may say it: `37%`, and never that something is certain: `<1%`, `>99%`."""
    percent = 100 * share
    return "<1%" if percent < 1 else ">99%" if percent > 99 else f"{percent:.0f}%"


@register.simple_tag(takes_context=True)
def when(context, value, form="exact"):
    """The moment as a `<time>` element in one of the forms of `frontend.kit.moments`; nothing for None."""
    if not value:
        return ""
    said = moments.dated(value, form, standing(context) if "at" in context else value)
    return format_html('<time datetime="{}">{}</time>', moments.beijing(value).isoformat(), said)


@register.simple_tag(takes_context=True, name="tentative")
def tentative_tag(context, due):
    """暂定 beside a moment that was counted in working days, when the holidays of its year are not announced."""
    return tentative.beside(context.get("request"), due)


@register.simple_tag(takes_context=True)
def left(context, due):
    """How long until `due`, from the page's `at`."""
    return moments.left(due, standing(context)) if due else ""


@register.simple_tag(takes_context=True)
def soon(context, due):
    """True when the deadline is ahead and within seven days: `{% soon due as near %}`."""
    return bool(due) and moments.soon(due, standing(context))


@register.simple_tag(takes_context=True)
def due_big(context, due):
    """The large count-down; nothing once the deadline has passed."""
    pieces = moments.parts(due, standing(context)) if due else []
    inner = format_html_join("", "{}<small>{}</small>", pieces)
    return format_html('<p class="due-big">{}</p>', inner) if pieces else ""


@register.filter
def place(step):
    """The class of a step of the rail: done, now, now and mine; nothing for what lies ahead."""
    return "done" if step.done else "now you" if step.now and step.you else "now" if step.now else ""


@register.inclusion_tag("kit/rail.html")
def rail(steps, upright=False):
    """Where we are: solid behind, the fishtail here, hollow ahead. `upright` for asides."""
    return {"steps": steps, "upright": upright}


@register.inclusion_tag("kit/whose.html", takes_context=True)
def whose(context, who, until, then, otherwise, last_label="", provisional=False):
    """Whose turn, until when, what comes next, what happens otherwise; `until` is a moment, a text or None.

    `provisional` writes 暂定 beside it: the moment hangs on holidays that are not announced.
    """
    given = {"who": who, "until": until, "then": then, "otherwise": otherwise, "last_label": last_label}
    return given | {"at": context["at"], "provisional": tentative.mark() if provisional else ""}


@register.simple_tag
def ticks(steps):
    """The rail in a table row; hidden from screen readers, which read the state in words beside it."""
    cells = [("d" if step.done else "n you" if step.now and step.you else "n" if step.now else "") for step in steps]
    inner = mark_safe("".join(f'<i class="{name}"></i>' if name else "<i></i>" for name in cells))
    return format_html('<span class="ticks" aria-hidden="true">{}</span>', inner)


@register.simple_tag
def indicator(item):
    """What an indicator asks: `180 → ≤ 100 ppm`, from its comparator, baseline, target and unit."""
    asked = amounts.asked(item)
    if not item.baseline:
        return asked
    return format_html("<span>{} →</span> {}", amounts.plain(item.baseline), asked)


@register.simple_tag
def target(item):
    """An indicator's target in a table: a light comparator and a heavy number; the unit stands beside the name."""
    sign, value = amounts.sign_and_value(item)
    return format_html('<span class="op">{}</span> <b class="target">{}</b>', sign, value)


@register.inclusion_tag("kit/shares.html")
def shares(parts):
    """Who pays what, as a bar. `parts` are (label, percent) pairs; say the same in a sentence under it."""
    drawn, start = [], 0
    for label, percent in parts:
        if percent:
            drawn.append({"label": label, "x": f"{start:.2f}", "width": f"{percent:.2f}", "room": percent >= 12})
            start += percent
    return {"parts": drawn}


@register.simple_tag
def meter(percent):
    """A bar of progress, hidden from screen readers: the number stands beside it."""
    drawn = '<svg class="meter" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
    return format_html(drawn + '<rect width="{}" height="6"/></svg>', max(0, min(100, int(percent))))


@register.simple_tag
def title(text):
    """A title with `<wbr>` at word borders, so that a line never splits 高温合金. Marks the text's language."""
    first, *rest = broken(text) or ("",)
    pieces = format_html_join("", "<wbr>{}", ((piece,) for piece in rest))
    return format_html('<span lang="zh-Hans" data-text>{}{}</span>', first, pieces)


@register.simple_tag
def own_title(challenge):
    """The title of a challenge in the reader's language where it has one."""
    found = moments.english() and challenge.title_en
    return names.own(challenge.title, found) if found else title(challenge.title)


@register.simple_tag
def own(text, language="zh-Hans"):
    """Text that people wrote, marked with its language for screen readers and for the test of translations."""
    return format_html('<span lang="{}" data-text>{}</span>', language, text) if text else ""


@register.inclusion_tag("kit/pager.html")
def pager(previous=None, following=None, first=None):
    """Links of a keyset list: to the page before, the page after and the beginning; each an address or None."""
    return {"previous": previous, "following": following, "first": first}


@register.filter
def act_name(code):
    """What an act is called, by its code such as `challenge.withdraw`."""
    noun, _dot, verb = code.partition(".")
    known = ACTS.get(code) or VERBS.get(noun, {}).get(verb)
    return known.label if known else code


@register.inclusion_tag("core/motions_on.html", takes_context=True)
def motions_on(context, row):
    """What was prepared on a row and waits for a second person, for those who may see it."""
    return {"motions": named(open_on(context["request"].acting, row)), "request": context["request"]}


@register.inclusion_tag("core/motion_waits.html", takes_context=True)
def waits(context, motion):
    """An act that was prepared: who may not confirm it reads why, everybody else who asked for it."""
    return {"motion": motion, "act": act_name(motion.act), "me": context["request"].acting.user_id}


@register.simple_tag(takes_context=True)
def withheld(context, row):
    """What the reader's post would let them do with a row, but a colleague has to, with the reason; "" for nothing."""
    found = [
        (_("、").join(str(known[verb].label) for verb in one.verbs if verb in known), one.why)
        for known in [VERBS.get(row.noun, {})]
        for one in asked(context["request"].acting, row)
    ]
    return render_to_string("kit/left_to_others.html", {"found": found}) if found else ""


@register.simple_block_tag
def nothing(content, head, text=""):
    """What is not there and why; the block holds the nearest useful act."""
    return render_to_string("kit/nothing.html", {"head": head, "text": text, "act": mark_safe(content.strip())})


@register.inclusion_tag("kit/confirm.html")
def confirm(id, head, text, yes, no=""):
    """A question before an act. Without a script the button acts at once, so the server checks all the same."""
    return {"id": id, "head": head, "text": text, "yes": yes, "no": no or _("再看一遍")}


@register.inclusion_tag("kit/messages.html", takes_context=True)
def messages_say(context):
    """What the last act had to say, as `.say` in the colour of its kind."""
    return {"messages": context.get("messages")}


@register.inclusion_tag("kit/form_errors.html")
def form_errors(*forms, head=""):
    """The submit panel's list of everything wrong in these forms, each a link to its field."""
    problems = [(field, error) for form in forms for field in form for error in field.errors]
    general = [error for form in forms for error in form.non_field_errors()]
    return {"problems": problems, "general": general, "head": head, "count": len(problems) + len(general)}


@register.simple_block_tag(takes_context=True)
def kept(context, content):
    """The page, with what was typed into a form that was refused on the way to it (`frontend.kit.refused`)."""
    request = context.get("request")
    if request is None:
        return mark_safe(content)
    if not hasattr(request, "refused"):
        request.refused = recall(request)
    if not request.refused:
        return mark_safe(content)
    return mark_safe(refilled(content, request.refused | {"here": request.path}, draw("fail")))


@register.inclusion_tag("kit/held.html")
def held(form, version=""):
    """What an edit form was read at (`frontend.kit.keep`), and the choice between two texts where one must be made."""
    if not hasattr(form, "held"):
        hold(form, version)
    return {"held": form.held, "both": form.both}
