"""Every act that takes a reason asks for one that says something, in the one way of the house, or says here why not."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FORMS = ("challenges/*/actions.py", "challenges/*/actions/*.py", "accounts/actions/*.py")
WORDS = {"reason", "decision", "opinion", "note"}
# The one way, and the helpers of a domain that take it for their acts.
ASKS = {"reason_given", "required", "conclude", "decide"}
EXEMPT = {
    "what somebody says of themselves binds nobody else": [
        *("review.recuse", "seat.decline", "member.decline", "review.score", "review.keep_changes"),
    ],
    "it adds words to what has its ground already, or may be left out": [
        *(
            "milestone_check.accept",
            "decision.approve",
            "seat.remind",
            "seat.replace",
            "seat.replace_by_reserve",
            "conflict.hold",
        ),
        *("conflict.hold_many", "job.cancel", "plan.void", "certificate.verify", "organisation.verify"),
    ],
    "it is what an export is for, which is recorded and binds nobody": [
        *("paper.checked", "paper.export", "batch_board.export", "ledger.export"),
    ],
    "the reason is a word of the program's own": [
        *(
            "payment.cancel",
            "challenge_clock.lapse",
            "result.lapse",
            "proposal_draft.keep_version",
            "decision.void_standing",
        ),
    ],
    "it keeps what was asked for before": ["conflict.write", "decision.sign"],
}


def acts():
    """Yield (name, function) of every function of an action module that takes one of these words."""
    for path in sorted([path for form in FORMS for path in ROOT.glob(form)]):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and path.stem != "checking":
                given = [*node.args.args, *node.args.kwonlyargs]
                if any(one.arg in WORDS and ast.unparse(one.annotation or node) == "str" for one in given):
                    yield f"{path.stem}.{node.name}", node


def asks(node) -> bool:
    """Return whether a function asks for substance itself, or hands the word to one that does."""
    called = (one.func for one in ast.walk(node) if isinstance(one, ast.Call))
    names = {one.id if isinstance(one, ast.Name) else getattr(one, "attr", "") for one in called}
    given = {ast.unparse(one) for one in ast.walk(node) if isinstance(one, ast.Attribute)}
    return bool(names & ASKS) or "substance.reason" in given


ALL = dict(acts())
EXCUSED = {name for names in EXEMPT.values() for name in names}


@pytest.mark.parametrize("name", sorted(set(ALL) - EXCUSED))
def test_a_reason_that_binds_others_says_something(name):
    assert asks(ALL[name])


def test_nothing_is_excused_that_is_not_there():
    assert set(ALL) >= EXCUSED
