"""How templates are written: lines that can be read, links by the names of their routes, and `tight`."""

import re
from pathlib import Path

import pytest
from django.template import Context, engines

ROOT = Path(__file__).resolve().parents[1]
APPS = ("accounts", "challenges", "frontend", "notifications")
LONGEST = 140
# An attribute whose value begins with an address of ours, such as href="/desk/" or hx-get='/jobs/{{ row.pk }}/'.
HARD = re.compile(r"""[\s"'}](?:href|src|action|formaction|content|hx-[a-z-]+|data-[a-z-]+)\s*=\s*["']?/(?!/)""")


def templates():
    """Every template of the four apps, pages, mails and notices alike."""
    return [file for app in APPS for file in sorted((ROOT / app).rglob("templates/**/*")) if file.is_file()]


def lines(wrong):
    """Return `path:line` of the lines that `wrong` finds fault with."""
    return [
        f"{file.relative_to(ROOT)}:{number}"
        for file in templates()
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if wrong(line)
    ]


def test_there_are_templates_to_look_at():
    kinds = {file.suffix for file in templates()}
    assert len(templates()) > 300
    assert kinds == {".html", ".txt"}


def test_no_line_is_longer_than_can_be_read():
    assert lines(lambda line: len(line) > LONGEST) == []


@pytest.mark.parametrize(
    "line",
    [
        '<a href="/desk/">',
        "<a class='x' href='/desk/'>",
        '<form method="post" action="/jobs/{{ row.pk }}/">',
        '<div {% if open %}hx-get="/jobs/{{ row.pk }}/progress/"{% endif %}>',
        '  data-next="/session/return/"',
        "<img src=/static/mark.svg>",
    ],
)
def test_an_address_written_out_is_found(line):
    assert HARD.search(line)


@pytest.mark.parametrize(
    "line",
    [
        '<a href="{% url "desk" %}">',
        '<a href="#main">',
        '<a href="?page=2">',
        '<a href="https://example.com/">',
        '<link href="{% static "frontend/mark.svg" %}">',
    ],
)
def test_a_named_address_is_not(line):
    assert not HARD.search(line)


def test_links_go_by_the_names_of_routes():
    assert lines(HARD.search) == []


def drawn(source, **context):
    return engines["django"].engine.from_string(source).render(Context(context))


def test_tight_prints_no_line_breaks_of_the_template():
    source = (
        "{% tight %}\n  <b>{{ name }}</b>\n  {% if name %}\n    已办，\n  {% endif %}\n  {{ more }}\n{% endtight %}"
    )
    assert drawn(source, name="甲", more="乙") == "<b>甲</b>已办，乙"


def test_tight_keeps_spaces_within_a_line_and_those_asked_for():
    assert drawn('{% tight %}\n  第 {{ n }} 份{{ " " }}\n  <i>完</i> 了\n{% endtight %}', n=2) == "第 2 份 <i>完</i> 了"


def test_tight_leaves_what_variables_hold():
    assert drawn("{% tight %}\n  {{ text }}\n{% endtight %}", text="一\n  二") == "一\n  二"


def test_tight_parts_attributes_that_stand_on_lines_of_their_own():
    source = '{% tight %}\n<input class="in"\n  {% if on %}checked{% endif %}\n  name="{{ name }}">\n好\n{% endtight %}'
    assert drawn(source, on=True, name="a") == '<input class="in" checked name="a">好'


def test_tight_reaches_into_every_branch():
    source = "{% tight %}{% for n in all %}\n {{ n }}\n{% empty %}\n 无\n{% endfor %}{% endtight %}"
    assert (drawn(source, all=[1, 2]), drawn(source, all=[])) == ("12", "无")
