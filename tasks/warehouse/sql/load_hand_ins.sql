-- A code is kept only where it looks like one, or is the id of a known answer: whatever else a platform writes there
-- may name somebody.
INSERT INTO core_hand_in BY NAME
SELECT
    * EXCLUDE (file) REPLACE (
        beijing_time(placed_at) AS placed_at,
        beijing_time(answered_at) AS answered_at,
        nullif(result, '') AS result,
        CASE
            WHEN coalesce(code, '') = '' THEN NULL
            WHEN regexp_full_match(code, '[A-Z]{0,4}-?[0-9]{1,6}|[a-z]+(-[a-z]+)+') THEN code
            ELSE '其他'
        END AS code
    ),
    file,
    upper(regexp_extract(file, '\.([A-Za-z]+)$', 1)) AS file_kind
FROM register_rows;
