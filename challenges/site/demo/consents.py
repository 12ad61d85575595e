"""The people of a team in the demo: asked by their firm, each answers within the day."""

from datetime import timedelta

from accounts.origin import Origin
from accounts.rules.text_parts import TextKind
from challenges.proposals.actions import team
from challenges.proposals.queries.team import BESIDE


def consent(proposal, handler, at) -> None:
    """Ask the people of the team, who agree; the last of them keeps their name from publication."""
    team.ask(proposal, by=handler, at=at)
    for number, asked in enumerate(proposal.team_requests.select_related("proposal__challenge")):
        said = at + timedelta(hours=1, minutes=11 * number)
        for about in (TextKind.TEAM, *BESIDE):
            text = team.text_of(asked, about, said)
            kind = "refused" if number > 1 and about == TextKind.PUBLISH else "agreed"
            given = {"read": text.sha256, "name": asked.name, "origin": Origin(), "at": said}
            team.answer(asked, kind, about=about, **given)
            asked.refresh_from_db()
    proposal.team_requests.update(mailed_at=at)
    proposal.refresh_from_db()
