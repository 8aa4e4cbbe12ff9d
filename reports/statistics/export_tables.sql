-- What is exported: the tables of decisions and what is counted from them, never the records as received.
SELECT name FROM (
    SELECT table_name AS name FROM duckdb_tables() WHERE NOT internal AND NOT temporary
    UNION ALL
    SELECT view_name FROM duckdb_views() WHERE NOT internal AND NOT temporary
) AS found
WHERE starts_with(name, 'core_') OR starts_with(name, 'out_')
ORDER BY name;
