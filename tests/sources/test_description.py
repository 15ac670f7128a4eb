"""The words of a person about a corpus."""

import pytest

from corpus_builder.sources.description import DescribedSource, Description, read_description
from corpus_builder.system.errors import SourceError


@pytest.mark.parametrize("released", ["March 2024", "2024-13-01", "24"])
def test_a_date_of_release_is_a_date(released, tmp_path):
    """What is no ISO date would be cited as one."""
    (tmp_path / "sources.toml").write_text(f'[corpus]\nreleased = "{released}"\n', encoding="utf-8")

    with pytest.raises(SourceError, match="released is not a date"):
        read_description(tmp_path)


def test_a_folder_without_a_description_has_an_empty_one(tmp_path):
    """Nobody must write sources.toml."""
    assert read_description(tmp_path) == Description()


def test_a_description_is_read_whole(tmp_path):
    """Words of the corpus and one entry for each source."""
    (tmp_path / "sources.toml").write_text(
        '[corpus]\nname = "quay"\nversion = "1.2.0"\nsummary = """\nTexts.\n"""\n'
        '[[source]]\nname = "A"\nfiles = ["a/*.txt"]\nlicense = "CC0-1.0"\n'
    )

    found = read_description(tmp_path)

    assert (found.name, found.version, found.summary, found.purpose) == ("quay", "1.2.0", "Texts.", None)
    assert found.sources == (DescribedSource("A", files=("a/*.txt",), license="CC0-1.0"),)


WRONG = [
    ("[corpus", "cannot read"),
    ("[corpus]\nnames = 'x'\n", "unknown key corpus.names"),
    ("[corpse]\n", "unknown key corpse"),
    ("[corpus]\nversion = 1.0\n", "corpus.version must be a string"),
    ("[[source]]\nfiles = ['a']\n", "has no name"),
    ("[[source]]\nname = 'a'\nfiles = 'a'\n", "source.files must be a list"),
    ("source = 3\n", "a list of tables"),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_a_wrong_description_is_one_clear_error(tmp_path, text, message):
    """The error names the file and the key."""
    (tmp_path / "sources.toml").write_text(text)

    with pytest.raises(SourceError, match=message):
        read_description(tmp_path)


def test_the_entry_with_a_hash_covers_its_file_before_a_glob():
    """An entry for one file means that file, even where a wider glob covers it too."""
    wide, narrow = DescribedSource("wide", files=("*.txt",)), DescribedSource("narrow", files=("a.txt",), sha256="0")

    assert Description(sources=(wide, narrow)).source_of("a.txt") == narrow
    assert Description(sources=(wide, narrow)).source_of("b.txt") == wide


def test_sources_of_which_no_file_is_there_are_absent():
    """What the description lists and the folder lacks is said by name."""
    description = Description(sources=(DescribedSource("A", files=("a/*.txt",)), DescribedSource("B", files=("b.txt",))))

    assert description.absent_sources({"a/1.txt"}) == ("B",)
