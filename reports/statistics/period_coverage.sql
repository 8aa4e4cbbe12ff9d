-- From which day on acts are counted here, from which day on records come in, and how many authorities a period had,
-- where every one of them is named.
SELECT
    min(counted_on) AS first_day,
    (SELECT min(first_seen_at)::DATE FROM raw_record) AS running_since,
    (
        SELECT CASE WHEN bool_and(a.explicit) THEN count(DISTINCT a.unit) END
        FROM core_authority AS a
        WHERE list_contains($levels, a.level)
            AND coalesce(a.in_force_from, $until) <= $until
            AND coalesce(a.in_force_to, $from) >= $from
    ) AS authorities
FROM core_decision
JOIN core_authority AS counted USING (authority_key)
WHERE not_counted IS NULL AND list_contains($levels, counted.level);
