"""What sources agreed to deliver, and the findings where they do not."""
