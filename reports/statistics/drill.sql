-- Behind one cell of a form: every decision that is counted in it, and why. $unit NULL asks for all units.
SELECT
    d.document_number,
    d.act_type,
    d.decided_on,
    d.authority_name AS authority,
    d.office,
    CASE
        WHEN len(d.kinds) > 0 THEN d.kinds
        ELSE list_filter([d.licence_outcome, d.coercion_kind, d.inspection_item], lambda one: one IS NOT NULL)
    END AS kinds,
    e.item AS counted_as,
    coalesce(d.fine_fen, 0) + coalesce(d.confiscated_fen, 0) AS fen,
    d.website_state,
    e.value,
    concat(
        CASE
            WHEN d.counted_on <> d.decided_on THEN concat('执行完毕日期', d.counted_on, '在本年度')
            ELSE '决定日期在本年度'
        END,
        CASE
            WHEN d.act_type = '行政检查' THEN '；有检查对象、记录完整、没有后续处理'
            WHEN d.act_type = '行政许可' AND d.licence_outcome IS NULL THEN '；许可结果未填，按准予许可计'
            WHEN d.act_type = '行政许可' AND d.licence_outcome <> e.item
                THEN concat('；许可结果“', d.licence_outcome, '”按“', e.item, '”计')
            WHEN len(d.kinds) > 1 THEN concat('；并处', array_to_string(d.kinds, '、'), '，按最重的“', e.item, '”计一宗')
        END,
        CASE e.measure
            WHEN 'simple' THEN '；案件程序类别为简易程序'
            WHEN 'ordinary' THEN '；案件程序类别为普通程序'
            WHEN 'reviewed' THEN '；有法制审核日期'
            WHEN 'yuan' THEN '；计决定书所载罚没金额'
            WHEN 'wan' THEN '；计决定书所载罚没金额'
        END
    ) AS why
FROM out_cell_decision AS e
JOIN core_decision AS d USING (decision_id)
WHERE e.form = $form AND e.profile = $profile AND e.year = $year
    AND list_contains($levels, e.level)
    AND e.ordinal = $ordinal
    AND ($unit IS NULL OR e.unit = $unit)
ORDER BY d.decided_on, d.document_number, d.decision_id;
