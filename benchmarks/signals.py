"""Signals of collusion over one challenge: `python -m benchmarks.signals` writes results/signals.md.

A hundred opened proposals of 6,000 characters with two files each, some of them copied from one another, are compared
by the worker's own action. The texts are made of common turns of phrase, as real ones are.
"""

import hashlib
import random
import resource
import sys
import time
import zipfile
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.pages import cpu, prepare

RESULT = Path(__file__).parent / "results" / "signals.md"
SEED = 11
PROPOSALS, CHARACTERS = 100, 6000
# Which proposals copy from which, and how many characters.
COPIES = {(3, 41): 3600, (7, 8): 1500, (12, 77): 600, (20, 21): 240, (33, 90): 120, (55, 56): 60}
TURNS = (
    "采用{}与{}相结合的技术路线，先完成{}验证，再开展{}放大。",
    "针对{}过程中的{}问题，建立{}模型，给出{}的控制窗口。",
    "项目组在{}方面已有{}年积累，具备{}和{}的检测条件。",
    "通过{}在线监测与{}反馈，使{}波动控制在{}以内。",
    "与现有{}相比，本方案在{}上提高，在{}上降低，{}可追溯。",
    "若{}达不到预期，则改用{}备用方案，由{}承担{}风险。",
)


def words(draw) -> list[str]:
    """Return a vocabulary of two to four signs."""
    return ["".join(chr(draw.randint(0x4E00, 0x9000)) for _n in range(draw.randint(2, 4))) for _word in range(2000)]


def prose(draw, vocabulary, length: int) -> str:
    """Return so many characters of sentences, in paragraphs."""
    lines = []
    while sum(map(len, lines)) < length:
        turn = draw.choice(TURNS)
        lines.append(turn.format(*(draw.choice(vocabulary) for _slot in range(turn.count("{}")))))
        if len(lines) % 8 == 0:
            lines.append("\n")
    return "".join(lines)[:length]


def docx(author: str, number: int) -> bytes:
    """Return an office file with properties and some weight."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as box:
        core = f'<c xmlns:d="urn:d"><d:creator>{author}</d:creator><d:created>{number:010d}</d:created></c>'
        box.writestr("docProps/core.xml", core)
        box.writestr("word/document.xml", random.Random(number).randbytes(200_000))
    return made.getvalue()


def fill():
    """Write the challenge with its proposals, texts and files; returns it and the pairs that were planted."""
    from accounts.models import Organisation
    from challenges.files.actions import stored_at
    from challenges.files.models import Attachment
    from challenges.listing.models import Challenge
    from challenges.proposals.models import Proposal, Section
    from notifications import clock
    from tests.factories.accounts import OrganisationFactory, UserFactory
    from tests.factories.challenges import DAY, accepting_challenge

    draw = random.Random(SEED)
    vocabulary = words(draw)
    at = clock.now()
    said = prose(draw, vocabulary, 3000)
    challenge = accepting_challenge(
        state="qualification", closes_at=at - DAY, first_closes_at=at - DAY, opens_at=at - 30 * DAY, content=said
    )
    form = prose(draw, vocabulary, 900)
    firms = OrganisationFactory.create_batch(PROPOSALS, kind="sme")
    proposals = Proposal.objects.bulk_create(
        Proposal(
            challenge=challenge,
            organisation=firm,
            state="opened",
            receipt_number=f"B-{n}",
            submitted_at=at - DAY,
            created_at=at,
            updated_at=at,
        )
        for n, firm in enumerate(firms)
    )
    texts = {}
    for n in range(PROPOSALS):
        quoted = draw.randint(0, 2000)
        own = prose(draw, vocabulary, CHARACTERS - 1800)
        texts[n] = f"{said[quoted : quoted + 900]}\n{form}\n{own}"
    for (source, target), length in COPIES.items():
        texts[target] = f"{texts[target][:-length]}\n{texts[source][-length:]}"
    files = []
    for n, proposal in enumerate(proposals):
        author = "同一作者" if n in (60, 61) else f"作者{n}"
        for name, data in (
            ("方案.docx", docx(author, n)),
            ("检测.pdf", b"%PDF-" + random.Random(n).randbytes(300_000)),
        ):
            sha256 = hashlib.sha256(data).hexdigest()
            path = stored_at(sha256)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            files.append(
                Attachment(
                    proposal=proposal,
                    kind="evidence",
                    name=name,
                    content_type="application/pdf",
                    size=len(data),
                    sha256=sha256,
                    uploaded_by=UserFactory(),
                    uploaded_at=at,
                )
            )
    Attachment.objects.bulk_create(files)
    Section.objects.bulk_create(
        Section(proposal=proposal, key="route", data={"route": texts[n]}) for n, proposal in enumerate(proposals)
    )
    Organisation.objects.filter(pk__in=[firm.pk for firm in firms]).update(contact_phone="")
    assert Challenge.objects.count() == 1
    return at, [proposal.pk for proposal in proposals]


def main() -> int:
    """Compare with a folder of its own for the files."""
    prepare()
    from django.conf import settings

    with TemporaryDirectory() as folder:
        settings.MEDIA_ROOT = folder
        return compare()


def compare() -> int:
    """Compare, and write what it took and what was found."""
    at, ids = fill()
    from challenges.collusion.actions import compare_waiting
    from challenges.collusion.models import Signal

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    began, used = time.monotonic(), cpu()
    done = compare_waiting(at=at)
    took, used = time.monotonic() - began, cpu() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    place = {pk: n for n, pk in enumerate(ids)}
    found = {(place[row.first_id], place[row.second_id]): row for row in Signal.objects.filter(kind="text")}
    planted = set(COPIES)
    lines = [
        "# Signals of collusion",
        "",
        f"`python -m benchmarks.signals`: {PROPOSALS} opened proposals of {CHARACTERS:,} characters and two files each "
        f"in one challenge, {PROPOSALS * (PROPOSALS - 1) // 2:,} pairs, on SQLite; comparisons done: {done}.",
        "",
        "| what | measured | target |",
        "|---|---|---|",
        f"| time in the worker | {took:.1f} s ({used:.1f} s of processor) | < 10 s |",
        f"| highest memory of the process | {peak} MB ({before} MB before) | < 300 MB |",
        f"| copied passages found | {len(planted & set(found))} of {len(planted)} | all |",
        f"| pairs flagged for their text without a copy | {len(set(found) - planted)} | 0 |",
        f"| files of one author found | {Signal.objects.filter(kind='metadata').count()} of 1 | all |",
        "",
        "Each proposal repeats 900 characters of the challenge and a form of 900 characters that all firms filled in.",
        "",
        "| copied characters | found characters | share of the text | strength |",
        "|---|---|---|---|",
        *(
            f"| {length:,} | {found[pair].facts['characters']:,} | {found[pair].facts['containment'] / 10:.1f} % | "
            f"{found[pair].strength} |"
            for pair, length in COPIES.items()
            if pair in found
        ),
        "",
    ]
    RESULT.write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
