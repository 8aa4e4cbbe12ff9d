INSERT INTO core_withdrawal BY NAME
SELECT * REPLACE (
    effective_on::DATE AS effective_on,
    received_on::DATE AS received_on,
    due_on::DATE AS due_on,
    beijing_time(requested_at) AS requested_at,
    beijing_time(settled_at) AS settled_at,
    was_public::BOOLEAN AS was_public
)
FROM register_rows;
