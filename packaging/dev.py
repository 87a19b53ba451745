"""Set up and start QA Desktop from a checkout, with nothing but Python.

    python3 packaging/dev.py run  [program arguments]   open the program with the demo workspace
    python3 packaging/dev.py test [pytest arguments]    lint, types, layers and tests (--only-tests: just tests)
    python3 packaging/dev.py doctor                     say what is here and what is missing; changes nothing

The first start makes .venv from requirements.lock, every file checked against its hash. Later starts compare
one digest and go straight on. Only the standard library is used. The file must stay readable for Python 3.6,
so that an old Python gets a sentence and not a syntax error.
"""

import contextlib
import ctypes
import functools
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn

MINIMUM = (3, 11)
USAGE = "usage: python3 packaging/dev.py run [program arguments] | test [--only-tests] [pytest arguments] | doctor"


def too_old(major: int, minor: int, executable: str, newer: str = "") -> str:
    """One sentence when this Python cannot run the program, otherwise nothing."""
    if (major, minor) >= MINIMUM:
        return ""
    wanted = f"QA Desktop needs Python {MINIMUM[0]}.{MINIMUM[1]} or newer, but {executable} is {major}.{minor}"
    if newer:
        return f"{wanted}; {newer} is installed here, so call it: {newer} packaging/dev.py"
    return f"{wanted}; install a newer Python and call this script with it."


def newer_python() -> str:
    """Name of an installed Python that is new enough, or nothing."""
    names = [f"python3.{minor}" for minor in range(14, MINIMUM[1] - 1, -1)]
    return next((name for name in names if shutil.which(name)), "")


if sys.version_info[:2] < MINIMUM:  # everything below may use what newer Pythons understand
    sys.exit(too_old(sys.version_info[0], sys.version_info[1], sys.executable, newer_python()))

if sys.platform != "win32":
    import fcntl

ROOT = Path(__file__).resolve().parent.parent
STAMP = "qa-desktop-stamp"
UNFINISHED = "qa-desktop-unfinished"
TOOLS_TRIED = "qa-desktop-tools-tried"


class Problem(Exception):  # noqa: N818  it is a sentence for the person at the keyboard
    """Something the person has to read; ends the script."""


def say(text: str) -> None:
    """Print at once, so that our lines and those of the programs we call keep their order."""
    print(text, flush=True)


# --- what the system must bring -------------------------------------------------------------------------------


class Library(NamedTuple):
    """A shared library Qt loads, and the Debian or Ubuntu package that brings it."""

    soname: str
    package: str


OFFSCREEN = [
    Library("libGL.so.1", "libgl1"),
    Library("libEGL.so.1", "libegl1"),
    Library("libxkbcommon.so.0", "libxkbcommon0"),
    Library("libfontconfig.so.1", "libfontconfig1"),
    Library("libdbus-1.so.3", "libdbus-1-3"),
    Library("libglib-2.0.so.0", "libglib2.0-0"),
]
X11 = [
    Library("libxcb-cursor.so.0", "libxcb-cursor0"),
    Library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    Library("libxcb-icccm.so.4", "libxcb-icccm4"),
    Library("libxcb-keysyms.so.1", "libxcb-keysyms1"),
    Library("libxcb-randr.so.0", "libxcb-randr0"),
    Library("libxcb-shape.so.0", "libxcb-shape0"),
]
WAYLAND = [
    Library("libwayland-client.so.0", "libwayland-client0"),
    Library("libwayland-cursor.so.0", "libwayland-cursor0"),
]
TEST_TOOLS = {"Xvfb": "xvfb", "xdotool": "xdotool", "pdftotext": "poppler-utils"}


