INSERT INTO core_withdrawal BY NAME
WITH marked AS (
    SELECT *, decision_id IN (SELECT decision_id FROM erased_decision) AS erased FROM old_rows
)
SELECT * EXCLUDE (erased) REPLACE (CASE WHEN NOT erased THEN basis END AS basis)
FROM marked;
