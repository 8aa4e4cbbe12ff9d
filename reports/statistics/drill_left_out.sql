-- Registered decisions of the year that a form leaves out by rule, each with its reason. $unit NULL asks for all.
SELECT
    d.document_number,
    d.act_type,
    d.decided_on,
    d.authority_name AS authority,
    d.office,
    CASE
        WHEN len(d.kinds) > 0 THEN d.kinds
        ELSE list_filter([d.licence_outcome, d.coercion_kind, d.inspection_item], lambda one: one IS NOT NULL)
    END AS kinds,
    NULL::VARCHAR AS counted_as,
    coalesce(d.fine_fen, 0) + coalesce(d.confiscated_fen, 0) AS fen,
    d.website_state,
    0::BIGINT AS value,
    l.reason AS why
FROM left_out_in($levels) AS l
JOIN core_decision AS d USING (decision_id)
WHERE l.form = $form AND l.profile = $profile AND l.year = $year
    AND ($unit IS NULL OR l.unit = $unit)
ORDER BY l.reason, d.decided_on, d.document_number, d.decision_id;
