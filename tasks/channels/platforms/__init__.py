"""Platforms that take decisions as JSON over HTTP: the city's service hall and supervision platform (G11, I1)."""
