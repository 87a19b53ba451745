"""Photos of the open issue: looked at, chosen, dropped, pasted."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from qa_desktop.domain.record import PhotoRef
from qa_desktop.ui.context import Context
from qa_desktop.ui.issues.detail import IssueDetailPane
from qa_desktop.ui.issues.sheets import choose_pictures, png_of
from qa_desktop.ui.issues.view_model import IssuesModel
from qa_desktop.ui.review.pictures import PhotoSheet


class IssuePictures(QObject):
    """Does what the strip of photos asks for."""

    def __init__(self, context: Context, model: IssuesModel, detail: IssueDetailPane, host: QWidget) -> None:
        super().__init__(host)
        self._model, self._host = model, host
        self.sheet = PhotoSheet(context, host)
        detail.photo_wanted.connect(self._show)
        detail.photo_add_wanted.connect(self._choose)
        detail.files_dropped.connect(self.add_files)
        detail.image_pasted.connect(self._add_image)

    def add_files(self, files: list[str]) -> None:
        """Add picture files to the open issue."""
        for name in files:
            self._model.add_photo(Path(name), "file")

    def _show(self, photo_id: str) -> None:
        issue = self._model.state.issue
        if issue is None:
            return
        refs = tuple(
            PhotoRef(p.id, p.sha256, p.mime, p.caption, "", p.added_by_name, p.width, p.height, p.name)
            for p in issue.detail.photos
        )
        chosen = next((ref for ref in refs if ref.id == photo_id), None)
        if chosen is not None:
            self.sheet.open_at(refs, chosen)

    def _choose(self) -> None:
        choose_pictures(self._host, self.add_files)

    def _add_image(self, image: QImage) -> None:
        self._model.add_photo(png_of(image), "clipboard")
