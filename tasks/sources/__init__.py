"""Read-only pulls from business systems."""
