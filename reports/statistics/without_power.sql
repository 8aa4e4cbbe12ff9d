-- Under a form: authorities in force in the year that have no such power and are therefore not on it.
SELECT a.unit, arg_max(a.name, coalesce(a.in_force_from, DATE '0001-01-01')) AS name
FROM core_authority AS a
WHERE a.explicit
    AND list_contains($levels, a.level)
    AND coalesce(a.in_force_from, make_date($year, 12, 31)) <= make_date($year, 12, 31)
    AND coalesce(a.in_force_to, make_date($year, 1, 1)) >= make_date($year, 1, 1)
    AND a.unit NOT IN (
        SELECT unit FROM out_form_unit WHERE form = $form AND profile = $profile AND year = $year
    )
GROUP BY a.unit
ORDER BY name;
