INSERT INTO core_publication BY NAME
WITH marked AS (
    SELECT *, decision_id IN (SELECT decision_id FROM erased_decision) AS erased FROM old_rows
)
SELECT * EXCLUDE (erased) REPLACE (
    CASE WHEN NOT erased THEN disclosure_reason END AS disclosure_reason,
    CASE WHEN NOT erased THEN disclosure_basis END AS disclosure_basis
)
FROM marked;
