"""What people see live."""
