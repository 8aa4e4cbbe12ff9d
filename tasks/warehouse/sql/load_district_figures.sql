INSERT INTO core_district_figure BY NAME
SELECT * REPLACE (beijing_time(taken_at) AS taken_at) FROM register_rows;
