-- What is taken from a decision's content, and nothing else: no identity numbers, no prose. The one person named, a
-- sole trader's operator, is here only to be taken out of the party's name, and goes no further.

CREATE TEMP TABLE stage_decision (
    decision_id BIGINT, page_id VARCHAR, act_type VARCHAR, document_number VARCHAR, decided_on DATE,
    authority_name VARCHAR, authority_code VARCHAR, office VARCHAR, lead_source VARCHAR, registered_at TIMESTAMP,
    website_state VARCHAR, website_gate VARCHAR, website_due_on DATE, website_ended_on DATE, website_ending VARCHAR,
    first_published_at TIMESTAMP, website_current BOOLEAN, on_time BOOLEAN,
    party_kind VARCHAR, party_name VARCHAR, party_uscc VARCHAR, item_code VARCHAR, procedure_kind VARCHAR,
    hearing_held VARCHAR, is_major VARCHAR, review_date DATE, review_opinion VARCHAR, served_on DATE,
    violation_kind VARCHAR, legal_basis VARCHAR, penalty_kinds VARCHAR, fine_fen BIGINT, confiscated_fen BIGINT,
    disclosure_until DATE, licence_kind VARCHAR, certificate_name VARCHAR, licence_number VARCHAR,
    licence_outcome VARCHAR, valid_from DATE, valid_until DATE, coercion_kind VARCHAR, completed_on DATE,
    inspection_item VARCHAR, inspection_kind VARCHAR, record_complete VARCHAR, followed_by VARCHAR,
    -- what decides the item it counts under
    named VARCHAR NOT NULL, told VARCHAR NOT NULL, has_object BOOLEAN NOT NULL,
    operator VARCHAR NOT NULL
);

CREATE TEMP TABLE stage_item (
    act_type VARCHAR, named VARCHAR, told VARCHAR, has_object BOOLEAN,
    kinds VARCHAR[], item VARCHAR, not_counted VARCHAR, on_completion BOOLEAN
);

CREATE TEMP TABLE stage_authority (
    authority_name VARCHAR, authority_code VARCHAR, decided_from DATE, decided_to DATE, authority_key INTEGER
);

-- Party names with a person's name in them, and what of them may stand: the 字号, or nothing.
CREATE TEMP TABLE stage_party (
    party_kind VARCHAR, party_name VARCHAR, operator VARCHAR, shown VARCHAR
);
