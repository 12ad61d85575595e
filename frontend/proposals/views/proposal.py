"""A proposal: the editor of its firm, the text for the others, and the acts of both."""

from copy import deepcopy

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.access import organisation as organisation_access
from accounts.errors import Invalid, Refused
from challenges.desk.queries import proposal_page as pages
from challenges.files.models import AttachmentKind
from challenges.listing.access import challenge as challenge_access
from challenges.proposals.actions import member, proposal_draft
from challenges.proposals.actions import proposal as proposals
from challenges.proposals.actions.complaint import beside, words_of
from challenges.proposals.actions.proposal_check import REASONS, SUPPLEMENT_ITEMS
from challenges.proposals.actions.proposal_reading import read
from challenges.proposals.models import SectionKey
from challenges.proposals.queries.proposal_diff import changes, shown_to
from challenges.proposals.queries.proposal_sections import BACKGROUND, BASICS, PERSON, ROUTE, mapping
from challenges.proposals.queries.receipt_paper import HOLDERS
from frontend.accounts.views.only import post_only
from frontend.kit.attempt import attempt, sentence
from frontend.kit.both import merge, read_of
from frontend.kit.file_rows import READER, file_rows
from frontend.kit.keep import CONFLICT
from frontend.kit.verbs import offers
from frontend.proposals.declarations import declared, declared_by
from frontend.proposals.forms import proposal_sections as sections
from frontend.proposals.forms.invite import InviteForm
from frontend.proposals.forms.section_values import put_together, values_of
from frontend.proposals.sheets_proposal import toc
from frontend.proposals.team_acts import team_of
from notifications.clock import now

SPARE = 2
TONES = ("zhu", "ink", "plain", "danger")


@login_required
@post_only
def start(request, pk):
    """Begin the firm's proposal for a challenge."""
    challenge = get_object_or_404(challenge_access.visible_to(request.acting), pk=pk)
    made = []
    if attempt(request, lambda: made.append(proposals.create(challenge, by=request.acting, at=now))):
        return redirect("proposal", made[0].pk)
    return redirect("listing", pk)


@login_required
def show(request, pk):
    """Show a proposal."""
    return page(request, pk)


def page(request, pk, bound=None, status=200, typed=None, both=None, inviting=None):
    """The page, with a refused form on it when there is one: `bound` is (row, verb, form), `inviting` an invitation.

    `typed` holds what a writer typed in a section and could not save, `both` what they must choose there.
    """
    at = now()
    shown = pages.page(request.acting, pk, at, typed=typed)
    if shown.depth == "outline":
        return render(request, "proposals/outline.html", outline_of(request, shown, bound) | {"at": at}, status=status)
    read(shown.proposal, by=request.acting, at=at)
    content = {"at": at, **content_of(request, shown, bound, both)}
    if "invite_member" in shown.can:
        content["inviting"] = inviting or InviteForm()
    for key in typed or ():
        content["reads"][key] = request.POST.get("read", "")
        content["versions"][key] = request.POST.get("version", "")
    template = "proposals/edit.html" if shown.editing else "proposals/read.html"
    return render(request, template, content, status=status)


def outline_of(request, shown, bound=None) -> dict:
    """What a firm reads that was asked to join, with its answer."""
    ((row, _amount, _can),) = shown.members
    refused = bound[1:] if bound and bound[0] == row else None
    content = {"proposal": shown.proposal, "challenge": shown.proposal.challenge, "members": shown.members}
    return content | {"mine_row": row, "mine": offers(request.acting, row, refused)}


