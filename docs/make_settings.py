"""Write docs/settings.md from the settings themselves: `python docs/make_settings.py`.

Names, defaults and reasons come from corpus_builder/settings.py: the comment above a field is its reason.
"""

from __future__ import annotations

import ast
import io
import tokenize
from pathlib import Path

from corpus_builder import settings as module
from corpus_builder.settings import Settings

HEAD = """# Settings

Settings go into `corpus.toml` beside the sources, or into a file named with `--config`. A key not listed here is an
error. The settings of a build are recorded in its `manifest.json`.

```toml
[language]
paragraph_characters = 80
```

<!-- made by docs/make_settings.py -->
"""


def render_settings() -> str:
    """The page: one table for each section, a row for each setting with its default and its reason."""
    source = Path(module.__file__).read_text(encoding="utf-8")
    comments = read_comments(source)
    classes = {node.name: node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)}
    parts = [HEAD]
    for name, field in Settings.model_fields.items():
        section = field.annotation
        assert section is not None
        parts.append(f"\n## {name}\n\n{section.__doc__}\n")
        rows = []
        for key, value in section.model_fields.items():
            reason = comments.get(find_line(classes[section.__name__], key), "")
            rows.append(f"| `{key}` | {show_default(value.get_default(call_default_factory=True))} | {reason} |")
        if rows:
            parts.append("\n| setting | default | unit and reason |\n|---|---|---|\n" + "\n".join(rows) + "\n")
    return "".join(parts)


def read_comments(source: str) -> dict[int, str]:
    """For each line the comment that ends on the line above it."""
    lines: dict[int, str] = {}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            before = lines.pop(token.start[0], "")
            lines[token.start[0] + 1] = f"{before} {token.string.lstrip('# ')}".strip().replace("|", "\\|")
    return lines


def find_line(node: ast.ClassDef, name: str) -> int:
    """The line on which a class defines a field; 0 when it does not."""
    found = (
        s.lineno for s in node.body if isinstance(s, ast.AnnAssign) and isinstance(s.target, ast.Name) and s.target.id == name
    )
    return next(found, 0)


def show_default(value: object) -> str:
    """A default in TOML notation."""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple | list):
        return f"`[{', '.join(repr(v).replace(chr(39), chr(34)) for v in value)}]`"
    return f"`{value!r}`".replace("'", '"')


if __name__ == "__main__":
    Path(__file__).with_name("settings.md").write_text(render_settings(), encoding="utf-8", newline="\n")
