"""A small demo workspace, built once by the command itself, and commands as a person types them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from qa_desktop.app import main
from qa_desktop.services import credentials
from qa_desktop.storage import secrets

CHEAP = secrets.Cost(memory_kib=8, passes=1, lanes=1)


def _make_cheap(patch: pytest.MonkeyPatch, computer: Path) -> None:
    patch.setattr(secrets, "PASSWORD_COST", CHEAP)
    patch.setattr(secrets, "PIN_COST", CHEAP)
    patch.setattr(secrets.hash_secret, "__defaults__", (CHEAP,))
    patch.setattr(secrets.wrap, "__kwdefaults__", {"cost": CHEAP})
    patch.setattr(credentials, "user_data_dir", lambda *_a, **_k: str(computer))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo that all tests copy; nobody changes it."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    with pytest.MonkeyPatch.context() as patch:
        _make_cheap(patch, folder.parent / "computer")
        assert main(["demo", str(folder), "--inspections", "10"]) == 0
    return folder


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _make_cheap(monkeypatch, tmp_path / "computer")


@pytest.fixture
def demo(built: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "demo"
    shutil.copytree(built, folder)
    return folder


@dataclass(frozen=True)
class Said:
    """What a command left: exit code, output, complaints."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> object:
        return json.loads(self.out)


Command = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command; whatever it does, it never shows a traceback."""

    def command(*words: object) -> Said:
        capsys.readouterr()
        code = main([str(word) for word in words])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Said(code, out, err)

    return command
