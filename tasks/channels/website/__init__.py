"""The website channel: static pages, their files, the server, and reading back what the public sees."""
