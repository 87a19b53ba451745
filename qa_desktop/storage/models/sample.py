"""The sample of an inspection: its pieces, its pinned plans, second readings, acts on lines, and questions about readings."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from qa_desktop.storage.models.base import Base, BigInt, Blank, Int, Key, OptStr, Str, Zero, refers, table_args


class InspectionPiece(Base):
    """A piece of the sample: its number in the inspection, and its serial number or another name for it."""

    __tablename__ = "inspection_piece"
    inspection_id: Mapped[str] = refers("inspection.id", key=True)
    number: Mapped[int] = mapped_column(BigInt, primary_key=True, autoincrement=False)
    piece_id: Mapped[OptStr] = refers("piece.id", optional=True)
    label: Mapped[Blank]
    added_by: Mapped[str] = refers("person.id")
    added_at: Mapped[Str]


class InspectionLine(Base):
    """The lines that a re-inspection asks; an inspection without such rows asks all."""

    __tablename__ = "inspection_line"
    inspection_id: Mapped[str] = refers("inspection.id", key=True)
    item_id: Mapped[str] = refers("item.id", key=True)
    piece: Mapped[int] = mapped_column(BigInt, primary_key=True, autoincrement=False)


class PinnedPlan(Base):
    """The sampling plan of one class of characteristics, fixed when the inspection was opened.  Append-only.

    ``series`` names supplier, part and class: the lots of a series follow each other in the switching rules.  ``rule`` is the
    JSON of the sampling rule, ``items`` the JSON list of item keys that the plan covers, ``basis`` what the severity was computed
    from, in words.
    """

    __tablename__ = "pinned_plan"
    __table_args__ = table_args(
        Index("ix_pinned_plan_inspection", "inspection_id"), Index("ix_pinned_plan_series", "series", "at", "id")
    )
    id: Mapped[Key]
    inspection_id: Mapped[str] = refers("inspection.id")
    series: Mapped[Str]
    class_: Mapped[str] = mapped_column("class", Text)
    rule: Mapped[Str]
    severity: Mapped[Str]
    lot_size: Mapped[Int]
    code_letter: Mapped[Blank]
    letter_used: Mapped[Blank]
    sample_size: Mapped[Int]
    accept: Mapped[Int]
    reject: Mapped[Int]
    items: Mapped[Str]
    basis: Mapped[Blank]
    at: Mapped[Str]


class PlanResult(Base):
    """What a plan found when its inspection was approved.  Append-only; the newest of a plan counts.

    ``original`` is 0 for a lot that was submitted again: it never counts for switching.
    """

    __tablename__ = "plan_result"
    __table_args__ = table_args(Index("ix_plan_result_plan", "plan_id", "id"))
    id: Mapped[Key]
    plan_id: Mapped[str] = refers("pinned_plan.id")
    nonconforming: Mapped[Int]
    accepted: Mapped[Int]
    original: Mapped[Int]
    person_id: Mapped[str] = refers("person.id")
    at: Mapped[Str]


class SeriesEvent(Base):
    """Something that counts for the switching of a series besides its lots: production irregular, reduced approved, resumed."""

    __tablename__ = "series_event"
    __table_args__ = table_args(Index("ix_series_event_series", "series", "at", "id"))
    id: Mapped[Key]
    series: Mapped[Str]
    kind: Mapped[Str]
    reason: Mapped[Str]
    person_id: Mapped[str] = refers("person.id")
    at: Mapped[Str]


class SecondReading(Base):
    """The reading of another person.  Append-only; the newest of a line counts."""

    __tablename__ = "second_reading"
    __table_args__ = table_args(Index("ix_second_reading_line", "inspection_id", "item_id", "piece", "id"))
    id: Mapped[Key]
    inspection_id: Mapped[str] = refers("inspection.id")
    item_id: Mapped[str] = refers("item.id")
    piece: Mapped[Zero]
    value: Mapped[Str]
    gauge: Mapped[Blank]
    person_id: Mapped[str] = refers("person.id")
    station_id: Mapped[str] = refers("station.id")
    at: Mapped[Str]
    at_offset: Mapped[Int]
    round: Mapped[Int]


class LineActRow(Base):
    """A retract, retest or reject of a line, with the value that stood before.  Append-only."""

    __tablename__ = "line_act"
    __table_args__ = table_args(
        Index("ix_line_act_inspection", "inspection_id", "id"),
        CheckConstraint("act in ('retract', 'retest', 'reject')", name="act"),
        CheckConstraint("length(reason) > 0", name="reason"),
    )
    id: Mapped[Key]
    inspection_id: Mapped[str] = refers("inspection.id")
    item_id: Mapped[str] = refers("item.id")
    piece: Mapped[Zero]
    act: Mapped[Str]
    reason: Mapped[Str]
    value_before: Mapped[OptStr]
    person_id: Mapped[str] = refers("person.id")
    at: Mapped[Str]
    at_offset: Mapped[Int]
    round: Mapped[Int]


class Question(Base):
    """Something about readings that is asked, never charged: identical, too regular, on the limit, too fast, back-dated.

    The inspector replies first; the supervisor sees question and reply.  ``facts`` is JSON.
    """

    __tablename__ = "question"
    __table_args__ = table_args(Index("ix_question_inspection", "inspection_id", "id"))
    id: Mapped[Key]
    inspection_id: Mapped[str] = refers("inspection.id")
    item_id: Mapped[OptStr] = refers("item.id", optional=True)
    piece: Mapped[Zero]
    kind: Mapped[Str]
    facts: Mapped[Str]
    round: Mapped[Int]
    asked_at: Mapped[Str]
    reply: Mapped[Blank]
    replied_by: Mapped[OptStr] = refers("person.id", optional=True)
    replied_at: Mapped[OptStr]
    replied_offset: Mapped[Zero]


class OpenedLine(Base):
    """A line that a reviewer opened before deciding.  Append-only."""

    __tablename__ = "opened_line"
    inspection_id: Mapped[str] = refers("inspection.id", key=True)
    round: Mapped[int] = mapped_column(BigInt, primary_key=True, autoincrement=False)
    item_id: Mapped[str] = refers("item.id", key=True)
    piece: Mapped[int] = mapped_column(BigInt, primary_key=True, autoincrement=False)
    person_id: Mapped[str] = refers("person.id", key=True)
    at: Mapped[Str]
