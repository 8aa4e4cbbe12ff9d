"""The steps of a decision's path and the rooms they call."""
