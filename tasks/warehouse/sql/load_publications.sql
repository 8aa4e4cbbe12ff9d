INSERT INTO core_publication BY NAME
SELECT
    * REPLACE (
        beijing_time(state_since) AS state_since,
        reexamine_on::DATE AS reexamine_on,
        due_on::DATE AS due_on,
        latest_on::DATE AS latest_on,
        period_ends_on::DATE AS period_ends_on,
        beijing_time(first_published_at) AS first_published_at,
        provisional::BOOLEAN AS provisional
    ),
    beijing_time(first_published_at) <= due_on::DATE + 1 AS on_time
FROM register_rows;
