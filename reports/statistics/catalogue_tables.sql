-- The catalogue page: every table and view of a snapshot, with what a row of it is.
SELECT t.name, t.kind, t.comment, n.grain, n.caveat
FROM (
    SELECT table_name AS name, '表' AS kind, comment FROM duckdb_tables() WHERE NOT internal AND NOT temporary
    UNION ALL
    SELECT view_name, '视图', comment FROM duckdb_views() WHERE NOT internal AND NOT temporary
) AS t
LEFT JOIN meta_table AS n ON n.table_name = t.name
ORDER BY n.ordinal NULLS LAST, t.name;
