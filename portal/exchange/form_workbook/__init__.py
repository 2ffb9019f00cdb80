"""The official form as a workbook: laid out as the paper is, written, and read back by hidden anchors."""

from portal.exchange.form_workbook.reading import read
from portal.exchange.form_workbook.refusals import WorkbookRefused, why
from portal.exchange.form_workbook.writing import write

__all__ = ["WorkbookRefused", "read", "why", "write"]
