"""Printable official papers: layouts as data, filled from the register, rendered as DOCX (clauses G14, G15)."""
