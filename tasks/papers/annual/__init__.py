"""The annual report and the brief as documents, each from its content alone (clauses G16 to G18)."""
