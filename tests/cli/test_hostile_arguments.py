"""Arguments that no person means, and stored text that would steer a terminal."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest

from qa_desktop import app
from qa_desktop.cli.common import show
from tests.cli.conftest import Command


@pytest.mark.parametrize("noun", ["issue", "inspection", "lot"])
@pytest.mark.parametrize("limit", ["-1", "0", "99999999999999999999", "x"])
def test_a_number_of_rows_that_is_none_is_explained(capsys: pytest.CaptureFixture[str], noun: str, limit: str) -> None:
    with pytest.raises(SystemExit) as left:
        app.main([noun, "list", "--limit", limit])
    assert left.value.code == 2
    assert "--limit" in capsys.readouterr().err


def test_what_was_typed_does_not_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    show(Namespace(json=False), None, ["Bore \x1b]0;owned\x07\x9b2J\u202egnp.exe", "Maß 12 µm\tgut"])
    assert capsys.readouterr().out == "Bore \ufffd]0;owned\ufffd\ufffd2J\ufffdgnp.exe\nMaß 12 µm\tgut\n"
    show(Namespace(json=True), {"title": "\x1b[2J"}, [])
    assert "\x1b" not in capsys.readouterr().out


def test_a_byte_that_is_no_text_gets_a_sentence(demo: Path, run: Command) -> None:
    said = run("--workspace", demo, "issue", "list", "--text", "caf\udce9")
    assert said.code != 0
    assert "cannot be stored" in said.err
