"""``python -m tests.benchmarks``: one table of ratios, measured side by side in one run."""

from __future__ import annotations

import argparse
import os
import platform

from tests.benchmarks import SUITES, run_suites
from tests.benchmarks.measure import table


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"which of {', '.join(SUITES)}; all without names")
    parser.add_argument("--quick", action="store_true", help="tiny sizes, to see that it runs")
    options = parser.parse_args()
    unknown = set(options.names) - set(SUITES)
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}; choose of {', '.join(SUITES)}")
    rows = run_suites(options.names or SUITES, quick=options.quick)
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg()) if hasattr(os, "getloadavg") else "unknown"
    print(table(rows))
    print(f"\n{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load {load}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
