"""No page has a serious accessibility finding, in either theme. The demo's pages in a real browser."""

import pytest

from tests.frontend import chromium

from .rendered import each_kind, tab

pytestmark = [pytest.mark.django_db, pytest.mark.drill]


@pytest.mark.skipif(not chromium.path_once(), reason="no Chromium on this machine")
def test_axe_finds_nothing_serious_on_any_page_in_either_theme(filled):
    rendered = each_kind()
    assert len(rendered) > 8
    assert examine(rendered) == {}


def examine(rendered):
    """{page and rule: example} of every serious or critical finding."""
    from axe_playwright_python.sync_playwright import Axe

    found = {}
    with chromium.browser() as browser:
        for scheme in ("light", "dark"):
            with tab(browser, color_scheme=scheme, viewport={"width": 1280, "height": 900}) as (page, show):
                for name, (where, html) in rendered.items():
                    show(html)
                    for rule in Axe().run(page).response["violations"]:
                        if rule["impact"] in ("serious", "critical"):
                            node = rule["nodes"][0]
                            found[f"{name} {scheme} {rule['id']}"] = f"{where}: {node['html'][:160]}"
    return found
