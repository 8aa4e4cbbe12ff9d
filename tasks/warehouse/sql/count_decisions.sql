-- From the stage to core_decision: the authority, the item and the day each decision counts under.
INSERT INTO core_decision BY NAME
WITH assigned AS (
    SELECT
        d.*,
        a.authority_key,
        i.kinds,
        i.item,
        i.not_counted AS excluded,
        CASE WHEN i.on_completion THEN d.completed_on ELSE d.decided_on END AS counted_on,
        i.on_completion
    FROM stage_decision AS d
    JOIN stage_item AS i USING (act_type, named, told, has_object)
    LEFT JOIN stage_authority AS a
        ON a.authority_name = d.authority_name AND a.authority_code = d.authority_code
        AND d.decided_on BETWEEN a.decided_from AND a.decided_to
)
SELECT
    s.* EXCLUDE (named, told, has_object, operator, item, excluded, on_completion),
    CASE WHEN s.excluded IS NULL THEN coalesce(m.counted_kind, s.item) END AS counted_kind,
    year(s.counted_on) AS counted_year,
    CASE
        WHEN s.authority_key IS NULL THEN '非本表列明的机关'
        WHEN s.excluded IS NOT NULL THEN s.excluded
        WHEN s.on_completion AND s.completed_on IS NULL THEN '强制执行尚未完毕'
    END AS not_counted
FROM assigned AS s
LEFT JOIN (
    SELECT DISTINCT severity_order, in_force_from, in_force_to FROM meta_severity_order WHERE by_decision_date
) AS o
    ON s.decided_on >= coalesce(o.in_force_from, s.decided_on)
    AND s.decided_on <= coalesce(o.in_force_to, s.decided_on)
LEFT JOIN meta_most_severe AS m ON m.severity_order = o.severity_order AND m.kinds = s.kinds;

TRUNCATE stage_decision;
