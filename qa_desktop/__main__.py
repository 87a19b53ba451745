"""Start the program: ``python -m qa_desktop``."""

import sys

from qa_desktop.app import main

if __name__ == "__main__":
    sys.exit(main())
