"""The yardstick: the smallest program with a Typer command, as cheap as Typer can be made."""

import typer

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


@app.command()
def hello(name: str = "Gera") -> None:
    """Greet."""
    print("Hallo", name)


if __name__ == "__main__":
    app()
