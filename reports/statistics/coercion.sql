-- 行政强制实施情况统计表: measures by the day decided, execution by the day completed.
SELECT unit, item, sum(cases)::BIGINT AS cases FROM out_coercion WHERE year = $year AND list_contains($levels, level) GROUP BY ALL;
