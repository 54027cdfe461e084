passed = failed = 0


def check(title, holds):
    global passed, failed
    print(f"{'ok     ' if holds else 'FAILED '} {title}")
    if holds:
        passed += 1
    else:
        failed += 1


def closing_line():
    print(f"{passed} passed, {failed} failed")
    raise SystemExit(failed > 0)
