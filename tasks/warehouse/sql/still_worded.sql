-- How many of these decisions still have text of theirs in a snapshot.
SELECT count(*) FROM (
    SELECT decision_id FROM core_decision
    WHERE coalesce(
        page_id, document_number, party_name, party_uscc, review_opinion, violation_kind, legal_basis,
        penalty_kinds, certificate_name, licence_number, inspection_item, followed_by
    ) IS NOT NULL
    UNION ALL
    SELECT decision_id FROM core_publication WHERE coalesce(disclosure_reason, disclosure_basis) IS NOT NULL
    UNION ALL
    SELECT decision_id FROM core_withdrawal WHERE basis IS NOT NULL
) AS worded
WHERE list_contains($decisions::BIGINT[], worded.decision_id);
