"""The house style: Fusion with calm fields, buttons, headers and scroll bars, and a focus ring that nobody overlooks.

Qt hands the element numbers over as plain integers, so they are compared as integers: making an enum of each costs more than the
drawing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QStyleOptionComplex,
    QStyleOptionHeader,
    QStyleOptionSlider,
    QWidget,
)

from qa_desktop.ui.theme.current import Theme, current_theme
from qa_desktop.ui.theme.paint import FOCUS_WIDTH, paint_focus, paint_panel
from qa_desktop.ui.theme.tokens import RADIUS

if TYPE_CHECKING:
    from collections.abc import Callable

_State = QStyle.StateFlag
_PE = QStyle.PrimitiveElement
_CE = QStyle.ControlElement
_CC = QStyle.ComplexControl
_CT = QStyle.ContentsType
_SH = QStyle.StyleHint
_PM = QStyle.PixelMetric
_SC = QStyle.SubControl
_SE = QStyle.SubElement

_INDICATOR = 22
_FIELD_PAD = 8
_SCROLLBAR = 16

_HINTS = {
    _SH.SH_Widget_Animation_Duration.value: 0,  # nothing on the screen moves by itself
    _SH.SH_Widget_Animate.value: 0,
    _SH.SH_EtchDisabledText.value: 0,
    _SH.SH_ComboBox_Popup.value: 0,
    _SH.SH_ScrollBar_Transient.value: 0,
    _SH.SH_DialogButtonBox_ButtonsHaveIcons.value: 0,
    _SH.SH_UnderlineShortcut.value: 0,
}

_METRICS = {
    _PM.PM_IndicatorWidth.value: _INDICATOR,
    _PM.PM_IndicatorHeight.value: _INDICATOR,
    _PM.PM_ExclusiveIndicatorWidth.value: _INDICATOR,
    _PM.PM_ExclusiveIndicatorHeight.value: _INDICATOR,
    _PM.PM_CheckBoxLabelSpacing.value: 10,
    _PM.PM_RadioButtonLabelSpacing.value: 10,
    _PM.PM_ScrollBarExtent.value: _SCROLLBAR,
    _PM.PM_ScrollBarSliderMin.value: 48,
    _PM.PM_HeaderMargin.value: 12,
    _PM.PM_DefaultFrameWidth.value: FOCUS_WIDTH,  # so that nothing inside covers the focus ring
    _PM.PM_ButtonShiftHorizontal.value: 0,
    _PM.PM_ButtonShiftVertical.value: 0,
}

_AS_TALL_AS_A_TARGET = frozenset(
    {
        _CT.CT_LineEdit.value,
        _CT.CT_ComboBox.value,
        _CT.CT_PushButton.value,
        _CT.CT_ToolButton.value,
        _CT.CT_CheckBox.value,
        _CT.CT_RadioButton.value,
        _CT.CT_SpinBox.value,
        _CT.CT_TabBarTab.value,
    }
)


class HouseStyle(QProxyStyle):
    """Fusion with the house's own fields, buttons, check marks, headers and scroll bars."""

    def __init__(self) -> None:
        super().__init__("Fusion")
        self._primitives: dict[int, Callable[[QStyleOption, QPainter, Theme], None]] = {
            _PE.PE_FrameFocusRect.value: _focus_rect,
            _PE.PE_PanelLineEdit.value: _line_edit,
            _PE.PE_PanelButtonCommand.value: _button,
            _PE.PE_IndicatorCheckBox.value: _check_box,
            _PE.PE_IndicatorRadioButton.value: _radio_button,
            _PE.PE_PanelTipLabel.value: _tool_tip,
        }
        self._controls: dict[int, Callable[[QStyleOption, QPainter, Theme], None]] = {
            _CE.CE_HeaderSection.value: _header_section,
            _CE.CE_HeaderEmptyArea.value: _header_empty,
            _CE.CE_ShapedFrame.value: _frame,
            _CE.CE_TabBarTabShape.value: _tab,
            _CE.CE_ProgressBarGroove.value: _progress_groove,
            _CE.CE_ProgressBarContents.value: _progress_contents,
        }

    def standardPalette(self) -> QPalette:
        """Return the palette of the theme in force."""
        from qa_desktop.ui.theme.apply import house_palette  # noqa: PLC0415  (apply imports this module)

        return house_palette(current_theme())

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,  # noqa: N803  (Qt's name)
    ) -> int:
        """Switch off everything that moves by itself."""
        found = _HINTS.get(int(hint))
        return super().styleHint(hint, option, widget, returnData) if found is None else found

    def pixelMetric(self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None) -> int:
        """Give marks and scroll bars a size that a hand can hit."""
        found = _METRICS.get(int(metric))
        return super().pixelMetric(metric, option, widget) if found is None else found

    def sizeFromContents(
        self, kind: QStyle.ContentsType, option: QStyleOption, size: QSize, widget: QWidget | None = None
    ) -> QSize:
        """Make every field and button at least as tall as a target."""
        wanted = super().sizeFromContents(kind, option, size, widget)  # type: ignore[arg-type]
        if int(kind) in _AS_TALL_AS_A_TARGET:
            wanted = QSize(wanted.width() + (16 if int(kind) == _CT.CT_PushButton.value else 0), wanted.height())
            return wanted.expandedTo(QSize(0, current_theme().target))
        return wanted

    def subElementRect(self, element: QStyle.SubElement, option: QStyleOption, widget: QWidget | None = None) -> QRect:
        """Keep what is typed away from the frame."""
        rect = super().subElementRect(element, option, widget)  # type: ignore[arg-type]
        if int(element) == _SE.SE_LineEditContents.value and getattr(option, "lineWidth", 1) > 0:
            return rect.adjusted(_FIELD_PAD, 0, -_FIELD_PAD, 0)
        return rect

    def subControlRect(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        part: QStyle.SubControl,
        widget: QWidget | None = None,
    ) -> QRect:
        """Keep what was chosen away from the frame."""
        rect = super().subControlRect(control, option, part, widget)  # type: ignore[arg-type]
        if int(control) == _CC.CC_ComboBox.value and part == _SC.SC_ComboBoxEditField:
            return rect.adjusted(_FIELD_PAD - 2, 0, 0, 0)
        return rect

    def drawPrimitive(
        self, element: QStyle.PrimitiveElement, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        """Draw fields, buttons, marks and the focus ring."""
        draw = self._primitives.get(int(element))
        if draw is None:
            super().drawPrimitive(element, option, painter, widget)
        else:
            draw(option, painter, current_theme())

    def drawControl(
        self, element: QStyle.ControlElement, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        """Draw headers, frames and progress bars."""
        draw = self._controls.get(int(element))
        if draw is None:
            super().drawControl(element, option, painter, widget)
        else:
            draw(option, painter, current_theme())

    def drawComplexControl(
        self, control: QStyle.ComplexControl, option: QStyleOptionComplex, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        """Draw combination boxes and scroll bars."""
        number = int(control)
        if number == _CC.CC_ComboBox.value:
            _combo_box(self, option, painter, widget)
        elif number == _CC.CC_ScrollBar.value:
            _scroll_bar(self, option, painter, widget)
        else:
            super().drawComplexControl(control, option, painter, widget)


def _has(option: QStyleOption, flag: QStyle.StateFlag) -> bool:
    return bool(option.state & flag)


def _rect(option: QStyleOption) -> QRectF:
    return QRectF(option.rect)


def _field_border(option: QStyleOption, theme: Theme) -> tuple[QColor, float]:
    if _has(option, _State.State_HasFocus) and _has(option, _State.State_Enabled):
        return theme.colour("focus"), FOCUS_WIDTH
    return theme.colour("border_strong" if _has(option, _State.State_Enabled) else "border"), theme.frame


def _focus_rect(option: QStyleOption, painter: QPainter, theme: Theme) -> None:  # noqa: ARG001
    paint_focus(painter, _rect(option).adjusted(-2, -2, 2, 2), RADIUS / 2)


def _line_edit(option: QStyleOption, painter: QPainter, theme: Theme) -> None:
    if getattr(option, "lineWidth", 1) <= 0:  # a field inside another widget has no frame of its own
        painter.fillRect(option.rect, theme.colour("surface"))
        return
    border, width = _field_border(option, theme)
    fill = theme.colour("surface" if _has(option, _State.State_Enabled) else "surface_sunken")
    paint_panel(painter, _rect(option), fill, border, width, RADIUS - 2)


def _button(option: QStyleOption, painter: QPainter, theme: Theme) -> None:
    fill = theme.colour("surface_raised")
    if _has(option, _State.State_Sunken) or _has(option, _State.State_On):
        fill = theme.colour("accent_soft")
    elif _has(option, _State.State_MouseOver) and _has(option, _State.State_Enabled):
        fill = theme.colour("hover")
    border, width = _field_border(option, theme)
    paint_panel(painter, _rect(option), fill, border, width)


def _mark_box(option: QStyleOption, theme: Theme) -> tuple[QRectF, QColor, QColor, QColor]:
    area = _rect(option)
    side = min(area.width(), area.height())
    box = QRectF(area.center().x() - side / 2, area.center().y() - side / 2, side, side).adjusted(1, 1, -1, -1)
    enabled = _has(option, _State.State_Enabled)
    marked = _has(option, _State.State_On) or _has(option, _State.State_NoChange)
    if marked:
        fill = theme.colour("accent" if enabled else "disabled")
        return box, fill, fill, theme.colour("on_accent")
    return box, theme.colour("surface"), theme.colour("border_strong"), theme.colour("text")


def _check_box(option: QStyleOption, painter: QPainter, theme: Theme) -> None:
    box, fill, border, ink = _mark_box(option, theme)
    paint_panel(painter, box, fill, border, 2, 5)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink, 2.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    x, y, side = box.left(), box.top(), box.width()
    if _has(option, _State.State_On):
        points = [QPointF(x + side * a, y + side * b) for a, b in ((0.24, 0.52), (0.43, 0.71), (0.77, 0.30))]
        painter.drawPolyline(points)
    elif _has(option, _State.State_NoChange):
        painter.drawLine(QPointF(x + side * 0.26, y + side / 2), QPointF(x + side * 0.74, y + side / 2))
    painter.restore()


def _radio_button(option: QStyleOption, painter: QPainter, theme: Theme) -> None:
    box, fill, border, ink = _mark_box(option, theme)
    paint_panel(painter, box, fill, border, 2, box.width() / 2)
    if _has(option, _State.State_On):
        dot = box.width() * 0.3
        paint_panel(painter, box.adjusted(dot, dot, -dot, -dot), ink, None, 0, dot)


def _tool_tip(option: QStyleOption, painter: QPainter, theme: Theme) -> None:
    painter.fillRect(option.rect, theme.colour("border_strong"))
    painter.fillRect(option.rect.adjusted(1, 1, -1, -1), theme.colour("surface_raised"))


def _header_section(option: QStyleOption, painter: QPainter, theme: Theme) -> None:
    rect = option.rect
    painter.fillRect(rect, theme.colour("surface_sunken"))
    if theme.frame > 1 or not isinstance(option, QStyleOptionHeader) or option.orientation == Qt.Orientation.Horizontal:
        painter.fillRect(rect.left(), rect.bottom() - theme.frame + 1, rect.width(), theme.frame, theme.colour("border"))


def _tab(option: QStyleOption, painter: QPainter, theme: Theme) -> None:
    area = _rect(option)
    selected = _has(option, _State.State_Selected)
    if _has(option, _State.State_MouseOver) and not selected:
        paint_panel(painter, area.adjusted(2, 2, -2, -4), theme.colour("hover"))
    line = QRectF(area.left(), area.bottom() - 3, area.width(), 3)
    painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), theme.colour("border"))
    if selected:
        painter.fillRect(line, theme.colour("accent"))
    if _has(option, _State.State_HasFocus):
        paint_focus(painter, area, 4)


def _header_empty(option: QStyleOption, painter: QPainter, theme: Theme) -> None:
    _header_section(option, painter, theme)


def _frame(option: QStyleOption, painter: QPainter, theme: Theme) -> None:
    if getattr(option, "lineWidth", 1) <= 0:
        return
    border, width = _field_border(option, theme)
    fill = "surface" if _has(option, _State.State_Enabled) else "surface_sunken"
    paint_panel(painter, _rect(option), theme.colour(fill), border, width, RADIUS - 2)


def _progress_groove(option: QStyleOption, painter: QPainter, theme: Theme) -> None:
    border = theme.colour("border") if theme.is_high_contrast else None
    paint_panel(painter, _rect(option), theme.colour("surface_sunken"), border, theme.frame, 6)


def _progress_contents(option: QStyleOption, painter: QPainter, theme: Theme) -> None:
    low, high, now = (getattr(option, name) for name in ("minimum", "maximum", "progress"))
    area = _rect(option)
    if high <= low:  # length unknown: a quiet full bar, because nothing moves by itself
        paint_panel(painter, area, theme.colour("accent_soft"), theme.colour("accent"), theme.frame, 6)
        return
    share = max(0.0, min(1.0, (now - low) / (high - low)))
    if share > 0:
        area.setWidth(max(12.0, area.width() * share))
        paint_panel(painter, area, theme.colour("accent"), None, 0, 6)


def _combo_box(style: QProxyStyle, option: QStyleOptionComplex, painter: QPainter, widget: QWidget | None) -> None:
    theme = current_theme()
    border, width = _field_border(option, theme)
    fill = "surface" if _has(option, _State.State_Enabled) else "surface_sunken"
    paint_panel(painter, _rect(option), theme.colour(fill), border, width, RADIUS - 2)
    arrow = style.subControlRect(_CC.CC_ComboBox, option, _SC.SC_ComboBoxArrow, widget)  # type: ignore[arg-type]
    _chevron(painter, QPointF(arrow.center()) + QPointF(-2, 1), theme.colour("text_muted"))


def _chevron(painter: QPainter, centre: QPointF, ink: QColor) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.drawPolyline([centre + QPointF(-5, -2.5), centre + QPointF(0, 2.5), centre + QPointF(5, -2.5)])
    painter.restore()


def _scroll_bar(style: QProxyStyle, option: QStyleOptionComplex, painter: QPainter, widget: QWidget | None) -> None:
    theme = current_theme()
    painter.fillRect(option.rect, theme.colour("surface_sunken"))
    if isinstance(option, QStyleOptionSlider) and option.minimum == option.maximum:
        return
    handle = QRectF(style.subControlRect(_CC.CC_ScrollBar, option, _SC.SC_ScrollBarSlider, widget)).adjusted(3, 3, -3, -3)  # type: ignore[arg-type]
    active = _has(option, _State.State_Sunken) or _has(option, _State.State_MouseOver)
    ink = theme.colour("text_muted" if active else "border_strong")
    paint_panel(painter, handle, ink, None, 0, min(handle.width(), handle.height()) / 2)
