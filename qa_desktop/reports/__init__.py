"""Documents, signing and verification: the only place that knows reportlab, pikepdf and pyHanko.

Importing the package is cheap; the heavy libraries come in with :mod:`~qa_desktop.reports.render`,
:mod:`~qa_desktop.reports.signing` and :mod:`~qa_desktop.reports.verify`.
"""
