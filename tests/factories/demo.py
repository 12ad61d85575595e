"""What must stand in the demo on every day: looked at through the tables, and through the desk of each account."""

from django.apps import apps

from accounts.acting import acting_as
from accounts.models import User
from accounts.queries import verification_queue
from accounts.roles import Kind
from challenges.core.noun import tables
from challenges.desk.queries import desk as desks
from challenges.desk.queries import desk_firm
from challenges.management import invariants
from challenges.review.queries import review as review_desk
from challenges.site.demo.accounts import demo_accounts
from notifications.models import Event

# Where a row says how it stands: a state of the tables, a conflict's status, what an operator found.
STANDS = ("state", "status", "verification")
# The states in which no row rests, each with the reason. Every other one of every table has to be shown.
NEVER_RESTS = {
    ("challenge", "closed"): "the clock that closes sorts out in the same pass",
    ("staffing", "asked"): "the worker solves it at its next pass",
    ("allotment", "asked"): "the worker solves it at its next pass",
    ("job", "asked"): "the worker takes it at its next pass",
    ("job", "running"): "the worker ends it before it takes another",
}


def faults(at) -> list[str]:
    """Return in words what a demo seeded as of `at` lacks."""
    found = [str(breach) for breach in invariants.breaches()]
    found += [f"{row.name} happens at {row.at}, later than {at}" for row in Event.objects.filter(at__gt=at)]
    for noun, choices, shown in standings():
        wanted = {state for state in choices if (noun, state) not in NEVER_RESTS}
        if shown != wanted:
            found.append(f"{noun}: {sorted(wanted - shown)} lacking, {sorted(shown - wanted)} unknown")
    found += overdue(at)
    found += [f"{account} has nothing to do" for account in idle(at)]
    return found


def standings():
    """Yield (noun, every state there is, the states in which a row stands) of everything that has states."""
    for model in (*apps.get_app_config("challenges").get_models(), *apps.get_app_config("accounts").get_models()):
        noun = getattr(model, "noun", model._meta.model_name)
        for column in model._meta.concrete_fields:
            if column.name in STANDS and column.choices:
                shown = set(model.objects.order_by().values_list(column.name, flat=True).distinct())
                yield noun, {value for value, _label in column.choices}, shown


def overdue(at) -> list[str]:
    """Return every row whose period, shown as running, is over."""
    found = []
    for noun, table in ((known.noun, known) for known in tables()):
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
