"""The synthetic offices of an invented city: decisions, and source systems that misbehave as real ones do."""
