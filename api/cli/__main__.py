"""``python -m api.cli`` is ``parasol``."""

from api.cli import main

if __name__ == "__main__":
    main()
