"""The rules, pure: no clock, no files, no database."""
