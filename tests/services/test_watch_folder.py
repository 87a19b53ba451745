from __future__ import annotations

from pathlib import Path

import pytest

from qa_desktop.domain.errors import FaultError
from qa_desktop.services.watch_folder import first_look, new_images


def test_a_watched_folder_hands_out_complete_new_pictures_once(tmp_path: Path) -> None:
    (tmp_path / "old.jpg").write_bytes(b"old")
    seen = first_look(tmp_path)
    (tmp_path / "new.JPG").write_bytes(b"half")
    (tmp_path / "note.txt").write_bytes(b"text")
    (tmp_path / ".hidden.jpg").write_bytes(b"part")
    (tmp_path / "empty.png").touch()
    (tmp_path / "folder.jpg").mkdir()
    (tmp_path / "link.jpg").symlink_to(tmp_path / "old.jpg")
    look = new_images(tmp_path, seen)
    assert look.ready == ()
    (tmp_path / "new.JPG").write_bytes(b"half and the rest")
    look = new_images(tmp_path, look.seen)
    assert look.ready == ()
    look = new_images(tmp_path, look.seen)
    assert look.ready == (tmp_path / "new.JPG",)
    look = new_images(tmp_path, look.seen)
    assert look.ready == ()
    (tmp_path / "new.JPG").unlink()
    look = new_images(tmp_path, look.seen)
    assert (tmp_path / "new.JPG") not in look.seen
    with pytest.raises(FaultError, match="cannot be read"):
        new_images(tmp_path / "nowhere", {})
