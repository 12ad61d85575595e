"""What htmx is told on every page."""

import json

# No code out of attributes, no other host, and what an answer of each kind does. Back asks the server anew.
HTMX = {
    "allowEval": False,
    "selfRequestsOnly": True,
    "includeIndicatorStyles": False,
    "historyCacheSize": 0,
    "refreshOnHistoryMiss": True,
    "historyRestoreAsHxRequest": False,
    "timeout": 30000,
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        {"code": "422", "swap": True},
        {"code": "[45]..", "swap": False, "error": True},
    ],
}
SETTINGS = json.dumps(HTMX, separators=(",", ":"))
