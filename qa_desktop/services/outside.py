"""Checking a report without a workspace: for customers and auditors who hold only the file and the site's root certificate."""

from __future__ import annotations

from pathlib import Path

from qa_desktop.domain.errors import FileRefusedError, QaError
from qa_desktop.reports.types import Outcome, TrustList, Verification
from qa_desktop.services.guard import open_to
from qa_desktop.services.report_files import MAX_PDF
from qa_desktop.storage.files import read_limited


@open_to("anybody who was given a report")
def verify_with_root(file: Path, root: Path) -> Verification:
    """Check a file against a root certificate alone; the printed text is compared with the record inside the file."""
    from qa_desktop.reports.verify import verify  # noqa: PLC0415  (pyHanko is slow to import)

    try:
        data = read_limited(file, MAX_PDF)
    except QaError as error:
        return Verification(Outcome.UNREADABLE, str(error))
    return verify(data, TrustList((_der(root),)))


def _der(root: Path) -> bytes:
    from cryptography import x509  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415

    try:
        raw = read_limited(root, 1_048_576)
        load = x509.load_pem_x509_certificate if raw.lstrip().startswith(b"-----BEGIN") else x509.load_der_x509_certificate
        return load(raw).public_bytes(Encoding.DER)
    except (OSError, ValueError) as error:
        raise FileRefusedError(
            "“{name}” is not a certificate. Use the root certificate that the site gave you.", name=root.name
        ) from error
