"""The statisticians' DuckDB."""
