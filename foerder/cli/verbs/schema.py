"""`foerder schema`: what the register and the JSON answers may hold, for
editors and other programs.
"""

from __future__ import annotations

from typing import Annotated

from foerder.cli.parser import complete
from foerder.cli.parser.commands import argument, verb
from foerder.cli.session import one_of
from foerder.cli.terminal.output import write
from foerder.text.i18n import _, language


@verb(
    "The JSON Schema of the register, by which editors complete and check keys; or that of a verb's JSON answer.",
    epilog="For editors, step by step: foerder help json.",
)
def schema(
    name: Annotated[
        str | None,
        argument(
            "VERB", "The verb whose answer is meant: due, list, check …", complete.answers
        ),
    ] = None,
) -> int:
    """Print the schema."""
    from foerder.register.schema import register_schema
    from foerder.views.formats import json_text
    from foerder.views.schema import answer_schema, names

    one_of(name, names(), _("VERB"))
    write(json_text(answer_schema(name) if name else register_schema(language())))
    return 0
