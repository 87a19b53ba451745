"""Small pictures of a record: asked for when a row that shows one is painted, kept once they have come."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage


class PictureShelf(QObject):
    """``wanted`` carries the digest of a picture that is not there yet, ``came`` says that one arrived."""

    wanted = Signal(str)
    came = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures: dict[str, QImage | None] = {}

    def put(self, sha256: str, image: QImage) -> None:
        """Keep a picture that was asked for."""
        self._pictures[sha256] = image
        self.came.emit()

    def picture(self, sha256: str) -> QImage | None:
        """Return a picture, asking for it when it is not there yet; ``None`` while it is on its way."""
        if sha256 not in self._pictures:
            self._pictures[sha256] = None
            self.wanted.emit(sha256)
        return self._pictures[sha256]
