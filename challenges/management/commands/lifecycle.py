"""`manage.py lifecycle`: draw the state tables as text for `docs/lifecycle.md`; `--write` and `--check` keep it."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from challenges.core.noun import NOUNS

HEAD = """# Lifecycles

Drawn from the state tables by `manage.py lifecycle --write`; a test keeps it current. The tables stand in
`states` of each domain, who may take a step in its `access`, what a step does in its `actions`.
A step with a clock is taken by nobody else, after the moment its field names.
"""


def page() -> str:
    """Return the whole document."""
    with override("zh-hans"):
        return "\n".join([HEAD, *(section(noun.table) for noun in NOUNS.values())])


def section(table) -> str:
    """Return one lifecycle: its picture, its steps and its reminders."""
    parts = [f"## {table.noun}\n", picture(table), steps(table)]
    if table.alarms:
        parts.append(alarms(table))
    return "\n".join(parts)


def picture(table) -> str:
    """Return the state diagram in Mermaid's words; acts that move nothing are left to the table below."""
    first = next(iter(table.states))
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{state.value} {state.label}" as {state.value}' for state in table.states]
    lines.append(f"    [*] --> {first.value}")
    for source in table.states:
        for step in table.from_state(source):
            lines += [f"    {source.value} --> {target} : {arrow(step)}" for target in step.targets]
    lines += [f"    {state.value} --> [*]" for state in table.states if state in table.ends]
    return "\n".join([*lines, "```\n"])


def arrow(step) -> str:
    """Return what stands on an arrow: the verb, with a clock when nobody but the clock takes it."""
    return f"{step.verb} ⏰" if step.timed else step.verb


def steps(table) -> str:
    """Return the steps as a table: verb, from, to, who, moment, second person, event."""
    allowed = NOUNS[table.noun].may
    rows = ["| step | from | to | who | moment | not by | event |", "|---|---|---|---|---|---|---|"]
    for step in table.steps:
        cells = (
            step.verb,
            listed(table, step.sources),
            listed(table, step.targets) or "–",
            ", ".join(sorted(allowed[step.verb])),
            step.due or "–",
            "whoever prepared the motion" if step.two else ", ".join(step.four_eyes) or "–",
            step.event,
        )
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join([*rows, ""])


def alarms(table) -> str:
    """Return the reminders as a table."""
    rows = ["| reminder | in | counted from | before | overdue |", "|---|---|---|---|---|"]
    for alarm in table.alarms:
        marks = ("yes" if alarm.before else "–", "yes" if alarm.overdue else "–")
        rows.append(f"| {alarm.event} | {listed(table, alarm.states)} | {alarm.due} | {' | '.join(marks)} |")
    return "\n".join([*rows, ""])


def listed(table, states) -> str:
    """Return states by code, in the order of their lifecycle."""
    return ", ".join(state.value for state in table.states if state in states)


class Command(BaseCommand):
    help = "Print the lifecycles; --write puts them into docs/lifecycle.md, --check fails when it is not current."

    def add_arguments(self, parser):
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--write", action="store_true")
        choice.add_argument("--check", action="store_true")

    def handle(self, *args, write, check, **options):
        path = Path(settings.BASE_DIR) / "docs" / "lifecycle.md"
        if write:
            path.write_text(page(), encoding="utf-8")
        elif check:
            if not path.exists() or path.read_text(encoding="utf-8") != page():
                raise CommandError("docs/lifecycle.md is not current: manage.py lifecycle --write")
        else:
            self.stdout.write(page())
