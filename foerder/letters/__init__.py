"""An award letter → a proposal for the register: what it says, with sentence and page.

Nothing leaves the machine.
"""

from foerder.letters.extract import UnreadableLetter
from foerder.letters.proposal import Proposal, read

__all__ = ["Proposal", "UnreadableLetter", "read"]