def content_of(request, shown, bound=None, both=None) -> dict:
    """Everything both pages and the live answers draw."""
    proposal = shown.proposal
    refused = bound[1:] if bound and bound[0].noun == "proposal" else None
    acts = sorted(offers(request.acting, proposal, refused), key=lambda offer: TONES.index(offer.verb.tone))
    member_acts = [
        (row, amount, offers(request.acting, row, bound[1:] if bound and bound[0] == row else None))
        for row, amount, _can in shown.members
    ]
    own = [(row, found) for row, _amount, found in member_acts if row.organisation_id == request.acting.organisation_id]
    own_row, own_acts = own[0] if own else (None, [])
    return {
        "shown": shown,
        "proposal": proposal,
        "challenge": proposal.challenge,
        **team_of(shown, acts),
        "members": member_acts,
        "open_member": bound[0].pk if bound and bound[0].noun == "member" else None,
        "mine": own_acts,
        "mine_row": own_row,
        "shares": [(row.organisation.short_name or row.organisation.name, row.share) for row, _a, _b in member_acts],
        "total_share": sum((row.share for row, _a, _b in member_acts)),
        "toc": toc(shown),
        "basics": fields(BASICS, shown, SectionKey.BASICS),
        "route": fields(ROUTE, shown, SectionKey.ROUTE),
        "people": rows_of(PERSON, shown, SectionKey.TEAM, "people", "p"),
        "background": rows_of(BACKGROUND, shown, SectionKey.IP, "background", "bg"),
        "freedom": mapping(document(shown, SectionKey.IP)).get("freedom", ""),
        "summary": mapping(document(shown, SectionKey.BASICS)).get("summary", ""),
        "declared": declared(shown),
        "holds_receipt": bool(HOLDERS & shown.relations),
        "signing": any(offer.name == "submit" for offer in acts),
        "answers_for": shown.depth == "full" and bool({"leader", "member", "organiser"} & shown.relations),
        "reasons": reasons_beside(shown),
        "complaints": [(row, [words_of(held) for held in row.disputed]) for row in shown.complaints],
        "idle": [SUPPLEMENT_ITEMS[item] for item in shown.since.idle] if shown.since else [],
        "declared_by": declared_by(shown),
        "kinds": AttachmentKind.choices,
        "files": file_rows(request.acting, proposal, shown.attachments),
        "readers": READER,
        "stale": proposal.edition < proposal.challenge.edition,
        "versions": versions_of(shown),
        "reads": reads_of(shown) if shown.editing else {},
        "both": both or {},
        "wrong": {key: found for key, found in shown.problems.items() if found},
    }


def reasons_beside(shown) -> list:
    """What else speaks against a proposal, beside its conditions: (reason, fact or document)."""
    if shown.qualification is None:
        return []
    reasons = beside(shown.proposal, shown.qualification.points)
    return [(REASONS[row["code"]], row["note"]) for row in reasons]


def document(shown, key):
    """The document of a section, whatever the reader's depth."""
    held = shown.sections.get(key, {})
    return held[1] if isinstance(held, tuple) else held


def versions_of(shown) -> dict:
    """The version of every section, as the forms send it back."""
    return {key: held[0].version if held[0] else 0 for key, held in shown.sections.items() if isinstance(held, tuple)}


def reads_of(shown) -> dict:
    """What the form of every section is read at, field by field (`frontend.kit.both`)."""
    return {
        key: read_of(values_of(shown.proposal, key, held[1]).values)
        for key, held in shown.sections.items()
        if isinstance(held, tuple)
    }


def fields(known, shown, key) -> list[dict]:
    """The fields of a section with what was typed and what is wrong with it."""
    data = mapping(document(shown, key))
    wrong = shown.problems.get(key, [])
    return [
        {
            "name": field.name,
            "label": field.label,
            "value": data.get(field.name, ""),
            "long": field.longest >= 1000,
            "required": field.required,
            "problems": [p for p in wrong if p.field == f"{key}.{field.name}"],
        }
        for field in known
    ]


def rows_of(known, shown, key, name, prefix) -> dict:
    """Numbered rows with spare ones to go on."""
    typed = [row for row in mapping(document(shown, key)).get(name, []) if isinstance(row, dict)]
    drawn = [
        [
            {
                "name": f"{prefix}.{number}.{field.name}",
                "label": field.label,
                "value": row.get(field.name, ""),
                "column": field.name,
            }
            for field in known
        ]
        for number, row in enumerate([*typed, *({} for _n in range(SPARE if shown.editing else 0))])
    ]
    return {"heads": [field.label for field in known], "rows": drawn}


