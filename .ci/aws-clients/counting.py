"""Counts what held and says it line by line, in the words of .ci/counting.sh."""

import contextlib
import sys
import traceback

passed = 0
failed = 0


@contextlib.contextmanager
def check(title):
    """Counts whether its body runs through. What follows a failed check is still tried."""
    global passed, failed
    try:
        yield
    except Exception:
        failed += 1
        print(f"FAILED  {title}\n{traceback.format_exc(limit=2)}")
    else:
        passed += 1
        print(f"ok      {title}")


def closing_line():
    print(f"{passed} passed, {failed} failed")
    sys.exit(0 if failed == 0 else 1)