def can_load(soname: str) -> bool:
    """Whether the dynamic loader finds the library, asked the way Qt asks."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def missing(libraries: Iterable[Library], loads: Callable[[str], bool] = can_load) -> list[Library]:
    """Those of the libraries that this machine lacks."""
    return [library for library in libraries if not loads(library.soname)]


def has_display(env: Mapping[str, str], system: str = sys.platform) -> bool:
    """Whether windows can be shown to somebody."""
    if not system.startswith("linux"):
        return True
    if env.get("QT_QPA_PLATFORM", "").partition(":")[0] in {"offscreen", "minimal"}:
        return False
    return bool(env.get("DISPLAY") or env.get("WAYLAND_DISPLAY"))


def no_display_reason(env: Mapping[str, str]) -> str:
    """Why there is no display, for the person who thinks there is one."""
    platform_plugin = env.get("QT_QPA_PLATFORM", "")
    return f"QT_QPA_PLATFORM is {platform_plugin}" if platform_plugin else "neither DISPLAY nor WAYLAND_DISPLAY is set"


def libraries_for(command: str, env: Mapping[str, str], system: str = sys.platform) -> list[Library]:
    """The libraries without which the command cannot do its work."""
    if not system.startswith("linux"):
        return []
    wanted = list(OFFSCREEN)
    if command == "run" and has_display(env, system):
        wanted += X11 if env.get("DISPLAY") else []
        wanted += WAYLAND if env.get("WAYLAND_DISPLAY") else []
    return wanted


def venv_packages(uv: str) -> list[str]:
    """Debian splits ensurepip off Python; without uv the package that brings it back is needed."""
    if uv or importlib.util.find_spec("ensurepip"):
        return []
    return [f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"]


def install_line(packages: Sequence[str], *, sudo: bool) -> str:
    """One line to copy for Debian, Ubuntu and their relatives."""
    root = "sudo " if sudo else ""
    return f"{root}apt-get update; {root}apt-get install -y --no-install-recommends {' '.join(packages)}"


def missing_sentence(libraries: Sequence[Library], packages: Sequence[str], installer: str, *, sudo: bool) -> str:
    """What is missing and the one line that brings it; installer is apt-get, dnf or nothing."""
    names = [library.soname for library in libraries]
    if installer == "apt-get":
        everything = [*packages, *(library.package for library in libraries)]
        return f"This machine lacks {len(everything)} system packages. Copy this line, then start again:\n" + (
            install_line(everything, sudo=sudo)
        )
    if installer == "dnf" and not packages:
        root = "sudo " if sudo else ""
        wanted = " ".join(f"'{name}()(64bit)'" for name in names)
        return f"This machine lacks system libraries. Copy this line, then start again:\n{root}dnf install -y {wanted}"
    parts = [*(["Python's venv and ensurepip modules"] if packages else []), *names]
    return f"This machine lacks: {', '.join(parts)}. Install them with your system's package manager, then start again."


def is_root() -> bool:
    """Whether this process may install system packages."""
    return sys.platform != "win32" and os.geteuid() == 0


def system_installer() -> str:
    """The package manager of this machine, as far as this script knows it."""
    return next((name for name in ("apt-get", "dnf") if shutil.which(name)), "")


def apt(*arguments: str) -> int:
    """Call apt-get without questions."""
    say(f"$ apt-get {' '.join(arguments)}")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(["apt-get", *arguments], env=env, stdin=subprocess.DEVNULL, check=False).returncode


@functools.cache
def apt_update() -> None:
    """Once per start. A failure is no reason to stop: the lists at hand may be good enough."""
    apt("update")


def apt_install(packages: Sequence[str]) -> bool:
    """Install system packages as root."""
    apt_update()
    return apt("install", "-y", "--no-install-recommends", *packages) == 0


def prepare_system(libraries: Sequence[Library], packages: Sequence[str]) -> None:
    """Bring the system packages when we may, otherwise stop and name them."""
    absent = missing(libraries)
    if not absent and not packages:
        return
    installer, root = system_installer(), is_root()
    if installer == "apt-get" and root:
        done = apt_install([*packages, *(library.package for library in absent)])
        absent = missing(libraries)
        importlib.invalidate_caches()
        packages = packages if packages and venv_packages("") else []
        if done and not absent and not packages:
            return
    raise Problem(missing_sentence(absent, packages, installer, sudo=not root))


def offer_test_tools(venv: Path) -> None:
    """Xvfb and friends make more tests run; without them those tests skip, so nothing here may stop the run."""
    if not sys.platform.startswith("linux"):
        return
    packages = [package for tool, package in TEST_TOOLS.items() if not shutil.which(tool)]
    packages += [library.package for library in missing(X11)]
    if not packages:
        return
    apt_here = system_installer() == "apt-get"
    if apt_here and is_root() and not (venv / TOOLS_TRIED).exists():
        (venv / TOOLS_TRIED).touch()
        if apt_install(packages):
            return
        packages = [package for package in packages if not apt_install([package])]  # what can be had is welcome
    hint = f" To get them: {install_line(packages, sudo=not is_root())}" if apt_here else ""
    say(f"Optional test tools are missing ({', '.join(packages)}); the tests that need them skip.{hint}")


def libc_note(name: str, version: str, machine: str) -> str:
    """Qt's packages need a certain glibc; pip would only say that it finds no version."""
    needed = (2, 39) if machine in {"aarch64", "arm64"} else (2, 34)
    parts = version.split(".")[:2]
    if name == "glibc" and all(part.isdigit() for part in parts) and tuple(map(int, parts)) >= needed:
        return ""
    found = f"{name} {version}".strip() or "another C library"
    return f"Note: PySide6 is built for glibc {needed[0]}.{needed[1]} or newer on {machine}; here is {found}."


