-- Ordered before the cells become text, so that numbers and days keep their order.
COPY (
    SELECT for_spreadsheet(COLUMNS(*)) FROM (FROM query_table($table) ORDER BY ALL)
) TO $file (FORMAT csv, HEADER, NEW_LINE '\r\n');
