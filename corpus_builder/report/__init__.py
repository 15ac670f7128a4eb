"""A published folder as one HTML page that a person reads: what is in it, what went and why, who said what."""

from corpus_builder.report.page import render_report
from corpus_builder.report.writing import place_report, write_report

__all__ = ["place_report", "render_report", "write_report"]
