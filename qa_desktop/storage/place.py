"""Where a workspace may live: not on a network share, not read-only, not on a full disk."""

from __future__ import annotations

import os
import shutil
import sys
import uuid
from pathlib import Path

import psutil

from qa_desktop.domain.errors import FaultError
from qa_desktop.storage.files import file_fault

_NETWORK = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smbfs",
        "smb2",
        "smb3",
        "afpfs",
        "webdav",
        "davfs",
        "ncpfs",
        "9p",
        "fuse.sshfs",
        "fuse.rclone",
        "glusterfs",
        "ceph",
    }
)
_SYNCED = (
    "onedrive",
    "dropbox",
    "google drive",
    "googledrive",
    "icloud drive",
    "com~apple~clouddocs",
    "cloudstorage",
    "nextcloud",
)

FEW_BYTES = 200 * 1024 * 1024
"""Below this much free space no new inspection is begun."""


def require_good_place(folder: Path) -> None:
    """Raise :class:`FaultError` when the folder cannot hold a database safely."""
    resolved = folder.resolve()
    if str(resolved).startswith("\\\\") or file_system(resolved) in _NETWORK:
        raise FaultError(
            "{folder} lies on a network share, where two computers could damage the database. Nothing was changed. "
            "Choose a folder on this computer.",
            folder=resolved,
        )
    if any(part.casefold().startswith(_SYNCED) for part in resolved.parts):
        raise FaultError(
            "{folder} is kept in step by a cloud service, which could damage the database. Choose another folder.",
            folder=resolved,
        )


def require_writable(folder: Path) -> None:
    """Write, flush and remove a small file, so that trouble shows now and not at the first answer."""
    probe = folder / f".probe-{uuid.uuid4().hex}"
    try:
        with probe.open("wb") as stream:
            stream.write(b"\0" * 4096)
            stream.flush()
            os.fsync(stream.fileno())
        probe.unlink()
    except OSError as error:
        probe.unlink(missing_ok=True) if os.access(folder, os.W_OK) else None
        raise file_fault(error, folder / "workspace") from error


def free_bytes(folder: Path) -> int:
    """Return the free space of the drive in bytes."""
    return shutil.disk_usage(folder).free


def file_system(path: Path) -> str:
    """Return the type of the file system that ``path`` lies on, in lower case; empty when it cannot be told."""
    best = ""
    kind = ""
    for part in psutil.disk_partitions(all=True):
        mount = part.mountpoint
        if _below(path, mount) and len(mount) >= len(best):
            best, kind = mount, "cifs" if sys.platform == "win32" and "remote" in part.opts else part.fstype
    return kind.lower()


def _below(path: Path, mount: str) -> bool:
    try:
        path.relative_to(mount)
    except ValueError:
        return False
    return True
