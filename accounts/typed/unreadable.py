"""What is said when something typed cannot be read."""

from typing import Any


class Unreadable(ValueError):
    """A text that is not what its field asks for; `message` tells the person, `code` a program."""

    def __init__(self, message: Any, code: str):
        super().__init__(message)
        self.message = message
        self.code = code

    def __str__(self):
        return str(self.message)
