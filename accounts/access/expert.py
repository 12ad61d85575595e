"""Who sees an expert's profile, and who changes it."""

from accounts.models import ExpertProfile, Integrity
from accounts.roles import Kind

SELF, OPERATOR, ORGANISER = "self", "operator", "organiser"

MAY = {
    "save": frozenset({SELF}),
    "verify": frozenset({OPERATOR}),
    "refuse": frozenset({OPERATOR}),
}

# Who works with the pool for an organiser, and who among them decides.
OFFICERS = frozenset({"review_officer", "batch_admin"})
POOL_READERS = OFFICERS | {"supervisor"}


def relations(viewer, profile) -> frozenset[str]:
    """What the viewer is to a profile: its owner, an operator, or a verified organiser who draws panels."""
    if viewer.user_id is None:
        return frozenset()
    if viewer.user_id == profile.user_id:
        return frozenset({SELF})
    if viewer.is_operator:
        return frozenset({OPERATOR})
    if viewer.kind == Kind.ORGANISER and viewer.verified:
        return frozenset({ORGANISER})
    return frozenset()


def visible_to(viewer):
    """Operators and verified organisers see every profile; an expert their own; nobody else any."""
    if viewer.is_operator or (viewer.kind == Kind.ORGANISER and viewer.verified):
        return ExpertProfile.objects.all()
    if viewer.user_id is None:
        return ExpertProfile.objects.none()
    return ExpertProfile.objects.filter(user_id=viewer.user_id)


def reads_pool(viewer) -> bool:
    """Return True for operators, and for the people of a verified organiser who form panels or watch them."""
    officer = viewer.kind == Kind.ORGANISER and viewer.verified and bool(POOL_READERS & viewer.roles)
    return viewer.is_operator or officer


def keeps_pool(viewer) -> bool:
    """Return True for operators and the officers who form panels: they take lists along, and suspend."""
    return viewer.is_operator or (reads_pool(viewer) and bool(OFFICERS & viewer.roles))


def pool_visible_to(viewer):
    """Return the pool as operators and the organisers' people look through it; nothing for anybody else."""
    return ExpertProfile.objects.all() if reads_pool(viewer) else ExpertProfile.objects.none()


def askable_by(viewer):
    """Return the experts whom this viewer may look up, to ask or to invite them.

    The whole pool for those who read it; for a verified organiser's checkers those who may be asked now; else nobody.
    """
    if reads_pool(viewer):
        return ExpertProfile.objects.filter(user__is_active=True)
    asks = viewer.kind == Kind.ORGANISER and viewer.verified and viewer.has("checker")
    return ExpertProfile.objects.to_be_asked() if asks else ExpertProfile.objects.none()


def standings_open_to(viewer, profile) -> list[str]:
    """Return the standings into which this viewer may put an expert now, other than the one they are in.

    Operators any. An organiser's officers suspend who is in normal standing, and readmit whom their own organiser
    suspended. Nobody judges themselves.
    """
    if viewer.user_id is None or viewer.user_id == profile.user_id:
        return []
    if viewer.is_operator:
        return [code for code in Integrity.values if code != profile.integrity]
    if not keeps_pool(viewer):
        return []
    if profile.integrity == Integrity.NORMAL:
        return [Integrity.SUSPENDED]
    own = profile.integrity == Integrity.SUSPENDED and profile.integrity_by_id == viewer.organisation_id
    return [Integrity.NORMAL] if own else []


def may_set_integrity(viewer, profile, integrity: str) -> bool:
    """Return True when this viewer decides this standing of this expert; the one they are in counts as decided."""
    decides = viewer.is_operator and viewer.user_id != profile.user_id
    return integrity in standings_open_to(viewer, profile) or (decides and integrity == profile.integrity)
