"""For every test, those of the modules too."""

import freezegun

# Tests that stop the clock must not stop that of pytest, which would report the years
# between as how long they took.
freezegun.configure(extend_ignore_list=["_pytest.timing"])
