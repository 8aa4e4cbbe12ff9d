-- 单位名称: authorities named one by one print zeros too where they have the power; those known by the end of their
-- name only where they acted.
SELECT unit, name FROM out_form_unit
WHERE form = $form AND profile = $profile AND year = $year AND list_has_any(levels, $levels)
ORDER BY ordinal, name;
