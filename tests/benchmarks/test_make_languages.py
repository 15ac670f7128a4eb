"""The profiles of languages in the tree are what their script makes of the installed langdetect."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest

from benchmarks.make_languages import LICENCE, make_profiles, number_gram
from corpus_builder import models
from corpus_builder.cleaning import language_detection as language
from corpus_builder.cleaning.language_profiles import PROFILES, load_profiles

FOLDER = Path(models.__file__).parent
# langdetect's share of an n-gram, smoothed as langdetect does it
SMOOTHING = 0.5 / 10000


def test_the_file_is_what_its_script_makes() -> None:
    """Each array is as it is made today; the file says from which version, and under which licence."""
    with np.load(FOLDER / PROFILES) as stored:
        if str(stored["origin"]) != f"langdetect {version('langdetect')}":
            pytest.skip(f"the file is from {stored['origin']}")
        made = make_profiles()
        assert set(stored) == set(made)
        assert all(stored[name].dtype == made[name].dtype and np.array_equal(stored[name], made[name]) for name in made)
    assert (FOLDER / LICENCE.split()[-1]).is_file()


@pytest.mark.parametrize("gram", ["e", " d", "ent", "the", " l’", "的"])
def test_evidence_agrees_with_langdetect(gram: str) -> None:
    """The table holds langdetect's probability of an n-gram, smoothed as langdetect does it."""
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    profiles = load_profiles()
    [weights] = language.weigh_grams(np.array([number_gram(gram)]), profiles).tolist()
    expected = factory.word_lang_prob_map.get(gram, [0] * len(factory.langlist))
    theirs = [round(float(np.log1p(probability / SMOOTHING)) * language.UNIT) for probability in expected]
    codes = [code.partition("-")[0] for code in factory.langlist]
    assert sorted(zip(profiles.languages, weights, strict=True)) == sorted(zip(codes, theirs, strict=True))
