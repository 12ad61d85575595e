"""A proposal: the editor of its firm, the text for the others, and the acts of both."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import organisation as organisation_access
from accounts.errors import Invalid, LostUpdate, Refused
from challenges.access import attachment as attachment_access
from challenges.access import challenge as challenge_access
from challenges.actions import attachment as files
from challenges.actions import member, proposal_draft
from challenges.actions import proposal as proposals
from challenges.actions.proposal_reading import read
from challenges.models import AttachmentKind, SectionKey
from challenges.queries import proposal_page as pages
from challenges.queries.proposal_diff import changes
from challenges.queries.proposal_sections import BACKGROUND, BASICS, DECLARATIONS, PERSON, ROUTE, mapping
from frontend.attempt import attempt, sentence
from frontend.forms import proposal_sections as sections
from frontend.sheets_proposal import toc
from frontend.typed import version_of
from frontend.verbs import offers
from notifications.clock import now

SPARE = 2
TONES = ("zhu", "ink", "plain", "danger")


@login_required
@require_POST
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


def page(request, pk, bound=None, status=200):
    """The page, with a refused form on it when there is one: `bound` is (row, verb, form)."""
    at = now()
    shown = pages.page(request.acting, pk, at)
    read(shown.proposal, by=request.acting, at=at)
    content = {"at": at, **content_of(request, shown, bound)}
    template = "proposal/edit.html" if shown.editing else "proposal/read.html"
    return render(request, template, content, status=status)


def content_of(request, shown, bound=None) -> dict:
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
        "acts": acts,
        "members": member_acts,
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
        "declared": [
            (kind, label, bool(mapping(document(shown, SectionKey.DECLARATIONS)).get(kind)))
            for kind, label in DECLARATIONS.items()
        ],
        "kinds": AttachmentKind.choices,
        "stale": proposal.edition < proposal.challenge.edition,
        "versions": versions_of(shown),
        "wrong": {key: found for key, found in shown.problems.items() if found},
    }


def document(shown, key):
    """The document of a section, whatever the reader's depth."""
    held = shown.sections.get(key, {})
    return held[1] if isinstance(held, tuple) else held


def versions_of(shown) -> dict:
    """The version of every section, as the forms send it back."""
    return {key: held[0].version if held[0] else 0 for key, held in shown.sections.items() if isinstance(held, tuple)}


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
            {"name": f"{prefix}.{number}.{field.name}", "label": field.label, "value": row.get(field.name, "")}
            for field in known
        ]
        for number, row in enumerate([*typed, *({} for _n in range(SPARE if shown.editing else 0))])
    ]
    return {"heads": [field.label for field in known], "rows": drawn}


@login_required
@require_POST
def save(request, pk, key):
    """Save one section as typed; nobody's words are overwritten. Answers a live form with the changed pieces."""
    if key not in SectionKey.values:
        raise Http404
    proposal = pages.fetch(request.acting, pk)
    typed = sections.read(key, request.POST)
    version = version_of(request.POST, "over") or version_of(request.POST) or 0
    taken = None
    try:
        proposal_draft.save_section(proposal, key, typed, version, by=request.acting, at=now)
    except proposal_draft.SectionTaken as other:
        taken = other.section
    except Invalid as wrong:
        return refuse(request, pk, " ".join(str(problem.message) for problem in wrong.problems), 422)
    except (LostUpdate, Refused) as refused:
        return refuse(request, pk, sentence(refused), 409)
    if not request.htmx:
        if taken:
            messages.error(request, _("这一部分刚被他人保存过，你的内容没有写入。请对照后再保存。"))
            return page(request, pk, status=412)
        messages.success(request, _("已保存。"))
        return redirect(f"/proposals/{pk}/#s-{key}")
    at = now()
    shown = pages.page(request.acting, pk, at)
    content = {"at": at, **content_of(request, shown), "key": key, "taken": taken}
    return render(request, "proposal/saved.html", content)


def refuse(request, pk, words, status):
    """Say why nothing was saved: in the live form's voice, or on the page."""
    if request.htmx:
        from django.http import HttpResponse

        return HttpResponse(words, status=409, content_type="text/plain; charset=utf-8")
    messages.error(request, words)
    return page(request, pk, status=status)


@login_required
@require_POST
def invite(request, pk):
    """Invite a partner by its credit code or its exact name."""
    proposal = pages.fetch(request.acting, pk)
    wanted = request.POST.get("organisation", "").strip()
    known = organisation_access.visible_to(request.acting)
    found = known.filter(uscc=wanted.upper()).first() or known.filter(name=wanted).first()
    if found is None:
        messages.error(request, _("没有找到这家单位。请填写全称或统一社会信用代码；对方须先登记。"))
        return page(request, pk, status=422)
    share, task = request.POST.get("share", "0"), request.POST.get("task", "")
    if attempt(request, lambda: member.invite(proposal, found, by=request.acting, at=now, share=share, task=task)):
        messages.success(request, _("邀请已发出。"))
        return redirect(f"/proposals/{pk}/#s-consortium")
    return page(request, pk, status=422)


@login_required
@require_POST
def upload(request, pk):
    """Add a file to the proposal."""
    proposal = pages.fetch(request.acting, pk)
    sent = request.FILES.get("file")
    if sent is None:
        messages.error(request, _("请先选择文件。"))
        return page(request, pk, status=422)
    kind = request.POST.get("kind", "")
    if attempt(request, lambda: files.attach(proposal, sent, kind=kind, by=request.acting, at=now)):
        messages.success(request, _("附件已上传。"))
        return redirect(f"/proposals/{pk}/#s-attachments")
    return page(request, pk, status=422)


@login_required
@require_POST
def drop(request, pk):
    """Take a file away."""
    file = get_object_or_404(attachment_access.visible_to(request.acting), pk=pk, proposal__isnull=False)
    attempt(request, lambda: files.remove(file, by=request.acting, at=now))
    return redirect(f"/proposals/{file.proposal_id}/#s-attachments")


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
    found = changes(shown.proposal, before.snapshot if before else {}, chosen.snapshot) if chosen else []
    content = {"proposal": shown.proposal, "rows": rows, "chosen": chosen, "before": before, "changes": found}
    return render(request, "proposal/versions.html", content | {"editing": shown.editing})


@login_required
@require_POST
def restore(request, pk, number):
    """Make an old version the newest one."""
    proposal = pages.fetch(request.acting, pk)
    if attempt(request, lambda: proposal_draft.restore(proposal, number, by=request.acting, at=now)):
        messages.success(request, _("已恢复为第 %(n)s 稿的内容。") % {"n": number})
    return redirect("proposal", pk)
