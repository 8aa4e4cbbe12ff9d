-- The cells of one form, and under no unit its 合计; what is not there is 0. Amounts are in fen.
SELECT unit, ordinal, sum(value)::BIGINT AS value
FROM out_cell
WHERE form = $form AND profile = $profile AND year = $year AND list_contains($levels, level)
GROUP BY GROUPING SETS ((unit, ordinal), (ordinal));
