"""Rooms stay readable: no file past 400 lines, no function past 60, no class past 20 public methods."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "qa_desktop"

MIGRATIONS = "storage/migrations/versions"
EXCEPTIONS = {
    f"{MIGRATIONS}/{path.name}": "a migration is written once and lists every column"
    for path in (PACKAGE / MIGRATIONS).glob("0*.py")
}


def too_large(path: Path, root: Path = PACKAGE) -> list[str]:
    source = path.read_text(encoding="utf-8")
    name = path.relative_to(root).as_posix()
    if name in EXCEPTIONS:
        return []
    found = [f"{name}: {source.count(chr(10))} lines"] if source.count("\n") > 400 else []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > 60:
            found.append(f"{name}: {node.name} has {(node.end_lineno or 0) - node.lineno + 1} lines")
        if isinstance(node, ast.ClassDef):
            public = [n for n in node.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")]
            if len(public) > 20:
                found.append(f"{name}: {node.name} has {len(public)} public methods")
    return found


def test_no_room_is_too_large() -> None:
    found = [line for path in sorted(PACKAGE.rglob("*.py")) for line in too_large(path)]
    assert not found, "\n".join(found)


def test_the_exceptions_exist() -> None:
    assert all((PACKAGE / name).is_file() for name in EXCEPTIONS)


def test_a_large_function_would_be_found(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text("def long() -> None:\n" + "    pass\n" * 70, encoding="utf-8")
    assert too_large(planted, tmp_path)