# --- the virtual environment ----------------------------------------------------------------------------------


class Stamp(NamedTuple):
    """What the environment was made for and from."""

    home: str
    """Python and place. When these change, the environment is made anew."""
    inputs: str
    """Digest of the lock and pyproject.toml. When these change, the environment is brought up to date."""

    def text(self) -> str:
        """As written into the stamp file."""
        return f"{self.home}\n{self.inputs}\n"


def wanted_stamp(root: Path) -> Stamp:
    """The stamp a finished environment of this checkout bears for this Python."""
    python = f"{platform.python_implementation()} {sys.version_info[0]}.{sys.version_info[1]} {platform.machine()}"
    digest = hashlib.sha256()
    for name in ("requirements.lock", "pyproject.toml"):
        content = (root / name).read_bytes()
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return Stamp(f"{python} at {root}", digest.hexdigest())


def scripts(venv: Path) -> Path:
    """Where the environment keeps its programs."""
    return venv / ("Scripts" if os.name == "nt" else "bin")


def program(venv: Path, name: str) -> Path:
    """One of the environment's programs."""
    return scripts(venv) / (f"{name}.exe" if os.name == "nt" else name)


def site_packages(venv: Path) -> Path:
    """Where the environment keeps its modules."""
    if os.name == "nt":
        return venv / "Lib" / "site-packages"
    return venv / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"


def made_for(venv: Path) -> str:
    """Python version ("3.11") in an environment that bears no stamp, such as one made by hand."""
    with contextlib.suppress(OSError):
        for line in (venv / "pyvenv.cfg").read_text(encoding="utf-8").splitlines():
            key, _, value = line.partition("=")
            if key.strip() in {"version", "version_info"}:
                return ".".join(value.strip().split(".")[:2])
    return ""


def venv_state(venv: Path, wanted: Stamp) -> str:
    """Either ready, refresh (install on top) or rebuild (make anew)."""
    if (venv / UNFINISHED).exists() or not program(venv, "python").exists():
        return "rebuild"
    try:
        home, inputs = (venv / STAMP).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        same = made_for(venv) == f"{sys.version_info[0]}.{sys.version_info[1]}"
        return "refresh" if same else "rebuild"
    except (OSError, ValueError):
        return "rebuild"
    if home != wanted.home:
        return "rebuild"
    return "ready" if inputs == wanted.inputs and program(venv, "qa-desktop").exists() else "refresh"


