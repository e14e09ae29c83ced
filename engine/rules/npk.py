"""NPK: SKP and behaviour in one number (R-069)."""

from decimal import Decimal

from engine.rules.exact import multiply, total
from engine.rules.profile import Profile

__all__ = ["combined"]


def combined(
    profile: Profile, skp_score: Decimal | None, behaviour_score: Decimal | None
) -> Decimal | None:
    """Return the weighted sum of both parts, unrounded; None as long as a part is missing.

    Source: PP 46/2011 article 15, 60 percent SKP and 40 percent behaviour; W-19.
    """
    if skp_score is None or behaviour_score is None:
        return None
    return total(
        [
            multiply(profile.skp_share, skp_score),
            multiply(profile.behaviour_share, behaviour_score),
        ]
    )
