"""Every sweep with one poisoned row of each kind: the other rows are done in the same pass, and the fault is told.

A task of the timetable without a poison here fails the first test, so that none is forgotten.
"""

import datetime
import logging

import pytest
from django.conf import settings
from django.core import mail
from django.db import OperationalError, connections
from django.urls import reverse

from accounts import tasks as account_tasks
from accounts.models import Certificate
from challenges import tasks
from challenges.assignment.models import Allotment, Staffing
from challenges.collusion import actions as signal
from challenges.collusion.models import Comparison
from challenges.core import deadlines
from challenges.core.models import Job
from challenges.core.noun import NOUNS, TIMED, tables
from challenges.desk.actions import erasure
from challenges.desk.models import PersonalRequest
from challenges.files.models import Attachment
from challenges.listing.models import Challenge
from challenges.proposals.actions.team import ask
from frontend.core.presenters.fault import ROWS, SWEEPS, words_of
from notifications import clock, registry, sweeps
from notifications import tasks as relay_tasks
from notifications.clock import day_of
from notifications.models import Delivery, Event, InboxItem, SweepFault
from tests.factories.accounts import InvitationFactory, OperatorFactory, OrganisationFactory, UserFactory, acting
from tests.factories.challenges import DAY, BatchFactory, ChallengeFactory, ProposalFactory, accepting_challenge
from tests.factories.files import PDF
from tests.factories.notifications import AT, event, person
from tests.factories.notifications import Sheet as Subject
from tests.factories.proposals import complete_proposal
from tests.world import stored

pytestmark = pytest.mark.django_db

# Of these nothing is taken row by row: one statement each.
ONE_STATEMENT = {"login_attempts"}
POISONS = {}


def poison(*entries):
    """Register the poison of a task of the timetable: puts in a bad row and a good one, returns (task, done, row)."""

    def registered(function):
        for entry in entries:
            POISONS.setdefault(entry, []).append(function)
        return function

    return registered


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def attached(data=PDF, sha256="", **fields):
    """A file that waits for its check; without bytes when only a hash is given."""
    challenge = ChallengeFactory()
    return Attachment.objects.create(
        challenge=challenge,
        kind="other",
        name="附.pdf",
        content_type=fields.pop("content_type", "application/pdf"),
        size=len(data),
        sha256=sha256 or stored(data),
        uploaded_by=UserFactory(),
        uploaded_at=clock.now(),
        **fields,
    )


@poison("attachments")
def a_missing_file():
    bad, good = attached(sha256="0" * 64), attached()
    return tasks.scan_attachments, lambda: state(good) == "clean" and state(bad) == "failed", ("attachment", bad.pk)


@poison("attachments")
def a_scanner_that_fails_on_one_file(settings):
    settings.ATTACHMENT_SCANNER = "tests.test_sweeps.fails_on_text"
    bad, good = attached(content_type="text/plain"), attached(b"%PDF-2")
    return tasks.scan_attachments, lambda: state(good) == "clean" and state(bad) == "failed", ("attachment", bad.pk)


def fails_on_text(path, content_type):
    """Stand for a scanner that one file breaks."""
    if content_type == "text/plain":
        raise RuntimeError("cannot")
    return []


def state(row):
    return Attachment.objects.get(pk=row.pk).scan_state


@poison("deadlines")
def a_step_whose_rules_are_nonsense():
    at = clock.now()
    bad = accepting_challenge(closes_at=at - 2 * DAY, batch=BatchFactory(rules={"qualification_days": "soon"}))
    ProposalFactory(challenge=bad, state="submitted", receipt_number="1")
    good = accepting_challenge(closes_at=at - DAY)
    done = lambda: Challenge.objects.get(pk=good.pk).state == "lapsed"  # noqa: E731
    return tasks.take_due_steps, done, ("challenge.sort_out", bad.pk)


