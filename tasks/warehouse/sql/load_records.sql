-- A rejected record keeps the office it names, where that is one which decisions name too: in a row whose columns
-- slipped, anything may stand there, a person's name included.
INSERT INTO raw_record BY NAME
WITH named AS (SELECT *, returned_content ->> 'office' AS named_office FROM register_rows)
SELECT
    * EXCLUDE (returned_content, named_office) REPLACE (
        nullif(act_type, '') AS act_type,
        decided_on::DATE AS decided_on,
        due_on::DATE AS due_on,
        beijing_time(first_seen_at) AS first_seen_at,
        beijing_time(state_since) AS state_since
    ),
    CASE WHEN named_office IN (SELECT office FROM core_decision) THEN named_office END AS office
FROM named;
