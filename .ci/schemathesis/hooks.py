"""What a valid request must hold beyond what OpenAPI can express. Invalid requests go out as they were made."""

import uuid

import schemathesis


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    name_the_faces_once(case)
    use_a_key_once(case)
    send_one_credential(case)


def name_the_faces_once(case):
    """Faces are named in the query or in the body: not in both, and not nowhere, which would never mean all."""


def use_a_key_once(case):
    """An Idempotency-Key belongs to one request: used for another it is refused. So is a second one in the body."""
    if "Idempotency-Key" in (case.headers or {}):
        case.headers["Idempotency-Key"] = str(uuid.uuid4())
        if isinstance(case.body, dict):
            case.body.pop("clientRequestToken", None)


def send_one_credential(case):
    """The two ways of naming oneself exclude each other."""
    if "X-API-Key" in (case.headers or {}):
        case.headers.pop("Authorization", None)
