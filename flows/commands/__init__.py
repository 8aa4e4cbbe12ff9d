"""The subcommands of gongshi, by what they do."""