@poison("deadlines")
def a_reminder_whose_rules_are_nonsense():
    at = clock.now()
    bad = ChallengeFactory(state="returned", due_at=at + DAY, batch=BatchFactory(rules={"reminder_days_before": ["x"]}))
    good = ChallengeFactory(state="returned", due_at=at + DAY)
    alarm = next(alarm.event for alarm in NOUNS["challenge"].table.alarms if "returned" in alarm.states)
    done = lambda: list(Event.objects.filter(name=alarm).values_list("subject_id", flat=True)) == [good.pk]  # noqa: E731
    return tasks.take_due_steps, done, (alarm, bad.pk)


@poison("deadlines")
def steps_that_cannot_even_be_listed(monkeypatch):
    monkeypatch.setattr(deadlines, "due_steps", broken)
    good = ChallengeFactory(state="returned", due_at=clock.now() + DAY)
    return tasks.take_due_steps, lambda: Event.objects.filter(subject_id=good.pk).exists(), ("steps", 0)


@poison("erasures")
def an_account_that_cannot_be_deleted(monkeypatch):
    at = clock.now()
    bad, good = (
        PersonalRequest.objects.create(person=UserFactory(), kind="erasure", filed_at=at, due_at=at) for _n in "ab"
    )
    ask = erasure.needed
    monkeypatch.setattr(erasure, "needed", lambda user, at: broken() if user.pk == bad.person_id else ask(user, at))
    done = lambda: PersonalRequest.objects.get(pk=good.pk).outcome == "done"  # noqa: E731
    return tasks.erase_persons, done, ("personal_request", bad.pk)


def broken(*_args, **_more):
    raise RuntimeError("broken")


@poison("invitations")
def an_invitation_to_a_mailbox_that_cannot_be_written_to(monkeypatch):
    from accounts import letters

    bad, good = (InvitationFactory(expires_at=clock.now() + 9 * DAY) for _n in range(2))
    whole = letters.letter

    def letter(kind, email, *rest, **more):
        return broken() if email == bad.email else whole(kind, email, *rest, **more)

    monkeypatch.setattr(letters, "letter", letter)
    done = lambda: [one.to for one in mail.outbox] == [[good.email]]  # noqa: E731
    return account_tasks.mail_invitations, done, ("invitation", bad.pk)


@poison("team_requests")
def a_team_member_who_cannot_be_written_to(monkeypatch):
    from accounts import letters

    drafts = [complete_proposal(consents=False) for _n in range(2)]
    at = drafts[0].challenge.closes_at - DAY
    for row in drafts:
        ask(row, by=acting(row.organisation, "handler"), at=at)
    bad, good = (row.team_requests.get() for row in drafts)
    monkeypatch.setattr(tasks, "now", lambda: at)
    whole = letters.letter

    def letter(kind, email, *rest, **more):
        return broken() if email == bad.email else whole(kind, email, *rest, **more)

    monkeypatch.setattr(letters, "letter", letter)
    done = lambda: [one.to for one in mail.outbox] == [[good.email]]  # noqa: E731
    return tasks.mail_team_requests, done, ("team_request", bad.pk)


@poison("certificates")
def a_certificate_with_a_date_that_is_none(monkeypatch):
    from accounts.actions import certificate

    at = clock.now()
    soon = day_of(at + 5 * DAY)
    bad, good = (
        Certificate.objects.create(
            organisation=OrganisationFactory(),
            type="high_tech",
            issued_on=soon - 90 * DAY,
            expires_on=soon,
            added_at=at,
        )
        for _n in range(2)
    )
    whole = certificate._reminder

    def reminder(row, *rest):
        return broken() if row.pk == bad.pk else whole(row, *rest)

    monkeypatch.setattr(certificate, "_reminder", reminder)
    done = lambda: list(Event.objects.values_list("subject_id", flat=True)) == [good.pk]  # noqa: E731
    return account_tasks.remind_of_certificates, done, ("certificate", bad.pk)


