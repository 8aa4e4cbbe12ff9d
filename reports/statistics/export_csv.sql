COPY (SELECT for_spreadsheet(COLUMNS(*)) FROM query_table($table)) TO $file (FORMAT csv, HEADER, NEW_LINE '\r\n');
