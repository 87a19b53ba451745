"""The separate process in which a workbook from outside is parsed.

It gets one line of JSON and the bytes of the workbook on standard input and answers with JSON on standard output.  It may use
only so much memory and time, and opens no connection, starts no program and writes no file.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from typing import Any

from qa_desktop.domain.errors import FileRefusedError
from qa_desktop.exchange.xlsform import parse, tables

if sys.platform != "win32":
    import resource

_FORBIDDEN = ("socket.connect", "socket.getaddrinfo", "socket.bind", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn")


def main() -> int:
    """Read one workbook from standard input and write the outcome to standard output."""
    # xlrd reports oddities on standard output, which belongs to the answer alone.
    answer = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr
    order = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    with answer:
        answer.write(json.dumps(_outcome(data, order)).encode())
    return 0


def _outcome(data: bytes, order: dict[str, Any]) -> dict[str, Any]:
    try:
        _limit(int(order["memory_mb"]), int(order["cpu_seconds"]))
        sys.addaudithook(_forbid)
        if order["task"] == "tables":
            return tables.tables_of(data, suffix=order["suffix"])
        return parse.form_of(data, suffix=order["suffix"], stem=order["stem"])
    except FileRefusedError as error:
        return {"refused": {"template": error.template, "params": error.params}}
    except MemoryError:
        return {"out_of_memory": True}
    except RecursionError:
        return {"refused": {"template": "The groups of the form are nested too deeply. Nothing was imported.", "params": {}}}


def _limit(memory_mb: int, cpu_seconds: int) -> None:
    if sys.platform == "win32":
        return  # the parent watches there
    for kind, amount in ((resource.RLIMIT_AS, memory_mb << 20), (resource.RLIMIT_CPU, cpu_seconds)):
        # macOS knows the limit of memory but does not take it; the parent watches there too.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (amount, amount))


def _forbid(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN:
        raise FileRefusedError("The workbook made its reader try something forbidden ({event}). It was not opened.", event=event)
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wxa+"):
        raise FileRefusedError("The workbook made its reader try to write a file. It was not opened.")


if __name__ == "__main__":
    raise SystemExit(main())
