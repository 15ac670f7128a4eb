"""Passages in quotation marks, and turns introduced by a dash."""
