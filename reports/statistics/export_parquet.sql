COPY (FROM query_table($table)) TO $file (FORMAT parquet, COMPRESSION zstd);
