INSERT INTO core_finding BY NAME
SELECT * REPLACE (beijing_time(found_at) AS found_at, beijing_time(closed_at) AS closed_at)
FROM register_rows;
