"""The layout of the house in numbers: `python -m tests.layout` prints the import arrows and fails when a limit is passed.

An arrow is a pair of rooms of which one imports from the other: rooms are the folders and modules that lie directly in the
package, or directly in one of its folders.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

TOP = Path(__file__).resolve().parent.parent
PACKAGE = TOP / "corpus_builder"

# The most arrows between the rooms of the package, and between those of the folders in which once everything knew everything.
MOST_ARROWS = {"corpus_builder": 91, "corpus_builder.quotes": 15, "corpus_builder.release": 20}
MOST_LINES = 399
MOST_MODULES = 9
MOST_PARAMETERS = 5

# A command is a file, however many there are.
OPEN_FOLDERS = {"jobs"}
# The two engines of cleaning have the same parts, so that they can be read side by side.
PARALLEL = {"classify.py", "features.py"}
# The promised interface: its parameters are its options.
PROMISED = {"api.py build"}


@cache
def build_graph() -> Any:
    """The imports of the package, those for types included."""
    import grimp

    return grimp.build_graph("corpus_builder", cache_dir=None)


def list_arrows(within: str) -> set[tuple[str, str]]:
    """The pairs of rooms of a package of which the first imports from the second; "" is the package's own `__init__`."""
    graph = build_graph()
    modules = {module for module in graph.modules if module == within or module.startswith(f"{within}.")}
    imports = ((one, other) for one in modules for other in graph.find_modules_directly_imported_by(one) if other in modules)
    rooms = ((_name_room(one, within), _name_room(other, within)) for one, other in imports)
    return {(one, other) for one, other in rooms if one != other}


def _name_room(module: str, within: str) -> str:
    return module.removeprefix(within).lstrip(".").split(".")[0]


def find_circle(arrows: set[tuple[str, str]]) -> set[str]:
    """What lies on a circle of arrows or between two of them; nothing where there is none."""
    left = {name for arrow in arrows for name in arrow}
    while left:
        ends = left - {one for one, other in arrows if one in left and other in left}
        begins = left - {other for one, other in arrows if one in left and other in left}
        if not ends | begins:
            return left
        left -= ends | begins
    return left


def list_modules() -> set[tuple[str, str]]:
    """The pairs of modules of which the first imports the second."""
    graph = build_graph()
    return {(one, other) for one in graph.modules for other in graph.find_modules_directly_imported_by(one)}


def list_long_files() -> set[str]:
    """The Python files that a reader has to scroll through for too long."""
    files = (path for folder in (PACKAGE, TOP / "tests", TOP / "benchmarks", TOP / "docs") for path in folder.rglob("*.py"))
    return {p.relative_to(TOP).as_posix() for p in files if len(p.read_text(encoding="utf-8").splitlines()) > MOST_LINES}


def list_full_folders() -> set[str]:
    """The folders of the package with more modules than can be told apart at a glance."""
    folders = Counter(path.parent for path in PACKAGE.rglob("*.py") if path.name != "__init__.py" and path.parent != PACKAGE)
    names = {folder.relative_to(PACKAGE).as_posix() for folder, modules in folders.items() if modules > MOST_MODULES}
    return names - OPEN_FOLDERS


def list_twins() -> set[str]:
    """The names of modules that stand in two folders, so that a name alone does not say which is meant."""
    names = Counter(path.name for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")
    return {name for name, times in names.items() if times > 1} - PARALLEL


def list_many_parameters() -> set[str]:
    """The public functions with more parameters than anybody keeps in mind, as `file name`; a command's are its options."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for function in _list_functions(ast.parse(path.read_text(encoding="utf-8"))):
            if count_parameters(function) > MOST_PARAMETERS and not _is_command(function):
                found.add(f"{path.relative_to(PACKAGE).as_posix()} {function.name}")
    return found - PROMISED


def _list_functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"))


def count_parameters(function: ast.FunctionDef) -> int:
    """The parameters of a function that a caller writes."""
    words = function.args
    names = [word.arg for word in (*words.posonlyargs, *words.args, *words.kwonlyargs)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


def _is_command(function: ast.FunctionDef) -> bool:
    return any(ast.unparse(decorator).startswith("cli.command") for decorator in function.decorator_list)


def list_faults(most_arrows: Mapping[str, int] = MOST_ARROWS) -> list[str]:
    """What is wrong with the layout, a line each."""
    faults = []
    for within, most in most_arrows.items():
        arrows = list_arrows(within)
        if len(arrows) > most:
            faults.append(f"{within}: {len(arrows)} arrows between its rooms, {most} at most")
        faults += [f"{within}: in a circle of imports: {room}" for room in sorted(find_circle(arrows))]
    if circle := find_circle(list_modules()):
        faults.append(f"a circle of imports: {', '.join(sorted(circle))}")
    limits = {
        f"more than {MOST_LINES} lines": list_long_files(),
        f"more than {MOST_MODULES} modules": list_full_folders(),
        "two modules of one name": list_twins(),
        f"more than {MOST_PARAMETERS} parameters": list_many_parameters(),
    }
    faults += [f"{what}: {name}" for what, names in limits.items() for name in sorted(names)]
    return faults


def main() -> int:
    """Print the arrows of each room, and what is wrong; 1 when something is."""
    for within, most in MOST_ARROWS.items():
        arrows = list_arrows(within)
        print(f"{within}: {len(arrows)} arrows, {most} at most")
        reached = defaultdict(list)
        for one, other in sorted(arrows):
            reached[one].append(other or "__init__")
        for room, others in reached.items():
            print(f"  {room or '__init__':24} {' '.join(others)}", flush=True)
    faults = list_faults()
    for fault in faults:
        print(f"error: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
