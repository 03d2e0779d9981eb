"""`python -m bantay` is the command `bantay`."""

from bantay.cli.main import main

if __name__ == "__main__":
    main()
