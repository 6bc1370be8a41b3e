"""The settings of the product; its mails go to one file of the simulation."""

from config.settings import *  # noqa: F403

EMAIL_BACKEND = "tests.simulation.mail.Backend"
