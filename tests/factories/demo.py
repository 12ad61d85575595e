"""What must stand in the demo on every day: looked at through the tables, and through the desk of each account."""

from django.apps import apps

from accounts.acting import acting_as
from accounts.models import User
from accounts.queries import verification_queue
from accounts.roles import Kind
from challenges.management import invariants
from challenges.management.demo.accounts import demo_accounts
from challenges.queries import desk as desks
from challenges.queries import desk_firm
from challenges.queries import review as review_desk
from challenges.states import TABLES
from notifications.models import Event

# The states in which the demo has something to show; the rest is passed through at once, or comes of what users do.
SHOWN = {
    noun: frozenset(states.split())
    for noun, states in {
        "challenge": "accepting argumentation awarded draft expert_review formal_check internal_review lapsed "
        "objection pending_publish proposed publicity published qualification rejected returned withdrawn",
        "question": "answered open",
        "proposal": "disqualified draft expired internal_review opened proposed "
        "qualified reserve scored selected submitted supplement withdrawn",
        "member": "confirmed invited",
        "panel": "inviting locked scoring",
        "seat": "accepted invited",
        "review": "in_progress locked submitted waiting",
        "draw": "",
        "staffing": "",
        "signal": "explained open",
        "job": "done",
        "allotment": "ready",
        "trial": "closed open",
        "trialist": "handed_in marking",
        "decision": "complete pending",
        "notice": "ended posted",
        "objection": "filed",
    }.items()
}


def faults(at) -> list[str]:
    """Return in words what a demo seeded as of `at` lacks."""
    found = [str(breach) for breach in invariants.breaches()]
    found += [f"{row.name} happens at {row.at}, later than {at}" for row in Event.objects.filter(at__gt=at)]
    for noun, states in states_shown().items():
        if states != SHOWN[noun]:
            found.append(f"{noun}: {sorted(SHOWN[noun] - states)} lacking, {sorted(states - SHOWN[noun])} unknown")
    found += overdue(at)
    found += [f"{account} has nothing to do" for account in idle(at)]
    return found


def states_shown() -> dict[str, set[str]]:
    """Return the states in which a row stands, by noun."""
    models = {noun: apps.get_model("challenges", noun) for noun in TABLES}
    return {noun: set(model.objects.order_by().values_list("state", flat=True)) for noun, model in models.items()}


def overdue(at) -> list[str]:
    """Return every row whose period, shown as running, is over."""
    found = []
    for noun, table in TABLES.items():
        rows = apps.get_model("challenges", noun).objects
        waiting = [(step.sources, step.due) for step in table.timed] + [(a.states, a.due) for a in table.alarms]
        for states, due in waiting:
            late = rows.filter(state__in=states, **{f"{due}__lte": at})
            found += [f"{noun} {row.pk} ({row.state}) was due at {getattr(row, due)}" for row in late]
    return found


def idle(at) -> list[str]:
    """Return the demo's accounts whose desk has nothing for them to do."""
    return [account.email for account in demo_accounts() if not tasks_of(User.objects.get(email=account.email), at)]


def tasks_of(user, at) -> int:
    """Return how many matters wait for a person."""
    by = acting_as(user, at=at)
    if by.kind == Kind.ORGANISER:
        # A supervisor's work is to watch what the others have in hand.
        return sum(task.mine or by.has("supervisor") for task in desks.organiser_tasks(by))
    if by.kind == Kind.LEAD:
        return sum(task.mine for task in desks.lead_tasks(by))
    if by.kind == Kind.SME:
        return sum(one.turn == "us" for one in desk_firm.tracked(by)) + len(desk_firm.invitations(by))
    if by.is_expert:
        desk = review_desk.desk(by)
        return len(desk.invitations) + len(desk.tasks) + len(list(desks.advice(by)))
    return verification_queue.waiting().total
