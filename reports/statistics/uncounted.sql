-- Beside a form: records sent back, so not counted yet; `undated` are those whose decision date cannot be read, and
-- `corrections` those whose decision is counted as it was registered before.
SELECT
    count(*) FILTER (decision_id IS NULL) AS records,
    count(*) FILTER (decision_id IS NULL AND decided_on IS NULL) AS undated,
    count(*) FILTER (decision_id IS NOT NULL) AS corrections
FROM raw_record
WHERE state = 'quarantined'
    AND list_contains($act_types, act_type)
    AND (decided_on IS NULL OR year(decided_on) = $year);
