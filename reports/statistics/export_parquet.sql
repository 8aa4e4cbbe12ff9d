COPY (FROM query_table($table) ORDER BY ALL) TO $file (FORMAT parquet, COMPRESSION zstd);
