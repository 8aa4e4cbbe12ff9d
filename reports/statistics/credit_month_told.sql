-- Beside the figures: how many stored records ended since, by reason, and how many were ever refused, by code.
SELECT c.act_type, a.unit, c.office, told.kind, told.word, count(*) AS decisions
FROM (
    SELECT decision_id, 'ended' AS kind, ended_since AS word FROM out_credit WHERE ended_since IS NOT NULL
    UNION ALL
    SELECT decision_id, 'refused', refusal_code FROM out_credit WHERE refused_once
    UNION ALL
    SELECT decision_id, 'not_stored', refusal_code FROM out_credit WHERE refused_once AND NOT stored
) AS told
JOIN out_credit AS c USING (decision_id)
JOIN core_authority AS a USING (authority_key)
WHERE c.decided_on >= $first::DATE AND c.decided_on < $after::DATE
GROUP BY ALL
ORDER BY ALL;