def plans(model, **fields):
    made = []
    for panels in (["nonsense"], []):
        batch = BatchFactory()
        at = clock.now()
        common = {"batch": batch, "asked_by": UserFactory(), "created_at": at, "updated_at": at}
        made.append(model.objects.create(panels=panels, seed="00", **common, **fields))
    return made


@poison("staffings")
def a_staffing_of_nonsense(monkeypatch):
    bad, good = plans(Staffing)
    monkeypatch.setattr("challenges.assignment.actions.staffing.problem_for", builder(bad))
    return tasks.solve_staffings, lambda: Staffing.objects.get(pk=good.pk).state != "asked", ("staffing", bad.pk)


@poison("allotments")
def an_allotment_of_nonsense(monkeypatch):
    bad, good = plans(Allotment)
    monkeypatch.setattr("challenges.assignment.actions.allotment.problem_for", builder(bad))
    return tasks.solve_allotments, lambda: Allotment.objects.get(pk=good.pk).state != "asked", ("allotment", bad.pk)


def builder(bad):
    """Make of one plan a fault of the program, and of the others a question that contradicts itself."""
    from challenges.assignment.solver.terms import ProblemError

    def build(plan, _today):
        if plan.pk == bad.pk:
            raise TypeError("nonsense")
        raise ProblemError("no_experts")

    return build


@poison("jobs")
def a_job_whose_row_is_nonsense(monkeypatch):
    at = clock.now()
    bad, good = (
        Job.objects.create(
            kind="remind", batch=BatchFactory(), asked_by=UserFactory(), total=0, created_at=at, updated_at=at
        )
        for _n in range(2)
    )
    from challenges.core.actions import job

    whole = job.run
    monkeypatch.setattr(job, "run", lambda pk, *, at: broken() if pk == bad.pk else whole(pk, at=at))
    return tasks.run_jobs, lambda: Job.objects.get(pk=good.pk).state == "done", ("job", bad.pk)


@poison("signals")
def a_comparison_of_nonsense(monkeypatch):
    at = clock.now()
    bad, good = ChallengeFactory(state="qualification"), ChallengeFactory(state="qualification")
    for challenge in (bad, good):
        Comparison.objects.create(challenge=challenge, asked_at=at)
    whole = signal.limits_on
    monkeypatch.setattr(signal, "limits_on", lambda row, on: broken() if row.pk == bad.pk else whole(row, on))
    done = lambda: Comparison.objects.get(challenge=good).done_at is not None  # noqa: E731
    return tasks.compare_signals, done, ("comparison", bad.pk)


@poison("signals")
def a_comparison_that_killed_its_worker_each_time():
    bad = ChallengeFactory(state="qualification")
    Comparison.objects.create(challenge=bad, asked_at=clock.now(), attempts=signal.ATTEMPTS)
    good = ChallengeFactory(state="qualification")
    done = lambda: Comparison.objects.get(challenge=good).done_at is not None  # noqa: E731
    return tasks.compare_signals, done, ("comparison", bad.pk)


@poison("incoming")
def a_leftover_that_is_no_file(media):
    import os

    folder = media / "incoming"
    (folder / "0folder").mkdir(parents=True)
    (folder / "left").write_bytes(b"x")
    (folder / "new").write_bytes(b"x")
    for name in ("0folder", "left"):
        os.utime(folder / name, (1, 1))
    done = lambda: sorted(path.name for path in folder.iterdir()) == ["0folder", "new"]  # noqa: E731
    return tasks.sweep_incoming, done, ("incoming/0folder", 0)


