"""`python -m foerder`."""

from foerder.cli.main import main

if __name__ == "__main__":
    main()
