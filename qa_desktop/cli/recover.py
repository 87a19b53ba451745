"""``recover LOGIN``: an administrator's new password by two recovery codes, or by one code and a second administrator."""

from __future__ import annotations

import getpass
from argparse import Namespace

from qa_desktop.cli.common import OK, opened, show
from qa_desktop.cli.demo import Commands
from qa_desktop.domain.errors import InputError


def add_to(nouns: Commands) -> None:
    """Add the command."""
    command = nouns.add_parser("recover", help="give an administrator a new password by recovery codes")
    command.add_argument("login")
    command.add_argument("--helper", help="log-in name of a second administrator; then one code is enough")
    command.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Ask for the codes and the new password; nothing is taken from the command line, where others could read it."""
    from qa_desktop.services.recovery import RecoveryService  # noqa: PLC0415  (brings SQLAlchemy)

    with opened(options) as program:
        codes = [getpass.getpass(f"Recovery code {number}: ") for number in range(1, 2 if options.helper else 3)]
        helper = getpass.getpass(f"Password of {options.helper}: ") if options.helper else None
        password = getpass.getpass("New password: ")
        if getpass.getpass("New password again: ") != password:
            raise InputError("The two new passwords differ. Nothing was changed.")
        RecoveryService(program.workspace, program.keys).recover(
            options.login, codes, password, helper_login=options.helper, helper_password=helper
        )
    line = "The password is changed. Everybody sees this in the audit chain; the used codes are gone."
    show(options, {"recovered": options.login}, [line])
    return OK
