"""An allotment 派评方案 as the organiser looks at it: experts by proposals, each panel, each pair with its reason."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from accounts.models import ExpertCategory
from challenges.assignment.models import Allotment
from challenges.proposals.models import Proposal
from challenges.review.models import Panel
from challenges.review.queries.experts import people_of


@dataclass(frozen=True)
class Column:
    """An expert over a panel's proposals: whether they come from another panel, and how much of their room is used."""

    expert_id: int
    name: str
    category: str
    guest: bool
    load: int
    most: int


@dataclass(frozen=True)
class Cell:
    """One expert on one proposal: `mark` is in, bridge, pin, out, ban or nothing; the fit in points stands beside."""

    mark: str
    fit: int

    @property
    def percent(self) -> int:
        """Return the fit in whole percent."""
        return round(self.fit / 100)


@dataclass(frozen=True)
class Pair:
    """One review of the plan: who, how well they fit, of what parts, and the reasons as codes with fields."""

    expert_id: int
    name: str
    fit: int
    reasons: tuple[tuple[str, dict], ...]
    parts: tuple[tuple[str, int, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Line:
    """One proposal: a cell for each column, its reviews, and how many are wanted."""

    proposal: Proposal
    cells: tuple[Cell, ...]
    pairs: tuple[Pair, ...]
    wanted: int
    missing: int
    enterprise_missing: int


@dataclass(frozen=True)
class Grid:
    """The plan on one panel."""

    panel: Panel
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]

    @property
    def missing(self) -> int:
        """Return how many seats nobody can take."""
        return sum(line.missing for line in self.lines)


def grids(allotment: Allotment) -> list[Grid]:
    """Return the plan panel by panel, in a fixed number of queries; empty before it was solved."""
    problem, result = allotment.problem, allotment.result
    if not result:
        return []
    experts = {row["id"]: row for row in problem["experts"]}
    names = people_of(experts)
    order = {row["id"]: n for n, row in enumerate(problem["proposals"])}
    fit = {row["id"]: line.split() for row, line in zip(problem["experts"], problem["fit"], strict=True)}
    chosen = {(row["expert_id"], row["proposal_id"]): row for row in result["pairs"]}
    short = {row["proposal_id"]: row for row in result["unfilled"]}
    marks = marks_of(problem, chosen)
    load = Counter(row["expert_id"] for row in result["pairs"])
    rows = Proposal.objects.filter(pk__in=order).select_related("organisation", "challenge").order_by("receipt_number")
    proposals = defaultdict(list)
    wanted = {row["id"]: (row["panel"], row["k"]) for row in problem["proposals"]}
    for row in rows:
        proposals[wanted[row.pk][0]].append(row)
    found = []
    for panel in Panel.objects.filter(pk__in=allotment.panels).select_related("challenge").order_by("pk"):
        own = proposals[str(panel.pk)]
        home = [id for id, row in experts.items() if str(panel.pk) in (row["panel"], *row.get("also", ()))]
        here = {row.pk for row in own}
        guests = sorted({expert for expert, proposal in chosen if proposal in here} - set(home))
        columns = tuple(column(experts[id], names, id in guests, load[id]) for id in (*home, *guests))
        lines = tuple(
            Line(
                proposal=row,
                cells=tuple(
                    Cell(marks.get((one.expert_id, row.pk), ""), int(fit[one.expert_id][order[row.pk]]))
                    for one in columns
                ),
                pairs=tuple(
                    pair(chosen[one.expert_id, row.pk], one.name)
                    for one in columns
                    if (one.expert_id, row.pk) in chosen
                ),
                wanted=wanted[row.pk][1],
                missing=short.get(row.pk, {}).get("missing", 0),
                enterprise_missing=short.get(row.pk, {}).get("enterprise_missing", 0),
            )
            for row in own
        )
        found.append(Grid(panel, columns, lines))
    return found


def column(row: dict, names: dict[int, str], guest: bool, load: int) -> Column:
    """Return an expert as a column."""
    category = ExpertCategory.ENTERPRISE.label if row["enterprise"] else ""
    return Column(row["id"], names.get(row["id"], ""), str(category), guest, load, row["max_load"])


def pair(row: dict, name: str) -> Pair:
    """Return a pair of the plan with its expert's name."""
    return Pair(
        expert_id=row["expert_id"],
        name=name,
        fit=row["fit"],
        reasons=tuple((reason["code"], reason["fields"]) for reason in row["reasons"]),
        parts=tuple((code, points, tuple(matched)) for code, points, matched in row.get("parts", [])),
    )


def marks_of(problem: dict, chosen: dict) -> dict[tuple[int, int], str]:
    """Return the mark of every pair that has one: ties and bans first, then what was chosen and why."""
    found = {(expert, proposal): "out" for expert, proposal, _code in problem["conflicts"]}
    found |= dict.fromkeys(map(tuple, problem["bans"]), "ban")
    pinned = {tuple(row) for row in problem["pins"]}
    for key, row in chosen.items():
        codes = {reason["code"] for reason in row["reasons"]}
        found[key] = "pin" if key in pinned else "bridge" if "bridging" in codes else "in"
    return found
