-- The catalogue page: every column with its type and comment, in the order of its table.
SELECT c.table_name, c.column_name AS name, c.data_type, c.comment
FROM duckdb_columns() AS c
WHERE NOT c.internal AND c.schema_name = 'main' AND c.database_name = current_database()
ORDER BY c.table_name, c.column_index;
