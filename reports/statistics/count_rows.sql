-- How many rows a table or view has.
SELECT count(*) FROM query_table($table);
