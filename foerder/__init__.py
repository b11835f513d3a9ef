"""foerder: the deadlines of a municipality's grants, by law and with the reason."""

__version__ = "0.1.0"
