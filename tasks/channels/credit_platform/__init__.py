"""The city's credit platform (双公示) as a channel: files out, answers in (clause G12)."""
