"""The documentation says what is so."""

import importlib.util
import re
import sys
import tomllib
from importlib import metadata
from typing import Any

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
    for page in (
        "README.md",
        "SECURITY.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        *(f"docs/{p.name}" for p in (TOP / "docs").glob("*.md")),
    ):
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", read(page)):
            assert ((TOP / page).parent / target).exists(), f"{page}: {target}"


PINS = {"requirements-build.txt": "build", "requirements.txt": "run", "requirements-test.txt": "test"}


def read_project() -> dict[str, Any]:
    return tomllib.loads(read("pyproject.toml"))


def list_requirements() -> list[str]:
    """What the package needs to run, its extras for single commands included."""
    project = read_project()["project"]
    extras = project["optional-dependencies"]
    return [*project["dependencies"], *(d for extra in sorted(extras.keys() - {"test"}) for d in extras[extra])]


def read_pins(name: str) -> dict[str, str]:
    """The version of every package that a file of pins names; of several, for several platforms, the last."""
    return {name_dependency(m[1]): m[2] for m in re.finditer(r"^([\w.-]+)==(\S+)", read(name), re.MULTILINE)}


def name_dependency(requirement: str) -> str:
    """The name of a distribution in the one spelling that compares."""
    return re.sub(r"[-_.]+", "-", re.split(r"[<>=!~;\[ ]", requirement)[0].lower())


def test_readme_installs_pinned_versions_only():
    """Both commands take hashes, the build tools first: nothing is fetched beside the pins, not even to build from source."""
    for name, pins in (("run", "requirements.txt"), ("test", "requirements-test.txt")):
        command = re.search(rf"<!-- {name} -->\n```bash\n(.+)\n```", read("README.md"))
        assert command is not None
        tools, rest, project = (step for step in command[1].split(" && ") if "pip install" in step)
        assert tools.endswith("--require-hashes -r requirements-build.txt")
        assert "--require-hashes --no-build-isolation" in rest and rest.endswith(f"-r {pins}")
        assert "--no-deps --no-build-isolation" in project


def test_pins_cover_the_project_and_name_no_address():
    """Every dependency is pinned with `==` and hashes, in files without addresses; build tools stand apart."""
    project = read_project()["project"]
    groups = read_project()["dependency-groups"]
    wanted = {
        "build": [*groups["build"], *read_project()["build-system"]["requires"]],
        "run": list_requirements(),
        "test": list_requirements() + project["optional-dependencies"]["test"],
    }
    for name, kind in PINS.items():
        text = read(name)
        assert {name_dependency(d) for d in wanted[kind]} <= set(read_pins(name))
        assert "://" not in text
        pinned = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
        assert [package.split()[0] for package in pinned if "--hash=sha256:" not in package] == []
    used = read_pins("requirements.txt") | read_pins("requirements-test.txt")
    assert not {"editables", "hatchling", "setuptools"} & set(used)


def test_pins_do_not_contradict_one_another():
    """A package has one version in all files, since one installation uses two of them."""
    pins = [read_pins(name) for name in PINS]
    named = set().union(*pins)

    assert {name: found for name in named if len(found := {p[name] for p in pins if name in p}) > 1} == {}


def test_every_dependency_has_a_lower_bound():
    """An installation by name takes no version that is known to be too old."""
    project = read_project()

    assert [d for d in list_requirements() if ">=" not in d] == []
    assert [d for d in project["build-system"]["requires"] if ">=" not in d] == []


def test_every_import_is_a_dependency():
    """What the package imports is what it asks for: nothing is there only because something else needs it."""
    modules = metadata.packages_distributions()
    imported = {
        m[1]
        for path in (TOP / "corpus_builder").rglob("*.py")
        for m in re.finditer(r"^\s*(?:import|from) (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    foreign = {name for name in imported if name in modules and name not in {*sys.stdlib_module_names, "corpus_builder"}}
    named = {name_dependency(d) for d in list_requirements()}

    assert {name for name in foreign if not {name_dependency(d) for d in modules[name]} & named} == set()


def test_nobody_is_told_to_install_the_package_of_somebody_else():
    """In the public index corpus-builder belongs to others: no page and no file says to install it, or this one, by name."""
    found = (path for pattern in ("*.md", "*.cff", "docs/*", "benchmarks/*", "corpus_builder/**/*") for path in TOP.glob(pattern))
    pages = [path for path in found if path.is_file() and path.parent.name != "__pycache__" and path.suffix != ".npz"]
    told = re.compile(r"(?:pip|uv|pipx|poetry)\s(?:install|add)\s[^\n`/{]*\b(?:citable-)?corpus[-_]builder\b(?!/)")

    assert [p.name for p in pages if told.search(p.read_text(encoding="utf-8"))] == []


def test_the_name_of_the_distribution_is_written_once():
    """It stands in pyproject.toml, and README says it; no code asks for it, so it can change."""
    name = read_project()["project"]["name"]
    code = [path for folder in ("corpus_builder", "tests", "benchmarks", "docs") for path in (TOP / folder).rglob("*.py")]

    assert name in read("README.md")
    assert [path.name for path in code if f'"{name}"' in path.read_text(encoding="utf-8")] == []


def test_the_version_is_written_once():
    """The package and pyproject.toml agree."""
    import corpus_builder

    assert corpus_builder.__version__ == tomllib.loads(read("pyproject.toml"))["project"]["version"]
