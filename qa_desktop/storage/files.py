"""Files written so that a power cut leaves the old one or the new one, never a half."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
from pathlib import Path

from qa_desktop.domain.errors import FaultError, FileRefusedError

_FULL = 28  # ENOSPC, the same number on the systems that we run on


def write_safely(path: Path, data: bytes, *, mode: int = 0o640) -> None:
    """Write ``data`` to ``path``: temporary file, flush, rename, flush of the folder.

    Raises :class:`FaultError` with a sentence when the disk is full or read-only; a file that was there stays as it was.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).chmod(mode)
            Path(name).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
        flush_folder(path.parent)
    except OSError as error:
        raise file_fault(error, path) from error


def read_limited(path: Path, limit: int) -> bytes:
    """Return the bytes of an ordinary file of at most ``limit`` bytes.

    Raises :class:`FileRefusedError` for pipes, devices and folders, which could give bytes for ever, and for larger files.
    """
    try:
        if not path.is_file():
            raise FileRefusedError("“{name}” is not a file, or does not exist. Choose a file.", name=path.name)
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        raise file_fault(error, path) from error
    if len(data) > limit:
        raise FileRefusedError("“{name}” is larger than {size} MB and was not read.", name=path.name, size=limit // 1_048_576)
    return data


def flush_folder(folder: Path) -> None:
    """Flush the names in a folder; without it a file can vanish in a power cut although its content was flushed."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def file_fault(error: OSError, path: Path) -> FaultError:
    """Return the sentence for a failed file operation."""
    if error.errno == _FULL:
        return FaultError(
            "The disk is full, so “{name}” was not written. Nothing else changed. Free some space and try again.", name=path.name
        )
    if isinstance(error, PermissionError) or error.errno == 30:
        return FaultError(
            "“{name}” cannot be written: the folder {folder} is read-only. Nothing was changed.",
            name=path.name,
            folder=path.parent,
        )
    return FaultError(
        "“{name}” could not be written or read ({reason}). Nothing was changed.", name=path.name, reason=error.strerror or error
    )


def sha256_of(data: bytes) -> str:
    """Return the SHA-256 as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


class Attachments:
    """Content-addressed files: ``ab/abcdef…``, read-only once written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Return where the file with this hash lies."""
        return self.folder / sha256[:2] / sha256

    def put(self, data: bytes) -> str:
        """Store ``data`` before any row refers to it, and return its hash.  The same bytes are stored once."""
        digest = sha256_of(data)
        path = self.path(digest)
        if not path.exists() or sha256_of(path.read_bytes()) != digest:  # also heals a file that was damaged since
            write_safely(path, data, mode=0o440)
            if sha256_of(path.read_bytes()) != digest:
                raise FaultError("The drive returned other bytes than were written. Nothing was recorded. Check the drive.")
        return digest

    def get(self, sha256: str) -> bytes:
        """Return the bytes; raises :class:`FaultError` when the file is missing or no longer what it was."""
        try:
            data = self.path(sha256).read_bytes()
        except OSError as error:
            raise FaultError("A photo or file of this record is missing from the attachments folder. Run “doctor”.") from error
        if sha256_of(data) != sha256:
            raise FaultError("A photo or file of this record was changed outside the program. Run “doctor”.")
        return data

    def orphans(self, known: frozenset[str]) -> tuple[Path, ...]:
        """Return stored files that no row refers to: left-overs of a crash, harmless, never removed by themselves."""
        return tuple(path for path in sorted(self.folder.glob("??/*")) if path.is_file() and path.name not in known)
