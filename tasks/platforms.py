"""The platforms of an installation, opened for one run as its files describe them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from tasks.channels.configuration import ChannelFault
from tasks.channels.delivery import Platform
from tasks.installation import Installation
from tasks.law.acts import CHANNEL_NAMES, Channel


@contextmanager
def open_platform(here: Installation, channel: Channel) -> Iterator[Platform]:
    """A platform ready for one run; ChannelFault where its file cannot be used."""
    home = here.settings.home
    if channel is Channel.CMS:
        from tasks.channels.content_management.channel import content_management

        cms = content_management(home, os.environ, here.settings.site.log_origin)
        if cms is not None:
            yield cms
            return
    if channel is Channel.CREDIT:
        from tasks.channels.credit_platform.channel import open_credit_platform

        credit = open_credit_platform(home, here.register, lambda: here.now)
        if credit is not None:
            yield credit
            return
    if channel in (Channel.SERVICE_HALL, Channel.SUPERVISION):
        from tasks.channels.platforms.configuration import open_platform as open_http

        http = open_http(home, channel)
        if http is not None:
            try:
                yield http
            finally:
                http.close()
            return
    raise ChannelFault(f"{CHANNEL_NAMES[channel]}未配置")
