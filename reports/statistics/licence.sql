-- 行政许可实施情况统计表: licence decisions of the year by outcome.
SELECT unit, item, sum(cases)::BIGINT AS cases FROM out_licence WHERE year = $year AND list_contains($levels, level) GROUP BY ALL;
