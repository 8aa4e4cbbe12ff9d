-- A sole trader without a 字号 goes by its operator's name, which is nobody's business here.
UPDATE stage_decision SET party_name = p.shown
FROM stage_party AS p
WHERE p.party_kind = stage_decision.party_kind
    AND p.party_name = stage_decision.party_name
    AND p.operator = stage_decision.operator;

TRUNCATE stage_party;
