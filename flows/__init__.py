"""The flows: what runs on a schedule, and the gongshi command."""
