"""Which publications may be out already."""

import sqlalchemy as sa

from tasks.register.schema import publication

WRITTEN = sa.or_(publication.c.act_part.is_not(None), publication.c.sent_at.is_not(None))
"""Publications of which something may be out, read back or not: filed in the site's lists, or sent to a platform."""

PUBLIC_SOMEWHERE = sa.or_(
    WRITTEN, publication.c.first_published_at.is_not(None), publication.c.elsewhere_on.is_not(None)
)
"""The same, with what was shown before (and says so at its address) and what an old site shows (cut-over)."""
