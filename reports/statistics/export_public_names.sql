-- Exports leave the office: what names somebody stands only where it is public on the website now, free text only
-- where it once passed the release scan. A correction that still waits is neither. Every row and every figure is there.
CREATE TEMP VIEW public_decision AS
SELECT * EXCLUDE (shown, scanned) REPLACE (
    CASE WHEN shown THEN page_id END AS page_id,
    CASE WHEN shown THEN document_number END AS document_number,
    CASE WHEN shown THEN party_name END AS party_name,
    CASE WHEN shown THEN party_uscc END AS party_uscc,
    CASE WHEN shown THEN licence_number END AS licence_number,
    CASE WHEN scanned THEN violation_kind END AS violation_kind,
    CASE WHEN scanned THEN legal_basis END AS legal_basis,
    CASE WHEN scanned THEN penalty_kinds END AS penalty_kinds,
    CASE WHEN scanned THEN certificate_name END AS certificate_name,
    CASE WHEN scanned THEN inspection_item END AS inspection_item,
    CASE WHEN scanned THEN followed_by END AS followed_by,
    NULL::VARCHAR AS review_opinion
)
FROM (
    SELECT
        *,
        website_state = 'published' AND website_current AS shown,
        website_state IN ('published', 'withdrawn', 'expired') AND website_current AS scanned
    FROM core_decision
);

-- A ruling's reason and a withdrawal's basis are the words of officers, who may name anybody.
CREATE TEMP VIEW public_publication AS
SELECT * REPLACE (NULL::VARCHAR AS disclosure_reason, NULL::VARCHAR AS disclosure_basis) FROM core_publication;

CREATE TEMP VIEW public_withdrawal AS
SELECT * REPLACE (NULL::VARCHAR AS basis) FROM core_withdrawal;

CREATE TEMP VIEW public_credit AS
SELECT o.* REPLACE (
    CASE WHEN d.website_state = 'published' AND d.website_current THEN o.document_number END AS document_number,
    NULL::VARCHAR AS basis_text
)
FROM out_credit AS o
JOIN core_decision AS d USING (decision_id);

-- A cell that a spreadsheet would run as a formula gets an apostrophe; a list becomes text.
CREATE TEMP MACRO for_spreadsheet(cell) AS CASE
    WHEN typeof(cell) = 'VARCHAR' AND regexp_matches(cell::VARCHAR, '^[=+\-@\t\r＝＋－＠]') THEN '''' || cell::VARCHAR
    WHEN typeof(cell) = 'VARCHAR[]' THEN array_to_string(cell::VARCHAR::VARCHAR[], '；')
    ELSE cell::VARCHAR
END;
