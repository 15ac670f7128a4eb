"""A release as one HTML page: its contents, what was removed and why, who said what."""

from corpus_builder.report.page import render_report
from corpus_builder.report.writing import place_report, write_report

__all__ = ["place_report", "render_report", "write_report"]
