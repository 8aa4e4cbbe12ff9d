-- Units that would also be counted from a connected system, under the line they have there.
UPDATE core_district_figure AS f
SET counted_as = g.c2
FROM given_rows AS g
WHERE f.year = g.c0 AND f.unit = g.c1;