@poison("housekeeping")
def rows_that_cannot_be_removed(monkeypatch):
    from accounts.actions import housekeeping
    from challenges.core.models import IdempotencyKey

    at = clock.now()
    IdempotencyKey.objects.create(user=UserFactory(), key="k", request_hash="d", at=at - 400 * DAY)
    first = next(kind for kind in housekeeping.ended(at=at, machine_at=at) if kind != "idempotency")
    whole = housekeeping.ended
    monkeypatch.setattr(housekeeping, "ended", lambda **when: {first: None} | whole(**when) | {first: None})
    return tasks.tidy, lambda: not IdempotencyKey.objects.exists(), (first, 0)


@pytest.fixture
def declared():
    kept = [dict(held) for held in (registry._notices, registry._silent, registry._topics)]
    yield registry
    for held, before in zip((registry._notices, registry._silent, registry._topics), kept, strict=True):
        held.clear()
        held.update(before)


def two_events(declared, **bad):
    """Two events that are told to two people; one kind of them is poisoned."""
    readers = [person(), person()]
    declared.topic("sheets", "榜单")
    tell = lambda reader: lambda event: [registry.Recipient(reader.pk, "r", "/")]  # noqa: E731
    good = {"topic": "sheets", "template": "notices/attachment.blocked.txt", "facts": ("name",)}
    declared.notice("sheet.bad", **good | {"audience": tell(readers[0])} | bad)
    declared.notice("sheet.good", **good | {"audience": tell(readers[1])})
    made = [event(name, facts={"name": "附.pdf"}, at=AT, subject=Subject()) for name in ("sheet.bad", "sheet.good")]
    return made, readers


@poison("relay")
def an_event_whose_readers_cannot_be_found(declared):
    (bad, _good), readers = two_events(declared, audience=broken)
    done = lambda: list(InboxItem.objects.values_list("person_id", flat=True)) == [readers[1].pk]  # noqa: E731
    return relay_tasks.relay_sweep, done, ("event", bad.pk)


@poison("relay")
def a_mail_whose_right_to_know_cannot_be_asked(declared):
    two_events(declared, still=broken)
    done = lambda: len(mail.outbox) == 1 and Delivery.objects.get(state="due").problem  # noqa: E731
    return relay_tasks.relay_sweep, done, None


@poison("relay")
def a_digest_with_one_bad_notice(declared, monkeypatch):
    _made, readers = two_events(declared, still=broken)
    from notifications import dispatching

    dispatching.dispatch(AT)
    Delivery.objects.update(digest_on=day_of(AT), person=readers[1])
    InboxItem.objects.update(person=readers[1])
    done = lambda: len(mail.outbox) == 1 and Delivery.objects.get(state="due").problem  # noqa: E731
    return relay_tasks.relay_sweep, done, None


@poison("relay")
def a_part_of_the_relay_that_fails_as_a_whole(declared, monkeypatch):
    two_events(declared)
    monkeypatch.setattr("notifications.digest.send", broken)
    return relay_tasks.relay_sweep, lambda: len(mail.outbox) == 2, ("digest", 0)


def test_every_task_of_the_timetable_has_its_poison():
    assert set(POISONS) | ONE_STATEMENT == set(settings.CELERY_BEAT_SCHEDULE)


@pytest.mark.parametrize("make", [make for made in POISONS.values() for make in made], ids=lambda make: make.__name__)
def test_one_poisoned_row_holds_up_no_other(make, request, settings, monkeypatch, caplog):
    wanted = make.__code__.co_varnames[: make.__code__.co_argcount]
    task, done, fault = make(**{name: request.getfixturevalue(name) for name in wanted})
    with caplog.at_level(logging.CRITICAL):
        task()
    assert done()
    standing = [(row.what, row.row_id) for row in SweepFault.objects.all()]
    assert standing == ([fault] if fault else [])
    for row in SweepFault.objects.all():
        assert (row.count, bool(row.problem)) == (1, True)
        assert row.sweep in SWEEPS
        assert words_of(row.what) != row.what or row.what.startswith("incoming/")


