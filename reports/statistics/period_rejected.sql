-- Records sent back in a period, by office: the one they name, that of their decision, or the only one their source
-- brings such acts from. `waiting` of them are not mended yet, `overdue` are past the day on which they should be public.
WITH only_office AS (
    SELECT lead_source AS source, act_type, any_value(office) AS office
    FROM core_decision
    GROUP BY ALL
    HAVING count(DISTINCT office) = 1
),
sent_back AS (
    SELECT DISTINCT record_id
    FROM core_finding
    WHERE severity = 'error' AND scope = 'record' AND found_at::DATE BETWEEN $from AND $until
)
SELECT
    coalesce(d.office, r.office, o.office, '') AS office,
    count(*) AS records,
    count(*) FILTER (r.state = 'quarantined') AS waiting,
    count(*) FILTER (r.state = 'quarantined' AND r.due_on < $today) AS overdue
FROM sent_back
JOIN raw_record AS r USING (record_id)
LEFT JOIN core_decision AS d USING (decision_id)
LEFT JOIN only_office AS o ON o.source = r.source AND o.act_type = r.act_type
GROUP BY ALL
ORDER BY ALL;
