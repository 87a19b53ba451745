"""Permission first: every public method of a service says who may call it.

Usage::

    @needs(Permission.INSPECT)
    def answer(self, actor: Actor, ...): ...

    @open_to("anyone at the log-in screen")
    def log_in(self, ...): ...

A test lists the public methods of all services and fails for one that declares nothing.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from qa_desktop.domain.people import Actor, Permission

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S")

MARK = "__access__"


def needs(permission: Permission) -> Callable[[Callable[Concatenate[S, Actor, P], R]], Callable[Concatenate[S, Actor, P], R]]:
    """Let the method run only for an actor who holds ``permission``."""

    def wrap(method: Callable[Concatenate[S, Actor, P], R]) -> Callable[Concatenate[S, Actor, P], R]:
        @functools.wraps(method)
        def guarded(self: S, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
            actor.require(permission)
            return method(self, actor, *args, **kwargs)

        setattr(guarded, MARK, permission)
        return guarded

    return wrap


def open_to(whom: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare that a method needs no permission, and for whom it is meant."""

    def wrap(method: Callable[P, R]) -> Callable[P, R]:
        setattr(method, MARK, whom)
        return method

    return wrap
