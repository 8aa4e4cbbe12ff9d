-- One batch of decisions with the content of their current version, from the register to the stage.
INSERT INTO stage_decision BY NAME
WITH parsed AS (
    SELECT
        * EXCLUDE (content),
        from_json(content, '{"decided_on": "VARCHAR", "document_number": "VARCHAR",
            "authority_name": "VARCHAR", "authority_code": "VARCHAR",
            "party_kind": "VARCHAR", "party_name": "VARCHAR", "party_uscc": "VARCHAR",
            "legal_representative": "VARCHAR",
            "item_code": "VARCHAR", "procedure_kind": "VARCHAR", "hearing_held": "VARCHAR", "is_major": "VARCHAR",
            "review_date": "VARCHAR", "review_opinion": "VARCHAR", "served_on": "VARCHAR",
            "violation_kind": "VARCHAR", "legal_basis": "VARCHAR", "penalty_kinds": "VARCHAR",
            "penalty_content": "VARCHAR", "revoked_certificate": "VARCHAR",
            "fine_wan": "VARCHAR", "confiscated_wan": "VARCHAR", "disclosure_until": "VARCHAR",
            "licence_kind": "VARCHAR", "certificate_name": "VARCHAR", "licence_number": "VARCHAR",
            "licence_outcome": "VARCHAR", "valid_from": "VARCHAR", "valid_until": "VARCHAR",
            "coercion_kind": "VARCHAR", "completed_on": "VARCHAR", "inspection_item": "VARCHAR",
            "inspection_kind": "VARCHAR", "record_complete": "VARCHAR", "followed_by": "VARCHAR"}') AS given
    FROM register_rows
),
known AS (
    SELECT
        *,
        given.party_kind IN ('法人及非法人组织', '个体工商户') AS is_organisation,
        CASE WHEN act_type = '行政处罚'
            THEN len(list_filter($either_kind::VARCHAR[], lambda one: contains(given.penalty_kinds, one))) > 0
        END AS leaves_open,
        CASE WHEN is_organisation THEN '' ELSE coalesce(given.party_name, '') END AS person,
        coalesce(given.legal_representative, '') AS head
    FROM parsed
)
SELECT
    decision_id,
    page_id,
    act_type,
    without_citizen_ids(given.document_number) AS document_number,
    coalesce(nullif(given.decided_on, ''), decided_on)::DATE AS decided_on,
    coalesce(given.authority_name, authority_name) AS authority_name,
    coalesce(given.authority_code, '') AS authority_code,
    office,
    lead_source,
    beijing_time(registered_at) AS registered_at,
    website_state,
    website_gate,
    website_due_on::DATE AS website_due_on,
    CASE WHEN website_ending IS NOT NULL THEN beijing_time(website_state_since)::DATE END AS website_ended_on,
    website_ending,
    beijing_time(first_published_at) AS first_published_at,
    coalesce(website_current::BOOLEAN, false) AS website_current,
    beijing_time(first_published_at) <= website_due_on::DATE + 1 AS on_time,
    nullif(given.party_kind, '') AS party_kind,
    CASE WHEN is_organisation THEN given.party_name END AS party_name,
    CASE WHEN is_organisation THEN given.party_uscc END AS party_uscc,
    given.item_code,
    given.procedure_kind,
    given.hearing_held,
    given.is_major,
    nullif(given.review_date, '')::DATE AS review_date,
    without_names(given.review_opinion, person, head) AS review_opinion,
    nullif(given.served_on, '')::DATE AS served_on,
    without_names(without_citizen_ids(given.violation_kind), person, head) AS violation_kind,
    without_citizen_ids(given.legal_basis) AS legal_basis,
    without_names(without_citizen_ids(given.penalty_kinds), person, head) AS penalty_kinds,
    (nullif(given.fine_wan, '')::DECIMAL(24, 6) * 1000000)::BIGINT AS fine_fen,
    (nullif(given.confiscated_wan, '')::DECIMAL(24, 6) * 1000000)::BIGINT AS confiscated_fen,
    nullif(given.disclosure_until, '')::DATE AS disclosure_until,
    given.licence_kind,
    without_names(without_citizen_ids(given.certificate_name), person, head) AS certificate_name,
    CASE WHEN is_organisation THEN without_citizen_ids(given.licence_number) END AS licence_number,
    nullif(given.licence_outcome, '') AS licence_outcome,
    nullif(given.valid_from, '')::DATE AS valid_from,
    nullif(given.valid_until, '')::DATE AS valid_until,
    given.coercion_kind,
    nullif(given.completed_on, '')::DATE AS completed_on,
    without_names(without_citizen_ids(given.inspection_item), person, head) AS inspection_item,
    given.inspection_kind,
    given.record_complete,
    without_names(given.followed_by, person, head) AS followed_by,
    coalesce(CASE act_type
        WHEN '行政处罚' THEN given.penalty_kinds
        WHEN '行政许可' THEN given.licence_outcome
        WHEN '行政强制' THEN given.coercion_kind
        WHEN '行政检查' THEN given.record_complete
    END, '') AS named,
    coalesce(CASE
        WHEN leaves_open THEN concat_ws(' ', given.penalty_content, given.revoked_certificate)
        WHEN act_type = '行政检查' THEN given.followed_by
    END, '') AS told,
    coalesce(given.party_name, '') <> ''
        AND NOT list_contains($no_object::VARCHAR[], given.party_name) AS has_object,
    CASE WHEN given.party_kind = '个体工商户' THEN coalesce(given.legal_representative, '') ELSE '' END AS operator
FROM known;
