-- From an older snapshot to the file that takes its place: every row, the erased ones without their text.
INSERT INTO core_decision BY NAME
WITH marked AS (
    SELECT *, decision_id IN (SELECT decision_id FROM erased_decision) AS erased FROM old_rows
)
SELECT * EXCLUDE (erased) REPLACE (
    CASE WHEN NOT erased THEN page_id END AS page_id,
    CASE WHEN NOT erased THEN document_number END AS document_number,
    CASE WHEN NOT erased THEN party_name END AS party_name,
    CASE WHEN NOT erased THEN party_uscc END AS party_uscc,
    CASE WHEN NOT erased THEN review_opinion END AS review_opinion,
    CASE WHEN NOT erased THEN violation_kind END AS violation_kind,
    CASE WHEN NOT erased THEN legal_basis END AS legal_basis,
    CASE WHEN NOT erased THEN penalty_kinds END AS penalty_kinds,
    CASE WHEN NOT erased THEN certificate_name END AS certificate_name,
    CASE WHEN NOT erased THEN licence_number END AS licence_number,
    CASE WHEN NOT erased THEN inspection_item END AS inspection_item,
    CASE WHEN NOT erased THEN followed_by END AS followed_by
)
FROM marked;
