"""Small forms, written to workbooks and read back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from qa_desktop.exchange.xlsform import ImportPreview
from tests.exchange.small_forms import Rows, form_bytes, read_here


@pytest.fixture
def write_form(tmp_path: Path) -> Callable[..., Path]:
    """Write a form to a file and return its path."""

    def write(survey: Rows, choices: Rows = (), settings: Rows = (), name: str = "form.xlsx") -> Path:
        path = tmp_path / name
        path.write_bytes(form_bytes(survey, choices, settings))
        return path

    return write


@pytest.fixture
def preview(write_form: Callable[..., Path]) -> Callable[..., ImportPreview]:
    """Read a small form in this process."""

    def read(survey: Rows, choices: Rows = (), settings: Rows = ()) -> ImportPreview:
        return read_here(write_form(survey, choices, settings))

    return read
