"""An article of our own, in sentences that the tests' plugin can read."""

ARTICLE = (
    "Anna Berg said that Norland is ready for talks if the border is opened.\r\n\r\n"
    "“We’ll see,” a diplomat shrugged. Otto Lind warned that Sudmark rejects sanctions.\r\n"
    "Anna Berg said that Norland wants negotiations.\r\n"
    "Otto Lind said that rain fell.\r\n"
)
