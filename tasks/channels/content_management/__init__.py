"""An existing content management system as the website: pages out through its API, read back where the public reads."""
