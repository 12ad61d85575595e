"""Which mark a state wears. The one place that says so; the words are the labels of `challenges/states/`.

wait: not begun, not mine to act · run: under way · ok: passed · fix: someone must repair · bad: overdue, refused,
disputed · seal: closed to every eye until a fixed time · end: over, without blame.
"""

MARKS = {
    "challenge": {
        "draft": "wait",
        "internal_review": "run",
        "formal_check": "run",
        "returned": "fix",
        "rejected": "end",
        "argumentation": "run",
        "pending_publish": "wait",
        "published": "wait",
        "accepting": "run",
        "closed": "run",
        "qualification": "run",
        "expert_review": "run",
        "proposed": "run",
        "publicity": "run",
        "objection": "bad",
        "awarded": "ok",
        "withdrawn": "end",
        "lapsed": "end",
    },
    "proposal": {
        "draft": "wait",
        "internal_review": "run",
        "submitted": "seal",
        "expired": "bad",
        "withdrawn": "end",
        "opened": "run",
        "supplement": "fix",
        "qualified": "ok",
        "disqualified": "bad",
        "scored": "run",
        "proposed": "run",
        "reserve": "wait",
        "not_selected": "end",
        "selected": "ok",
    },
    "question": {"open": "wait", "answered": "ok"},
    "member": {"invited": "wait", "confirmed": "ok", "declined": "end", "removed": "end"},
    "panel": {
        "planning": "wait",
        "inviting": "run",
        "scoring": "run",
        "discussion": "fix",
        "locked": "seal",
        "reported": "ok",
        "cancelled": "end",
    },
    "draw": {"promised": "wait", "drawn": "run", "applied": "ok", "void": "end"},
    "staffing": {"asked": "run", "ready": "fix", "failed": "bad", "applied": "ok", "void": "end"},
    "job": {"asked": "wait", "running": "run", "done": "ok", "cancelled": "end"},
    "job_row": {"waiting": "wait", "done": "ok", "failed": "bad"},
    "seat": {
        "picked": "wait",
        "reserve": "wait",
        "invited": "wait",
        "accepted": "ok",
        "declined": "end",
        "expired": "bad",
        "replaced": "end",
    },
    "review": {
        "waiting": "wait",
        "recused": "end",
        "in_progress": "run",
        "submitted": "ok",
        "returned": "fix",
        "locked": "seal",
    },
    "notice": {"draft": "wait", "posted": "ok", "ended": "end", "superseded": "end", "discarded": "end"},
    "objection": {
        "filed": "bad",
        "registered": "bad",
        "not_accepted": "end",
        "upheld": "ok",
        "dismissed": "end",
        "withdrawn": "end",
    },
    "verification": {"pending": "wait", "verified": "ok", "refused": "bad", "expired": "bad"},
    "delivery": {"pending": "wait", "sent": "ok", "dead": "bad", "digest": "wait"},
}


def mark(noun, state):
    """The class of a state's mark, such as `st-run`. An unknown state wears the hollow square."""
    return "st-" + MARKS.get(noun, {}).get(str(state), "wait")
