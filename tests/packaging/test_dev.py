"""The script behind the two commands: what it decides and what it says, without a network."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

CHECKOUT = Path(__file__).resolve().parents[2]
SCRIPT = CHECKOUT / "packaging" / "dev.py"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("qa_desktop_dev_script", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


dev = load()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "requirements.lock").write_text("one==1 --hash=sha256:00\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    return tmp_path


@pytest.fixture
def finished(checkout: Path) -> Path:
    """An environment as set-up leaves it."""
    venv = checkout / ".venv"
    dev.begin(venv, create=True)
    pretend_install(venv)
    dev.finish(venv, dev.wanted_stamp(checkout))
    return venv


def pretend_install(venv: Path) -> None:
    for name in ("python", "qa-desktop"):
        path = dev.program(venv, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    (venv / "pyvenv.cfg").write_text(f"home = somewhere\nversion = {version}.2\n")


def on(monkeypatch: pytest.MonkeyPatch, installer: str, *, root: bool) -> None:
    monkeypatch.setattr(dev, "system_installer", lambda: installer)
    monkeypatch.setattr(dev, "is_root", lambda: root)
    monkeypatch.setattr(dev.sys, "platform", "linux")


class TestPythonVersion:
    def test_new_enough_says_nothing(self) -> None:
        assert dev.too_old(3, 11, "python3") == ""
        assert dev.too_old(4, 0, "python3") == ""

    def test_too_old_says_one_sentence_with_both_versions(self) -> None:
        sentence = dev.too_old(3, 9, "/usr/bin/python3")
        assert sentence == (
            "QA Desktop needs Python 3.11 or newer, but /usr/bin/python3 is 3.9; "
            "install a newer Python and call this script with it."
        )

    def test_too_old_names_a_newer_python_at_hand(self) -> None:
        assert dev.too_old(3, 9, "python3", "python3.12").endswith("call it: python3.12 packaging/dev.py")

    def test_the_file_parses_for_an_old_python(self) -> None:
        import ast

        ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 7))


class TestDisplay:
    @pytest.mark.parametrize(
        ("env", "system", "shown"),
        [
            ({}, "linux", False),
            ({"DISPLAY": ""}, "linux", False),
            ({"DISPLAY": ":0"}, "linux", True),
            ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
            ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, "linux", False),
            ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "xcb"}, "linux", True),
            ({}, "win32", True),
            ({}, "darwin", True),
        ],
    )
    def test_display(self, env: dict[str, str], system: str, shown: bool) -> None:
        assert dev.has_display(env, system) is shown

    def test_reason_names_what_was_looked_at(self) -> None:
        assert dev.no_display_reason({}) == "neither DISPLAY nor WAYLAND_DISPLAY is set"
        assert dev.no_display_reason({"QT_QPA_PLATFORM": "offscreen"}) == "QT_QPA_PLATFORM is offscreen"

    def test_x11_libraries_only_where_windows_open(self) -> None:
        assert dev.libraries_for("run", {}, "linux") == dev.OFFSCREEN
        assert dev.libraries_for("test", {"DISPLAY": ":0"}, "linux") == dev.OFFSCREEN
        assert dev.libraries_for("run", {"DISPLAY": ":0"}, "linux") == dev.OFFSCREEN + dev.X11
        assert dev.libraries_for("run", {"WAYLAND_DISPLAY": "w"}, "linux") == dev.OFFSCREEN + dev.WAYLAND
        assert dev.libraries_for("run", {"DISPLAY": ":0"}, "win32") == []

    def test_offscreen_is_set_only_when_nothing_else_is(self) -> None:
        assert dev.child_env({}, offscreen=True)["QT_QPA_PLATFORM"] == "offscreen"
        assert dev.child_env({"QT_QPA_PLATFORM": "xcb"}, offscreen=True)["QT_QPA_PLATFORM"] == "xcb"
        assert "QT_QPA_PLATFORM" not in dev.child_env({}, offscreen=False)

    def test_foreign_modules_stay_out_of_the_child(self) -> None:
        assert "PYTHONPATH" not in dev.child_env({"PYTHONPATH": "/somewhere", "PIP_USER": "1"}, offscreen=False)


class TestSystemLibraries:
    def test_missing_asks_for_each_library(self) -> None:
        absent = dev.missing(dev.OFFSCREEN, loads=lambda soname: soname != "libEGL.so.1")
        assert [library.package for library in absent] == ["libegl1"]

    def test_a_library_that_does_not_exist_cannot_be_loaded(self) -> None:
        assert not dev.can_load("libqa-desktop-no-such-thing.so.9")

    def test_debian_gets_one_line_to_copy(self) -> None:
        said = dev.missing_sentence(dev.OFFSCREEN[:2], ["python3.11-venv"], "apt-get", sudo=True).splitlines()
        assert said == [
            "This machine lacks 3 system packages. Copy this line, then start again:",
            "sudo apt-get update; sudo apt-get install -y --no-install-recommends python3.11-venv libgl1 libegl1",
        ]

    def test_root_needs_no_sudo(self) -> None:
        assert "sudo" not in dev.missing_sentence(dev.OFFSCREEN, [], "apt-get", sudo=False)

    def test_fedora_gets_one_line_by_library_name(self) -> None:
        said = dev.missing_sentence(dev.OFFSCREEN[:1], [], "dnf", sudo=True).splitlines()
        assert said[1] == "sudo dnf install -y 'libGL.so.1()(64bit)'"

    def test_elsewhere_the_libraries_are_named(self) -> None:
        said = dev.missing_sentence(dev.OFFSCREEN[:2], [], "", sudo=True)
        assert said.startswith("This machine lacks: libGL.so.1, libEGL.so.1. ")
        assert "\n" not in said

    def test_debian_without_ensurepip_needs_the_venv_package(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(dev.importlib.util, "find_spec", lambda _name: None)
        assert dev.venv_packages("") == [f"python3.{sys.version_info[1]}-venv"]
        assert dev.venv_packages("/usr/bin/uv") == []

    def test_an_ordinary_user_is_told_and_nothing_is_installed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        on(monkeypatch, "apt-get", root=False)
        monkeypatch.setattr(dev, "missing", list)
        monkeypatch.setattr(dev, "apt", lambda *_: pytest.fail("apt-get was called"))
        with pytest.raises(dev.Problem, match=r"sudo apt-get update; sudo apt-get install .* libgl1$"):
            dev.prepare_system(dev.OFFSCREEN[:1], [])

    def test_root_installs_and_looks_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        on(monkeypatch, "apt-get", root=True)
        calls: list[tuple[str, ...]] = []
        monkeypatch.setattr(dev, "apt_install", lambda packages: calls.append(tuple(packages)) or True)
        monkeypatch.setattr(dev, "missing", lambda libraries: [] if calls else list(libraries))
        monkeypatch.setattr(dev, "venv_packages", lambda _uv: [])
        dev.prepare_system(dev.OFFSCREEN[:2], ["python3.11-venv"])
        assert calls == [("python3.11-venv", "libgl1", "libegl1")]

    def test_root_hears_what_apt_could_not_bring(self, monkeypatch: pytest.MonkeyPatch) -> None:
        on(monkeypatch, "apt-get", root=True)
        monkeypatch.setattr(dev, "apt_install", lambda _packages: False)
        monkeypatch.setattr(dev, "missing", list)
        with pytest.raises(dev.Problem, match="libgl1"):
            dev.prepare_system(dev.OFFSCREEN[:1], [])

    @pytest.mark.parametrize(
        ("found", "machine", "fits"),
        [
            (("glibc", "2.36"), "x86_64", True),
            (("glibc", "2.31"), "x86_64", False),
            (("glibc", "2.36"), "aarch64", False),
            (("", ""), "x86_64", False),
        ],
    )
    def test_c_library(self, found: tuple[str, str], machine: str, fits: bool) -> None:
        assert (dev.libc_note(*found, machine) == "") is fits


class TestOptionalTools:
    @pytest.fixture(autouse=True)
    def without_tools(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(dev.shutil, "which", lambda _name: None)
        monkeypatch.setattr(dev, "missing", lambda _libraries: [])

    def test_failing_to_get_them_is_said_and_not_tried_twice(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        on(monkeypatch, "apt-get", root=True)
        calls: list[list[str]] = []
        monkeypatch.setattr(dev, "apt_install", lambda packages: bool(calls.append(list(packages))))
        dev.offer_test_tools(tmp_path)
        assert calls == [["xvfb", "xdotool", "poppler-utils"], ["xvfb"], ["xdotool"], ["poppler-utils"]]
        assert "Optional test tools are missing (xvfb, xdotool, poppler-utils)" in capsys.readouterr().out
        dev.offer_test_tools(tmp_path)
        assert len(calls) == 4

    def test_an_ordinary_user_gets_one_line(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        on(monkeypatch, "apt-get", root=False)
        dev.offer_test_tools(tmp_path)
        said = capsys.readouterr().out
        assert said.count("\n") == 1
        assert "sudo apt-get install -y --no-install-recommends xvfb xdotool poppler-utils" in said


class TestStamp:
    def test_finished_is_ready(self, checkout: Path, finished: Path) -> None:
        assert dev.venv_state(finished, dev.wanted_stamp(checkout)) == "ready"

    def test_nothing_there(self, checkout: Path) -> None:
        assert dev.venv_state(checkout / ".venv", dev.wanted_stamp(checkout)) == "rebuild"

    @pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
    def test_a_changed_input_is_brought_up_to_date(self, checkout: Path, finished: Path, name: str) -> None:
        (checkout / name).write_text("changed")
        assert dev.venv_state(finished, dev.wanted_stamp(checkout)) == "refresh"

    def test_a_lost_program_is_brought_back(self, checkout: Path, finished: Path) -> None:
        dev.program(finished, "qa-desktop").unlink()
        assert dev.venv_state(finished, dev.wanted_stamp(checkout)) == "refresh"

    def test_another_python_makes_it_anew(self, checkout: Path, finished: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(dev.platform, "python_implementation", lambda: "OtherPython")
        assert dev.venv_state(finished, dev.wanted_stamp(checkout)) == "rebuild"

    def test_a_moved_checkout_makes_it_anew(self, checkout: Path, finished: Path) -> None:
        moved = dev.wanted_stamp(checkout)._replace(home="somewhere else")
        assert dev.venv_state(finished, moved) == "rebuild"

    @pytest.mark.skipif(os.name == "nt", reason="needs symbolic links")
    def test_a_python_that_is_gone_makes_it_anew(self, checkout: Path, finished: Path) -> None:
        python = dev.program(finished, "python")
        python.unlink()
        python.symlink_to(checkout / "no-such-python")
        assert dev.venv_state(finished, dev.wanted_stamp(checkout)) == "rebuild"

    @pytest.mark.parametrize("create", [True, False])
    def test_an_interrupted_set_up_is_noticed(self, checkout: Path, finished: Path, create: bool) -> None:
        dev.begin(finished, create=create)
        pretend_install(finished)
        assert dev.venv_state(finished, dev.wanted_stamp(checkout)) == "rebuild"

    def test_a_damaged_stamp_makes_it_anew(self, checkout: Path, finished: Path) -> None:
        (finished / dev.STAMP).write_text("half")
        assert dev.venv_state(finished, dev.wanted_stamp(checkout)) == "rebuild"

    def test_one_made_by_hand_is_kept_when_its_python_fits(self, checkout: Path, finished: Path) -> None:
        (finished / dev.STAMP).unlink()
        assert dev.venv_state(finished, dev.wanted_stamp(checkout)) == "refresh"
        (finished / "pyvenv.cfg").write_text("version_info = 3.1.0\n")
        assert dev.venv_state(finished, dev.wanted_stamp(checkout)) == "rebuild"

    def test_begin_empties_what_it_makes_anew(self, finished: Path) -> None:
        (finished / "leftover").touch()
        dev.begin(finished, create=True)
        assert [path.name for path in finished.iterdir()] == [dev.UNFINISHED]

    def test_a_ready_environment_starts_no_program(self, checkout: Path, finished: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(dev.subprocess, "run", lambda *_args, **_named: pytest.fail("a program was started"))
        assert dev.set_up(checkout, []) == finished

    def test_set_up_writes_the_stamp_last(self, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(dev, "find_uv", lambda: "")
        monkeypatch.setattr(dev, "venv_packages", lambda _uv: [])
        venv = checkout / ".venv"

        def install(commands: list[list[str]], _root: Path) -> bool:
            assert len(commands) == 3
            assert (venv / dev.UNFINISHED).exists()
            pretend_install(venv)
            return True

        monkeypatch.setattr(dev, "call_all", install)
        dev.set_up(checkout, [])
        assert dev.venv_state(venv, dev.wanted_stamp(checkout)) == "ready"

    def test_a_failed_set_up_is_done_again(self, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(dev, "find_uv", lambda: "")
        monkeypatch.setattr(dev, "venv_packages", lambda _uv: [])
        monkeypatch.setattr(dev, "call_all", lambda _commands, _root: False)
        with pytest.raises(dev.Problem, match="did not finish"):
            dev.set_up(checkout, [])
        assert dev.venv_state(checkout / ".venv", dev.wanted_stamp(checkout)) == "rebuild"

    def test_pip_takes_over_when_uv_fails(self, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(dev, "venv_packages", lambda _uv: [])
        tried: list[str] = []

        def install(commands: list[list[str]], _root: Path) -> bool:
            tried.append(commands[-1][0])
            return tried[-1] != "uv"

        monkeypatch.setattr(dev, "call_all", install)
        assert dev.install(checkout, "rebuild", "uv")
        assert tried == ["uv", str(dev.program(checkout / ".venv", "python"))]


class TestCommandLines:
    def test_uv(self, checkout: Path) -> None:
        python = str(dev.program(checkout / ".venv", "python"))
        lock = str(checkout / "requirements.lock")
        assert dev.uv_commands("uv", checkout, "python3", create=True) == [
            ["uv", "venv", "--allow-existing", "--python", "python3", str(checkout / ".venv")],
            ["uv", "pip", "install", "--python", python, "--require-hashes", "-r", lock],
            ["uv", "pip", "install", "--python", python, "--no-deps", "--no-build-isolation", "-e", str(checkout)],
        ]

    def test_pip(self, checkout: Path) -> None:
        commands = dev.pip_commands(checkout, "python3", create=True)
        assert commands[0] == ["python3", "-m", "venv", str(checkout / ".venv")]
        assert commands[1][-3:] == ["--require-hashes", "-r", str(checkout / "requirements.lock")]
        assert commands[2][-4:] == ["--no-deps", "--no-build-isolation", "-e", str(checkout)]
        assert all(command[1:4] == ["-m", "pip", "install"] for command in commands[1:])

    def test_bringing_up_to_date_makes_no_environment(self, checkout: Path) -> None:
        assert len(dev.uv_commands("uv", checkout, "python3", create=False)) == 2
        assert len(dev.pip_commands(checkout, "python3", create=False)) == 2

    def test_program_with_a_display(self, checkout: Path) -> None:
        command = dev.program_command(Path("python"), checkout, ["--lang", "de"], display=True)
        demo = str(checkout / "demo-workspace")
        assert command == ["python", "-m", "qa_desktop", "--workspace", demo, "--lang", "de"]

    def test_program_without_a_display_walks(self, checkout: Path) -> None:
        command = dev.program_command(Path("python"), checkout, ["--lang", "de"], display=False)
        assert command[-5:] == ["--lang", "de", "walk", "--out", str(checkout / "out")]

    def test_a_sub_command_is_passed_on_without_a_display_too(self, checkout: Path) -> None:
        command = dev.program_command(Path("python"), checkout, ["verify", "--all"], display=False)
        assert command[-2:] == ["verify", "--all"]
        assert "walk" not in command


class TestDemo:
    def test_made_only_once(self, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (checkout / "demo-workspace").mkdir()
        monkeypatch.setattr(dev, "call", lambda *_args, **_named: pytest.fail("made again"))
        dev.make_demo(Path("python"), checkout)

    def test_a_half_made_one_is_taken_away(self, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def fails(*_args: object, **_named: object) -> int:
            (checkout / "demo-workspace").mkdir()
            return 3

        monkeypatch.setattr(dev, "call", fails)
        with pytest.raises(dev.Problem, match="could not be made"):
            dev.make_demo(Path("python"), checkout)
        assert not (checkout / "demo-workspace").exists()


class TestTestCommand:
    def codes(self, monkeypatch: pytest.MonkeyPatch, checkout: Path, failing: dict[str, int]) -> list[list[str]]:
        calls: list[list[str]] = []

        def call(command: list[str], _root: Path, *, offscreen: bool) -> int:
            assert offscreen
            calls.append(command)
            return next((code for name, code in failing.items() if name in " ".join(command)), 0)

        monkeypatch.setattr(dev, "set_up", lambda root, _libraries: root / ".venv")
        monkeypatch.setattr(dev, "offer_test_tools", lambda _venv: None)
        monkeypatch.setattr(dev, "call", call)
        return calls

    def test_four_steps_and_the_arguments_go_to_pytest(
        self, checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        calls = self.codes(monkeypatch, checkout, {})
        assert dev.test_command(["-k", "pdf"], checkout) == 0
        assert len(calls) == 4
        assert calls[-1][-8:] == ["-m", "pytest", "-n", "logical", "--dist", "loadfile", "-k", "pdf"]
        last = capsys.readouterr().out.splitlines()[-1]
        assert last == "--- all: ruff check pass, mypy pass, lint-imports pass, tests pass"

    def test_a_failed_check_does_not_hide_the_tests(self, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        calls = self.codes(monkeypatch, checkout, {"mypy": 2})
        assert dev.test_command([], checkout) == 1
        assert "pytest" in calls[-1]

    def test_the_exit_code_is_that_of_the_tests(self, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.codes(monkeypatch, checkout, {"mypy": 2, "pytest": 5})
        assert dev.test_command([], checkout) == 5

    def test_only_tests(self, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        calls = self.codes(monkeypatch, checkout, {"ruff": 1})
        assert dev.test_command(["--only-tests", "-x"], checkout) == 0
        assert [(call[-6], call[-1]) for call in calls] == [("pytest", "-x")]

    def test_a_crash_is_named(self) -> None:
        assert dev.verdict(134) == "FAIL (killed by signal 6)"
        assert dev.verdict(1) == "FAIL (exit code 1)"
        assert dev.verdict(0) == "pass"


def test_an_unknown_command_shows_how_to_call_it() -> None:
    done = subprocess.run([sys.executable, str(SCRIPT), "dance"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout.startswith("usage: python3 packaging/dev.py run")


def test_continuous_integration_runs_what_a_newcomer_runs() -> None:
    lines = (CHECKOUT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert lines[-1] == "exec python3 packaging/dev.py test"