class TestGuard:
    def run(self, act, *, at=AT, rows=("a", "b", "c"), **more):
        return sweeps.each("test", rows, act, at=at, name=lambda row: sweeps.Row(row, 1), **more)

    def fault(self):
        return SweepFault.objects.get()

    def test_a_poisoned_row_is_tried_less_and_less_often_and_forgotten_when_it_is_done(self):
        tried, bad = [], {"b"}

        def act(row):
            tried.append(row)
            if row in bad:
                raise RuntimeError("sealed words")

        at, waits = AT, []
        for _n in range(5):
            assert self.run(act, at=at) == 2
            waits.append(self.fault().due_at - at)
            assert self.run(act, at=self.fault().due_at - datetime.timedelta(microseconds=1)) == 2
            at = self.fault().due_at
        assert waits == [datetime.timedelta(seconds=n) for n in (0, 30, 60, 120, 240)]
        assert tried.count("b") == 5
        assert (self.fault().count, self.fault().first_at) == (5, AT)
        assert "sealed words" not in self.fault().problem
        assert "RuntimeError (test_sweeps.py:" in self.fault().problem
        bad.clear()
        assert self.run(act, at=at) == 3
        assert not SweepFault.objects.exists()

    def test_a_row_that_waits_no_more_is_forgotten(self):
        self.run(lambda row: broken() if row == "b" else None)
        self.run(lambda row: None, rows=("a",))
        assert not SweepFault.objects.exists()

    def test_rows_that_wait_for_their_next_try_do_not_count_among_the_most(self):
        later = AT + DAY
        for row in "ab":
            sweeps.note("test", sweeps.Row(row, 1), RuntimeError(), at=AT)
        SweepFault.objects.update(due_at=later)
        done = []
        assert self.run(done.append, most=1) == 1
        assert done == ["c"]

    def test_a_database_that_is_away_is_no_fault_of_a_row(self, monkeypatch):
        line = connections["default"]
        monkeypatch.setattr(line, "is_usable", lambda: False)

        def act(row):
            raise OperationalError("server closed the connection")

        with pytest.raises(OperationalError):
            self.run(act)
        assert not SweepFault.objects.exists()
        monkeypatch.setattr(line, "is_usable", lambda: True)
        assert self.run(act) == 0
        assert SweepFault.objects.count() == 3

    def test_a_limit_of_time_is_noted_and_ends_the_pass(self):
        from celery.exceptions import SoftTimeLimitExceeded

        def act(row):
            raise SoftTimeLimitExceeded()

        with pytest.raises(SoftTimeLimitExceeded):
            self.run(act)
        assert self.fault().what == "a"


class TestDesk:
    def test_operators_see_what_was_not_done_and_have_it_tried_again(self, client):
        at = clock.now()
        fault = sweeps.note("scans", sweeps.Row("attachment", 12), OSError(5, "Input/output error"), at=at)
        SweepFault.objects.update(due_at=at + DAY, count=7)
        client.force_login(OperatorFactory())
        page = client.get(reverse("verification_queue")).content.decode()
        for words in ("系统没有办成的事", "附件内容检查", "附件 12", ">7<", "Input/output error"):
            assert words in page
        client.post(reverse("fault_retry", args=[fault.pk]))
        assert SweepFault.objects.get().due_at <= clock.now()
        SweepFault.objects.all().delete()
        assert "系统没有办成的事" not in client.get(reverse("verification_queue")).content.decode()

    def test_nobody_else_does(self, client):
        fault = sweeps.note("scans", sweeps.Row("attachment", 12), OSError(5), at=AT)
        client.force_login(UserFactory())
        assert client.post(reverse("fault_retry", args=[fault.pk])).status_code == 404

    def test_every_sweep_step_and_reminder_has_its_words(self):
        steps = {f"{noun}.{verb}" for noun, verb in TIMED}
        alarms = {alarm.event for table in tables() for alarm in table.alarms}
        assert steps <= set(ROWS)
        assert not [name for name in alarms if words_of(name) == name]
