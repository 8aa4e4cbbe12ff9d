-- 产生数量, counted from the decisions alone: what the table adds up to must be this.
SELECT d.act_type, a.unit, coalesce(d.office, '') AS office, count(*) AS decisions
FROM core_decision AS d
JOIN core_authority AS a USING (authority_key)
WHERE
    d.act_type IN ('行政许可', '行政处罚')
    AND d.decided_on >= $first::DATE AND d.decided_on < $after::DATE
GROUP BY ALL
ORDER BY ALL;
