INSERT INTO raw_record BY NAME
SELECT * REPLACE (
    nullif(act_type, '') AS act_type,
    decided_on::DATE AS decided_on,
    due_on::DATE AS due_on,
    beijing_time(first_seen_at) AS first_seen_at,
    beijing_time(state_since) AS state_since
)
FROM register_rows;
