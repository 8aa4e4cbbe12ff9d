CREATE TEMP TABLE erased_decision (decision_id BIGINT PRIMARY KEY);
