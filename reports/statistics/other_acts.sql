-- 其他行政执法行为实施情况统计表: levies, requisitions, and inspections that count.
SELECT unit, item, sum(cases)::BIGINT AS cases FROM out_other_act WHERE year = $year AND list_contains($levels, level) GROUP BY ALL;