def uv_commands(uv: str, root: Path, base: str, *, create: bool) -> list[list[str]]:
    """Set-up with uv."""
    venv = root / ".venv"
    install = [uv, "pip", "install", "--python", str(program(venv, "python"))]
    return [
        *([[uv, "venv", "--allow-existing", "--python", base, str(venv)]] if create else []),
        [*install, "--require-hashes", "-r", str(root / "requirements.lock")],
        [*install, "--no-deps", "--no-build-isolation", "-e", str(root)],
    ]


def pip_commands(root: Path, base: str, *, create: bool) -> list[list[str]]:
    """Set-up with what Python itself brings."""
    venv = root / ".venv"
    install = [str(program(venv, "python")), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    return [
        *([[base, "-m", "venv", str(venv)]] if create else []),
        [*install, "--require-hashes", "-r", str(root / "requirements.lock")],
        [*install, "--no-deps", "--no-build-isolation", "-e", str(root)],
    ]


def find_uv() -> str:
    """The uv on PATH, if it really runs (a version manager's stand-in may not)."""
    uv = shutil.which("uv") or ""
    if uv and subprocess.run([uv, "--version"], stdout=subprocess.DEVNULL, check=False).returncode:
        return ""
    return uv


def base_python() -> str:
    """The Python to build on, even when this script was started with that of an environment."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def child_env(env: Mapping[str, str], *, offscreen: bool) -> dict[str, str]:
    """Environment of the programs we call: no stray modules, no lines lost when one of them crashes."""
    unwanted = {"PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX"}
    child = {key: value for key, value in env.items() if key not in unwanted}
    child["PYTHONUNBUFFERED"] = "1"
    if offscreen and not child.get("QT_QPA_PLATFORM"):
        child["QT_QPA_PLATFORM"] = "offscreen"
    return child


def call(command: Sequence[str], root: Path, *, offscreen: bool = False) -> int:
    """Run a program with our own input and output; a signal becomes the code a shell would give."""
    env = child_env(os.environ, offscreen=offscreen)
    code = subprocess.run(command, cwd=root, env=env, check=False).returncode
    return 128 - code if code < 0 else code


def call_all(commands: Iterable[Sequence[str]], root: Path) -> bool:
    """Run the programs in order, up to the first that fails."""
    for command in commands:
        say(f"$ {' '.join(command)}")
        code = call(command, root)
        if code:
            say(f"That ended with exit code {code}.")
            return False
    return True


@contextlib.contextmanager
def one_at_a_time(root: Path) -> Iterator[None]:
    """Let a second start wait for the first one's set-up (not on Windows)."""
    with (root / "requirements.lock").open("rb") as handle:
        if sys.platform != "win32":
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                say("Another start is setting up this checkout; waiting for it.")
                fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def begin(venv: Path, *, create: bool) -> None:
    """Leave a mark that stays when the set-up is interrupted; empty the folder when it is made anew."""
    if create:
        if venv.is_symlink():
            venv.unlink()
        elif venv.exists():
            (venv / "pyvenv.cfg").unlink(missing_ok=True)  # half deleted it must not pass for made by hand
            shutil.rmtree(venv)
        venv.mkdir()
    (venv / UNFINISHED).touch()
    (venv / STAMP).unlink(missing_ok=True)


def finish(venv: Path, stamp: Stamp) -> None:
    """Write the stamp, then take the mark away."""
    (venv / STAMP).write_text(stamp.text(), encoding="utf-8")
    (venv / UNFINISHED).unlink()


def install(root: Path, state: str, uv: str) -> bool:
    """Bring the environment into the wanted state: uv first, then pip."""
    venv = root / ".venv"
    if uv:
        begin(venv, create=state == "rebuild")
        if call_all(uv_commands(uv, root, base_python(), create=state == "rebuild"), root):
            return True
        say("uv could not do it; trying with pip, which may be configured differently.")
        state = "rebuild"
        prepare_system([], venv_packages(""))
    create = state == "rebuild" or not (site_packages(venv) / "pip").exists()
    begin(venv, create=create)
    return call_all(pip_commands(root, base_python(), create=create), root)


def set_up(root: Path, libraries: Sequence[Library]) -> Path:
    """Return the ready environment, making it first if need be."""
    venv, wanted = root / ".venv", wanted_stamp(root)
    if venv_state(venv, wanted) == "ready":
        prepare_system(libraries, [])
        return venv
    uv = find_uv()
    prepare_system(libraries, venv_packages(uv))
    with one_at_a_time(root):
        state = venv_state(venv, wanted)
        if state == "ready":
            return venv
        say("Setting up .venv from requirements.lock. This happens once and may take some minutes.")
        if sys.platform.startswith("linux"):
            note = libc_note(*platform.libc_ver(), platform.machine())
            if note:
                say(note)
        if not install(root, state, uv):
            raise Problem(
                "Set-up did not finish; the lines above say why. Without a network or behind a mirror, tell pip "
                "(or uv) where to find packages, then start again."
            )
        if not program(venv, "qa-desktop").exists():
            raise Problem(f"Set-up left no {program(venv, 'qa-desktop')}; delete .venv and start again.")
        finish(venv, wanted)
    say("Set-up is done.")
    return venv


# --- the commands ---------------------------------------------------------------------------------------------


def program_command(python: Path, root: Path, arguments: Sequence[str], *, display: bool) -> list[str]:
    """How the program is called.

    Without a display and without a sub-command of the person's own, the program walks through its main job off
    screen. Arguments that start with a dash are the program's own options and stand before the sub-command.
    """
    opened = [str(python), "-m", "qa_desktop", "--workspace", str(root / "demo-workspace"), *arguments]
    if display or (arguments and not arguments[0].startswith("-")):
        return opened
    return [*opened, "walk", "--out", str(root / "out")]


def make_demo(python: Path, root: Path) -> None:
    """Make the demo workspace if there is none; leave no half-made one behind."""
    demo = root / "demo-workspace"
    if demo.exists():
        return
    say(f"Making the demo workspace in {demo}")
    finished = False
    try:
        finished = call([str(python), "-m", "qa_desktop", "demo", str(demo)], root, offscreen=True) == 0
    finally:
        if not finished:
            shutil.rmtree(demo, ignore_errors=True)
    if not finished:
        raise Problem("The demo workspace could not be made; the lines above say why.")


def become(command: Sequence[str], root: Path, *, offscreen: bool) -> NoReturn:
    """Hand this process over to the program, so that signals reach it; Windows can only wait for it."""
    if os.name == "nt":
        sys.exit(call(command, root, offscreen=offscreen))
    os.chdir(root)
    os.execve(command[0], list(command), child_env(os.environ, offscreen=offscreen))  # noqa: S606


def run_command(arguments: Sequence[str], root: Path) -> int:
    """Open the program; without a display let it do its main job off screen."""
    display = has_display(os.environ)
    venv = set_up(root, libraries_for("run", os.environ))
    python = program(venv, "python")
    make_demo(python, root)
    command = program_command(python, root, arguments, display=display)
    if command[-3:-1] == ["walk", "--out"]:
        say(
            f"No display here ({no_display_reason(os.environ)}), so no window can open. The program now does its main "
            f"job off screen, with the real screens; the signed PDF and the pictures go to {root / 'out'}"
        )
    return become(command, root, offscreen=not display)


def checks(venv: Path) -> dict[str, list[str]]:
    """What must hold before the tests are worth reading."""
    python = str(program(venv, "python"))
    return {
        "ruff check": [python, "-m", "ruff", "check"],
        "mypy": [python, "-m", "mypy"],
        "lint-imports": [str(program(venv, "lint-imports"))],
    }


def verdict(code: int) -> str:
    """The word behind a step's name."""
    if code > 128:
        return f"FAIL (killed by signal {code - 128})"
    return f"FAIL (exit code {code})" if code else "pass"


def test_command(arguments: Sequence[str], root: Path) -> int:
    """Lint, types, layers, then the tests; the exit code is that of the tests, or 1 if anything else failed."""
    venv = set_up(root, libraries_for("test", os.environ))
    offer_test_tools(venv)
    steps = {} if "--only-tests" in arguments else checks(venv)
    wanted = [argument for argument in arguments if argument != "--only-tests"]
    # One worker per core; the tests of one file share what is slow to make.
    spread = ["-n", "logical", "--dist", "loadfile"]
    steps["tests"] = [str(program(venv, "python")), "-X", "faulthandler", "-m", "pytest", *spread, *wanted]
    codes = {}
    for name, command in steps.items():
        say(f"--- {name}")
        codes[name] = call(command, root, offscreen=True)
        say(f"--- {name}: {verdict(codes[name])}")
    if len(codes) > 1:
        say("--- all: " + ", ".join(f"{name} {verdict(code)}" for name, code in codes.items()))
    return codes["tests"] or int(any(codes.values()))


def pyside_note(venv: Path) -> str:
    """PySide6 6.12 breaks Python below 3.12; the lock prevents it, a hand may have undone that."""
    for found in site_packages(venv).glob("pyside6_essentials-*.dist-info"):
        version = found.name.removesuffix(".dist-info").partition("-")[2]
        too_new = sys.version_info < (3, 12) and tuple(map(int, version.split(".")[:2])) >= (6, 12)
        return f"PySide6 {version}" + (": crashes Python below 3.12; delete .venv and start again" if too_new else "")
    return "PySide6 is not installed yet"


def doctor_command(arguments: Sequence[str], root: Path) -> int:
    """Say what is here and what is missing; change nothing."""
    if arguments:
        raise Problem(USAGE)
    uv, venv = find_uv(), root / ".venv"
    state = venv_state(venv, wanted_stamp(root))
    say(f"Python     {platform.python_version()} ({sys.executable})")
    say(f"Checkout   {root}")
    say(f"Installer  {uv or 'venv and pip'}")
    say(f".venv      {'ready' if state == 'ready' else 'will be set up by the next run or test'}")
    say(f"Qt         {pyside_note(venv)}")
    say(f"Display    {'yes' if has_display(os.environ) else 'none: run works off screen, into out/'}")
    if not sys.platform.startswith("linux"):
        return 0
    tools = [tool for tool in TEST_TOOLS if not shutil.which(tool)]
    say(f"Test tools {'missing, tests will skip: ' + ', '.join(tools) if tools else 'all here'}")
    say(f"X11        {', '.join(library.soname for library in missing(X11)) or 'all libraries here'}")
    absent, packages = missing(libraries_for("run", os.environ)), [] if state == "ready" else venv_packages(uv)
    if absent or packages:
        say(missing_sentence(absent, packages, system_installer(), sudo=not is_root()))
        return 1
    say("System     all needed libraries here")
    return 0


def main(arguments: Sequence[str]) -> int:
    """Find the command and answer with an exit code."""
    commands = {"run": run_command, "test": test_command, "doctor": doctor_command}
    if not arguments or arguments[0] not in commands:
        say(f"{__doc__}" if arguments[:1] in (["-h"], ["--help"]) else USAGE)
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    try:
        return commands[arguments[0]](arguments[1:], ROOT)
    except Problem as problem:
        say(str(problem))
        return 1
    except PermissionError as error:
        say(f"No permission for {error.filename}; was it made by another user, such as root?")
        return 1
    except KeyboardInterrupt:
        say("Stopped.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
