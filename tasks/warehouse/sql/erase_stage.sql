-- What was published in error leaves no text behind; what it counts under has been decided by now and stays.
UPDATE stage_decision SET
    page_id = NULL,
    document_number = NULL,
    party_name = NULL,
    party_uscc = NULL,
    review_opinion = NULL,
    violation_kind = NULL,
    legal_basis = NULL,
    penalty_kinds = NULL,
    certificate_name = NULL,
    licence_number = NULL,
    inspection_item = NULL,
    followed_by = NULL
WHERE decision_id IN (SELECT decision_id FROM core_withdrawal WHERE reason = 'in_error');
