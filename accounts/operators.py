"""What operators may do in the administration, by model: nothing else stands there, and nobody may do more.

It keeps the platform's dictionaries and shows what an operator must know to help people. Addresses, passwords, second
factors, sessions and roles are changed nowhere but by their owners or through the actions, and proposals, reviews and
scores are not there at all: so no operator can make themselves somebody else, or read what is sealed.
"""

VIEW = frozenset({"view"})
KEEP = frozenset({"view", "add", "change"})

MAY = {
    "accounts.region": KEEP,
    "accounts.industry": KEEP,
    "accounts.techfield": KEEP,
    "accounts.sizethreshold": KEEP,
    "accounts.organisation": VIEW | {"verify"},
    "accounts.certificate": VIEW | {"verify"},
    "accounts.expertprofile": VIEW | {"verify"},
    "accounts.employment": VIEW,
    "accounts.user": VIEW,
    "accounts.membership": VIEW,
    "accounts.delegation": VIEW,
    "accounts.invitation": VIEW,
    "challenges.ruleset": KEEP | {"delete"},
    "challenges.holiday": KEEP | {"delete"},
    "challenges.batch": VIEW | {"change"},
    "challenges.rubric": KEEP,
    "challenges.criterion": KEEP | {"delete"},
    "challenges.challenge": VIEW,
    "challenges.notice": VIEW,
    "notifications.event": VIEW,
    "notifications.delivery": VIEW | {"send_again"},
}
PERMISSIONS = frozenset(
    f"{app}.{verb}_{model}" for label, verbs in MAY.items() for app, model in [label.split(".")] for verb in verbs
)
APPS = frozenset(label.partition(".")[0] for label in MAY)
