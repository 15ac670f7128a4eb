"""The documentation says what is so."""

import importlib.util
import re
import tomllib

from tests.conftest import TOP


def read(name: str) -> str:
    return (TOP / name).read_text(encoding="utf-8")


def test_the_page_of_settings_is_made_from_the_settings():
    """docs/settings.md is what docs/make_settings.py writes: run it when this fails."""
    spec = importlib.util.spec_from_file_location("make_settings", TOP / "docs" / "make_settings.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    assert read("docs/settings.md") == module.render_settings()


def test_every_setting_has_a_reason():
    """No row of the page of settings lacks its unit and reason."""
    assert [row for row in read("docs/settings.md").splitlines() if re.fullmatch(r"\| `.*\|\s*\|", row)] == []


def test_links_lead_to_files_that_are_there():
    """README and docs link to files of the project."""
    for page in ("README.md", *(f"docs/{p.name}" for p in (TOP / "docs").glob("*.md"))):
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", read(page)):
            assert ((TOP / page).parent / target).exists(), f"{page}: {target}"


def test_readme_installs_pinned_versions_only():
    """Both commands take hashes, and nothing is fetched beside the pins."""
    for name in ("run", "test"):
        command = re.search(rf"<!-- {name} -->\n```bash\n(.+)\n```", read("README.md"))
        assert command is not None
        assert "--require-hashes" in command[1]
        assert "--no-deps --no-build-isolation" in command[1]


def test_pins_cover_the_project_and_name_no_address():
    """Every dependency is pinned with `==` and hashes, in files without addresses."""
    project = tomllib.loads(read("pyproject.toml"))["project"]
    for name, wanted in (
        ("requirements.txt", project["dependencies"]),
        ("requirements-test.txt", project["dependencies"] + project["optional-dependencies"]["test"]),
    ):
        text = read(name)
        pinned = {m.lower() for m in re.findall(r"^([\w.-]+)==", text, re.MULTILINE)}
        assert {d.lower() for d in wanted} <= pinned
        assert "://" not in text
        assert len(re.findall(r"^[\w.-]+==", text, re.MULTILINE)) <= text.count("--hash=")


def test_the_version_is_written_once():
    """The package and pyproject.toml agree."""
    import corpus_builder

    assert corpus_builder.__version__ == tomllib.loads(read("pyproject.toml"))["project"]["version"]
