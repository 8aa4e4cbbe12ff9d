-- What was taken down from the website in a period, by office and reason.
SELECT d.office, w.reason, count(DISTINCT w.decision_id) AS cases
FROM core_withdrawal AS w
JOIN core_decision AS d USING (decision_id)
LEFT JOIN core_authority AS a USING (authority_key)
WHERE w.channel = 'website'
    AND (a.level IS NULL OR list_contains($levels, a.level))
    AND w.requested_at::DATE BETWEEN $from AND $until AND w.was_public
GROUP BY ALL
ORDER BY ALL;
