"""Permission first: every public method of a service says who may call it.

Usage::

    @needs(Permission.INSPECT)
    def answer(self, actor: Actor, ...): ...

    @logged_in("for themselves")
    def set_pin(self, actor: Actor, ...): ...

    @open_to("anyone at the log-in screen")
    def log_in(self, ...): ...

The first two compare the actor with what the database says now, at the first look of the call and in each of its writing
transactions: a role that was taken away while a session is open counts at once.

A test lists the public methods of all services and fails for one that declares nothing.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from qa_desktop.domain.people import Actor, Permission
from qa_desktop.storage import presence

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S")

MARK = "__access__"


def needs(permission: Permission) -> Callable[[Callable[Concatenate[S, Actor, P], R]], Callable[Concatenate[S, Actor, P], R]]:
    """Let the method run only for an actor who holds ``permission``."""

    def wrap(method: Callable[Concatenate[S, Actor, P], R]) -> Callable[Concatenate[S, Actor, P], R]:
        return _guarded(method, permission, permission)

    return wrap


def logged_in(whom: str) -> Callable[[Callable[Concatenate[S, Actor, P], R]], Callable[Concatenate[S, Actor, P], R]]:
    """Declare that a method needs no permission but somebody who is logged in, and for whom it is meant."""

    def wrap(method: Callable[Concatenate[S, Actor, P], R]) -> Callable[Concatenate[S, Actor, P], R]:
        return _guarded(method, whom, None)

    return wrap


def _guarded(
    method: Callable[Concatenate[S, Actor, P], R], mark: str, permission: Permission | None
) -> Callable[Concatenate[S, Actor, P], R]:
    @functools.wraps(method)
    def guarded(self: S, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if permission is not None:
            actor.require(permission)
        began = presence.begin(actor)
        try:
            return method(self, actor, *args, **kwargs)
        finally:
            presence.end(began)

    setattr(guarded, MARK, mark)
    return guarded


def open_to(whom: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare that a method needs no permission, and for whom it is meant."""

    def wrap(method: Callable[P, R]) -> Callable[P, R]:
        setattr(method, MARK, whom)
        return method

    return wrap
