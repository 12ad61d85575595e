"""The samples 样本 of a calibration round: sound, few, and no proposal that competes in the same challenges."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from challenges.core.gate import Invalid, Problem
from challenges.core.periods import day_of
from challenges.proposals.models import Member, Section
from challenges.review.actions.review_marks import clean_value
from challenges.review.models import Sample, Trial
from notifications.typed import whole

# A passage of this many characters in common is no accident; it is looked for in steps, so a little more is always met.
PASSAGE = 30
STEP = 10
LONGEST_TITLE = 120
LONGEST = 20_000


def write(trial: Trial, samples: Iterable, at: datetime) -> None:
    """Write the samples anew. Raises Invalid with a problem, `samples.<n>.<field>`, for everything that is wrong."""
    samples = list(samples)
    criteria = {row.pk: row for row in trial.rubric.criteria.all()}
    most = trial.batch.rules_on(day_of(at))["trial_samples_most"]
    problems = []
    if len(samples) > most:
        problems.append(Problem("samples", _("样本至多 %(most)d 份。") % {"most": most}, "too_many"))
    references = []
    for n, sample in enumerate(samples):
        if not sample.title.strip():
            problems.append(Problem(f"samples.{n}.title", _("请填写样本名称。"), "required"))
        elif len(sample.title.strip()) > LONGEST_TITLE:
            words = _("样本名称至多 %(most)d 字。") % {"most": LONGEST_TITLE}
            problems.append(Problem(f"samples.{n}.title", words, "too_long"))
        if not sample.text.strip():
            problems.append(Problem(f"samples.{n}.text", _("请填写样本内容。"), "required"))
        elif len(sample.text) > LONGEST:
            words = _("样本内容至多 %(most)d 字。") % {"most": LONGEST}
            problems.append(Problem(f"samples.{n}.text", words, "too_long"))
        kept, wrong = reference_of(n, sample, criteria)
        references.append(kept)
        problems += wrong
    problems += competing(trial, samples)
    if problems:
        raise Invalid(problems)
    trial.samples.all().delete()
    Sample.objects.bulk_create(
        Sample(trial=trial, position=n, title=sample.title.strip(), text=sample.text, reference=kept)
        for n, (sample, kept) in enumerate(zip(samples, references, strict=True), start=1)
    )


def reference_of(n: int, sample: Any, criteria: dict) -> tuple[dict[str, str], list[Problem]]:
    """Return the reference marks as they are kept, and what is wrong with them."""
    kept, problems = {}, []
    for key, raw in sample.reference.items():
        criterion = criteria.get(whole(str(key)))
        if criterion is None:
            problems.append(Problem(f"samples.{n}.reference.{key}", _("评分表里没有这一项。"), "unknown_criterion"))
            continue
        value, wrong = clean_value(raw, criterion)
        if wrong:
            problems.append(Problem(f"samples.{n}.reference.{key}", *wrong))
        elif value is not None:
            kept[str(criterion.pk)] = str(value)
    return kept, problems


def count_problems(count: int, rules: dict) -> list[Problem]:
    """Return the problem of a round with too few samples or too many. Source: the rules in force today."""
    least, most = rules["trial_samples_least"], rules["trial_samples_most"]
    if least <= count <= most:
        return []
    words = _("样本须为 %(least)d 至 %(most)d 份，现有 %(count)d 份。")
    return [Problem("samples", words % {"least": least, "most": most, "count": count}, "samples_count")]


def competing(trial: Trial, samples: list) -> list[Problem]:
    """Return a problem for each sample that names an applicant of these challenges or repeats a proposal's words.

    Which proposal it is stays unsaid. What the challenge itself says may stand in both.
    """
    challenges = [panel.challenge_id for panel in trial.panels.all()]
    bare = ["".join(f"{sample.title}{sample.text}".split()) for sample in samples]
    members = Member.objects.filter(proposal__challenge__in=challenges)
    names = set(members.values_list("organisation__name", flat=True))
    own = "".join(
        "".join(f"{panel.challenge.background}{panel.challenge.content}".split())
        for panel in trial.panels.select_related("challenge")
    )
    passages = [{text[n : n + PASSAGE] for n in range(max(0, len(text) - PASSAGE + 1))} for text in bare]
    common: list[set[str]] = [set() for _text in bare]
    sections = Section.objects.filter(proposal__challenge__in=challenges).values_list("data", flat=True)
    for data in sections.iterator():
        for text in texts_in(data):
            told = "".join(text.split())
            windows = {told[n : n + PASSAGE] for n in range(0, max(0, len(told) - PASSAGE + 1), STEP)}
            for n, known in enumerate(passages):
                common[n] |= known & windows
    problems = []
    for n, text in enumerate(bare):
        if any(name in text for name in names):
            words = _("样本里有申报单位的名称。请用不参评的材料，或改写后再用。")
            problems.append(Problem(f"samples.{n}.text", words, "names_applicant"))
        elif any(passage not in own for passage in common[n]):
            words = _("样本与参评的申报书有相同段落。请用不参评的材料。")
            problems.append(Problem(f"samples.{n}.text", words, "competing"))
    return problems


def texts_in(data: Any) -> Iterator[str]:
    """Yield every text of a section, however deep it lies."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from texts_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from texts_in(value)
