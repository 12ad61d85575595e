"""The few line icons: drawn in a 16 × 16 box, always beside a word, never alone."""

from django.utils.html import format_html
from django.utils.safestring import mark_safe

PATHS = {
    "pass": "M2.5 8.5l3.5 3.5 7.5-8",
    "fail": "M3.5 3.5l9 9m0-9l-9 9",
    "miss": "M3.5 3.5l9 9m0-9l-9 9",
    "ask": "M8 3v6.5M8 12v1.5",
    "note": "M3.5 8h9",
    "go": "M3 8h9.5M9 4.5L12.5 8 9 11.5",
    "print": "M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7z",
    "download": "M8 2.5v8m-3.5-3.5L8 10.5 11.5 7M3 13.5h10",
    "upload": "M8 10.5v-8M4.5 6L8 2.5 11.5 6M3 13.5h10",
    "lock": "M3.5 7.5h9v6h-9zM5.5 7.5v-2a2.5 2.5 0 015 0v2",
}
DRAWN = {
    name: format_html(
        '<svg class="ico" viewBox="0 0 16 16" aria-hidden="true"><path d="{}"/></svg>',
        mark_safe(path),
    )
    for name, path in PATHS.items()
}


def icon(name):
    """The icon as inline SVG, coloured by the text around it. Raises KeyError for a name that is not drawn."""
    return DRAWN[name]
