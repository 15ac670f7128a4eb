"""Run every check of the project: `python -m tests`. What CI checks is this, no more and no less."""

import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
CHECKS = {
    "lint": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
    "import layers": ["importlinter"],
    "tests, doctests and quality floors": ["pytest", "-q", "-n", "2"],
}
RUN = {"importlinter": [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]}


def main() -> int:
    """Run all checks, also after one has failed, and say which failed."""
    failed = []
    for name, command in CHECKS.items():
        print(f"== {name}", flush=True)
        words = RUN.get(command[0], [sys.executable, "-m", command[0], *command[1:]])
        if subprocess.run(words, cwd=TOP, check=False).returncode:
            failed.append(name)
    print(f"failed: {', '.join(failed)}" if failed else "every check passed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
