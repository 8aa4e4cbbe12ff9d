-- The days the exported decisions were made on.
SELECT min(decided_on), max(decided_on) FROM core_decision;
