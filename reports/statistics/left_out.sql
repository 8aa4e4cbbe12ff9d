-- Under a form: registered acts of the year that do not count, by reason. Executions not completed have no year yet.
SELECT reason, count(*) AS cases
FROM left_out_in($levels)
WHERE form = $form AND profile = $profile AND year = $year
GROUP BY ALL
ORDER BY cases DESC, reason;