@login_required
@post_only
def save(request, pk, key):
    """Save one section as typed; nobody's words are overwritten. Answers a live form with the changed pieces."""
    if key not in SectionKey.values:
        raise Http404
    proposal = pages.fetch(request.acting, pk)
    typed = sections.read(key, request.POST)
    try:
        merged = put(request, proposal, key, typed)
    except Invalid as wrong:
        return refuse(request, pk, " ".join(str(problem.message) for problem in wrong.problems), 422, {key: typed})
    except Refused as refused:
        return refuse(request, pk, sentence(refused), 409, {key: typed})
    if not request.htmx:
        if merged.both:
            return page(request, pk, status=CONFLICT, typed={key: typed}, both={key: merged.both})
        messages.success(request, _("已保存。"))
        return redirect(f"/proposals/{pk}/#s-{key}")
    if "settle" in request.POST and not merged.both:
        return HttpResponse(headers={"HX-Refresh": "true"})
    at = now()
    shown = pages.page(request.acting, pk, at)
    content = {"at": at, **content_of(request, shown, both={key: merged.both}), "key": key, "others": merged.others}
    content["reads"][key] = request.POST.get("read", "") if merged.both else read_of(merged.typed)
    content["redraw"] = not merged.both or "over" not in request.POST or "settle" in request.POST
    status = CONFLICT if merged.both else 200
    return render(request, "proposals/saved.html", content, status=status)


def put(request, proposal, key, typed, tries=2):
    """Make the domain call with what was typed and what another saved meanwhile; once more if another is faster."""
    section = proposal.sections.select_related("saved_by").get(key=key)
    mine, theirs = values_of(proposal, key, typed), values_of(proposal, key, section.data)
    merged = merge(request.POST, mine, theirs, section.version, live=bool(request.htmx))
    if merged.both:
        merged.both.by, merged.both.at = section.saved_by and section.saved_by.name, section.saved_at
        return merged
    document = put_together(deepcopy(typed), section.data, merged.values, mine.values)
    try:
        proposal_draft.save_section(proposal, key, document, section.version, by=request.acting, at=now)
    except proposal_draft.SectionTaken:
        if tries == 1:
            raise
        return put(request, proposal, key, typed, tries - 1)
    return merged


def refuse(request, pk, words, status, typed=None):
    """Say why nothing was saved: in the live form's voice, or on the page, with what was typed."""
    if request.htmx:
        return HttpResponse(words, status=409, content_type="text/plain; charset=utf-8")
    messages.error(request, words)
    return page(request, pk, status=status, typed=typed)


@login_required
@post_only
def invite(request, pk):
    """Invite a partner by its credit code or its name."""
    proposal = pages.fetch(request.acting, pk)
    form = InviteForm(request.POST)
    if form.is_valid():
        written = form.cleaned_data["organisation"]
        found, *others = organisation_access.visible_to(request.acting).written(written)[:2] or [None]
        if others:
            form.add_error("organisation", _("有不止一家单位叫这个名称，请填写统一社会信用代码。"))
        elif found is None:
            form.add_error("organisation", _("没有找到这家单位。请填写全称或统一社会信用代码；对方须先登记。"))
        else:
            given = {name: form.cleaned_data[name] for name in ("share", "task")}
            if attempt(request, lambda: member.invite(proposal, found, by=request.acting, at=now, **given), form):
                messages.success(request, _("邀请已发出。"))
                return redirect(f"/proposals/{pk}/#s-consortium")
    return page(request, pk, status=422, inviting=form)


@login_required
def versions(request, pk):
    """Show the kept versions and what changed between two of them."""
    shown = pages.page(request.acting, pk, now())
    if not shown.relations & {"leader", "member"}:
        raise Http404
    rows = list(shown.proposal.versions.select_related("by"))
    number = request.GET.get("version", "")
    chosen = next((row for row in rows if str(row.number) == number), rows[0] if rows else None)
    before = next((row for row in rows if chosen and row.number < chosen.number), None)
    old, new = (shown_to(request.acting, shown.proposal, row.snapshot if row else {}) for row in (before, chosen))
    found = changes(shown.proposal, old, new) if chosen else []
    content = {"proposal": shown.proposal, "rows": rows, "chosen": chosen, "before": before, "changes": found}
    return render(request, "proposals/versions.html", content | {"editing": shown.editing})


@login_required
@post_only
def restore(request, pk, number):
    """Make an old version the newest one."""
    proposal = pages.fetch(request.acting, pk)
    if attempt(request, lambda: proposal_draft.restore(proposal, number, by=request.acting, at=now)):
        messages.success(request, _("已恢复为第 %(n)s 稿的内容。") % {"n": number})
    return redirect("proposal", pk)
