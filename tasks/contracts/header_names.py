"""Every name a contract's columns may come under, so that a file's header can be told from its title rows."""

from tasks.contracts.contract import Contract


def known_headers(contract: Contract) -> frozenset[str]:
    """Official titles, national codes, English names and registered aliases."""
    names = {name for f in contract.fields for name in (f.title, f.code, f.name, *f.aliases)}
    return frozenset(name for name in names if name)
