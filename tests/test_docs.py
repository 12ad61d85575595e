"""Every path that a document names stands in the house, and every link between documents leads somewhere."""

import re
from itertools import product
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("config", "accounts", "challenges", "notifications", "frontend", "tests", "benchmarks", "docs", ".ci")
DOCUMENTS = [path for place in ("*.md", "docs/**/*.md", "benchmarks/**/*.md") for path in sorted(ROOT.glob(place))]
NAMES = [str(path.relative_to(ROOT)) for path in DOCUMENTS]
QUOTED = re.compile(r"`([^`\n]*(?:\n[^`\n]+)?)`")
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def paths_in(text):
    """Return the quoted paths that begin with a folder of ours or end as a module, as patterns: `<domain>` is any."""
    words = [word for quoted in QUOTED.findall(FENCE.sub("", text)) for word in quoted.split()]
    found = {word.split("::")[0].rstrip(".,;:").removeprefix("./") for word in words if "/" in word}
    ours = {path for path in found if path.partition("/")[0] in FOLDERS or path.endswith(".py")}
    return {each for path in ours for each in spelled_out(re.sub(r"<\w+>|…", "*", path))}


def spelled_out(path):
    """Return the paths that a path with braces stands for: `{views,verbs}.py` is two."""
    parts = [part.strip("{}").split(",") for part in re.split(r"(\{[^}]*\})", path)]
    return {"".join(one) for one in product(*parts)}


def stands(path):
    """Return True for a path, or a pattern that something matches."""
    return any(ROOT.glob(path.rstrip("/"))) if "*" in path else (ROOT / path).exists()


@pytest.mark.parametrize("name", NAMES)
def test_every_path_stands(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert sorted(path for path in paths_in(text) if not stands(path)) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_somewhere(name):
    path = ROOT / name
    links = LINK.findall(FENCE.sub("", path.read_text(encoding="utf-8")))
    ours = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in ours if not (path.parent / link).exists()] == []


def test_the_patterns_find_what_they_should():
    text = "`challenges/<domain>/{states,gone}.py`, `a/b`, `x/y.py`, [x](y.md#z)\n"
    text += "```\n`docs/x.md`\n```\n`tests/gone.py::test`."
    assert sorted(paths_in(text)) == ["challenges/*/gone.py", "challenges/*/states.py", "tests/gone.py", "x/y.py"]
    assert LINK.findall(text) == ["y.md"]
    assert stands("challenges/*/states.py") and not stands("challenges/*/gone.py")
