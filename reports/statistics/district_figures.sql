-- Beside the city's forms: what districts without a connected system handed in for the year.
SELECT district_id, unit, counted_as, heading, value, taken_at::DATE AS taken_on
FROM core_district_figure
WHERE year = $year AND form = $form
ORDER BY district_id, unit_ordinal, unit;
