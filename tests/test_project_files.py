"""What a developer meets beside the code: the pages and forms are true, the hooks download nothing, the archives are whole."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import TOP
from tests.layout import MOST_LINES, MOST_MODULES, MOST_PARAMETERS

FORMS = sorted((TOP / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))


def read_yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def read_project() -> dict[str, Any]:
    return tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_every_file_that_is_named_is_there(name: str):
    """Nobody is sent to a file that is not there; a language's files are there for French."""
    page = (TOP / name).read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:[\w<>*-]+/)+(?:[\w*]+(?:\.py|\.toml))?)`", page))
    places = {path: path.replace("<code>", "fr") for path in named}

    def is_there(place: str) -> bool:
        return any(any(folder.glob(place.rstrip("/"))) for folder in (TOP / "corpus_builder", TOP))

    assert len(named) > 20
    assert [path for path, place in places.items() if not is_there(place)] == []


def test_the_limits_are_those_of_the_layout():
    """What CONTRIBUTING.md says of the limits is what the script checks."""
    numbers = {9: "nine", 5: "five"}
    said = (
        f"{MOST_LINES} lines a file, {numbers[MOST_MODULES]} modules a folder, {numbers[MOST_PARAMETERS]} parameters a function"
    )

    assert said in " ".join((TOP / "CONTRIBUTING.md").read_text(encoding="utf-8").split())


def test_hooks_call_the_tools_that_are_installed():
    """Every hook is local and runs a module of the environment, so that nothing is downloaded."""
    repositories = read_yaml(TOP / ".pre-commit-config.yaml")["repos"]

    assert [repository["repo"] for repository in repositories] == ["local"]
    for hook in repositories[0]["hooks"]:
        assert hook["language"] == "system"
        assert hook["entry"].startswith("python -")


def test_every_python_and_system_that_is_claimed_is_checked():
    """The matrix of the workflow has the Pythons and systems of the classifiers, and runs what README says."""
    workflow = read_yaml(TOP / ".github" / "workflows" / "checks.yml")
    matrix = workflow["jobs"]["checks"]["strategy"]["matrix"]
    classifiers = read_project()["project"]["classifiers"]
    pythons = [c.rsplit(" ", 1)[1] for c in classifiers if c.startswith("Programming Language :: Python :: 3.")]
    systems = {"ubuntu-latest": "Linux", "macos-latest": "MacOS", "windows-latest": "Windows"}

    assert matrix["python"] == pythons
    assert {systems[name] for name in matrix["os"]} == {c.rsplit(" ", 1)[1] for c in classifiers if c.startswith("Operating")}
    assert "<!-- test -->" in workflow["jobs"]["checks"]["steps"][-1]["run"]


def test_the_workflow_publishes_nothing():
    """It may only read, and no step uploads."""
    text = (TOP / ".github" / "workflows" / "checks.yml").read_text(encoding="utf-8")

    assert yaml.safe_load(text)["permissions"] == {"contents": "read"}
    assert re.findall(r"(?i)twine|secrets\.|id-token|\bupload|: write", text) == []


@pytest.mark.parametrize("form", [form for form in FORMS if form.name != "config.yml"], ids=lambda form: form.stem)
def test_a_form_asks_for_the_version(form: Path):
    """Each form has a name, a description and fields of its own, and asks for the version."""
    content = read_yaml(form)
    fields = [field["id"] for field in content["body"] if field["type"] != "markdown"]

    assert content["name"] and content["description"]
    assert len(set(fields)) == len(fields)
    assert "--version" in form.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> tuple[set[str], set[str]]:
    """The files of the wheel and of the source archive that are built of this folder."""
    if find_spec("hatchling") is None:
        pytest.skip("no hatchling here: README's command installs it")
    place = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(place)]
    subprocess.run(command, cwd=TOP, check=True, capture_output=True)
    [wheel], [source] = place.glob("*.whl"), place.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as files, tarfile.open(source) as members:
        return set(files.namelist()), {name.partition("/")[2] for name in members.getnames()}


def list_files(folder: str) -> set[str]:
    """The files of a folder of the project, without what Python leaves there."""
    files = (path for path in (TOP / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(TOP).as_posix() for path in files}


@pytest.mark.slow
def test_the_wheel_holds_the_package_and_nothing_else(archives: tuple[set[str], set[str]]):
    """Every file of the package, its tables, templates, styles and the mark of its types among them."""
    wheel, _ = archives
    package = list_files("corpus_builder")

    assert {Path(name).suffix for name in package} >= {".py", ".toml", ".j2", ".css", ".js", ".typed"}
    assert {name for name in wheel if ".dist-info/" not in name} == package


@pytest.mark.slow
def test_the_source_archive_holds_what_the_checks_need(archives: tuple[set[str], set[str]]):
    """Package, tests, seeds, benchmarks, docs, and the files beside them that tests read."""
    _, source = archives
    beside = {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "CITATION.cff", "LICENSE", "data_card.md"}
    hidden = {".pre-commit-config.yaml", Path(".github", "workflows", "checks.yml").as_posix(), ".gitignore"}
    pins = {path.name for path in TOP.glob("requirements*.txt")}
    folders = set().union(*map(list_files, ("corpus_builder", "tests", "benchmarks", "docs", ".github")))

    assert (beside | hidden | pins | folders) - source == set()
    assert "seeds/sources.toml" in source
