"""Why a date is what it is, as programs read it."""

from typing import Any

from engine import queries
from engine.queries import WhyDate
from webapp import i18n


def cited(found: WhyDate) -> dict[str, Any]:
    """What `WhyShape` tells: rules, changes, events, diagram and calendar; and reckoned anew."""
    return {
        **vars(found),
        "phase": i18n.say(found.phase),
        "profile": i18n.say(found.profile),
        "recomputed": queries.recomputed(found),
        "rules": [
            {**vars(each), "phase": i18n.say(each.phase), "said": i18n.rule_words(each.rule)}
            for each in found.rules
        ],
        "events": [{"name": name, "at": at} for name, at in found.events],
    }
