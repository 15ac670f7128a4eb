"""What is weak in the evidence of a quote."""

from __future__ import annotations

# the weakest evidence first
WEAKNESSES = ("no cue: the speaker comes from the text around", "marks that do not match", "nobody is known to say it")


def name_weakness(has_speaker: bool, has_cue: bool, balanced: bool) -> str | None:
    """Why the speaker of a quote may be wrong, one of WEAKNESSES; None where its marks match and a cue shows who speaks."""
    reasons = has_speaker and not has_cue, not balanced, not has_speaker
    return next((name for name, weak in zip(WEAKNESSES, reasons, strict=True) if weak), None)
