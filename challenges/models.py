"""The data of the marketplace: where Django finds the models of every domain. Nobody else imports it."""

from challenges.domains import declared

declared("models")
