-- What counts of a period, by office, item, procedure and month: measures and decisions by the day decided, execution
-- of coercion by the day completed, as in the official forms.
SELECT
    office,
    act_type,
    coalesce(counted_kind, '') AS item,
    coalesce(procedure_kind, '') AS procedure,
    month(counted_on) AS month,
    count(*) AS cases,
    sum(coalesce(fine_fen, 0) + coalesce(confiscated_fen, 0))::BIGINT AS fen
FROM core_decision AS d
JOIN core_authority AS a USING (authority_key)
WHERE list_contains($levels, a.level) AND not_counted IS NULL AND counted_on BETWEEN $from AND $until
GROUP BY ALL
ORDER BY ALL;
