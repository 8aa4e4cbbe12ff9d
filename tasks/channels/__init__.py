"""The places where decisions are shown to the public."""
