"""What a valid request must hold beyond what OpenAPI can express. Requests that are to be refused go out as made."""

import base64
import random
import uuid

import schemathesis

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAFAAAABQAQAAAACmas8AAAAAEXRFWHRDb21tZW50AGZhY2VzPWFubiVAKPcAAAAUSURBVHjaY/gPBwyjzFHm"
    "KJO2TAD0px0OVFey/QAAAABJRU5ErkJggg=="
)
IMAGES = ("image", "sourceImage", "targetImage")
addresses = random.Random(1)


@schemathesis.hook
def before_call(context, case, kwargs):
    come_from_somewhere(case)
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    query = case.query or {}
    body = case.body if isinstance(case.body, dict) else {}
    name_the_faces_once(case, query, body)
    say_nothing_twice(query, body)
    use_a_key_once(case, body)
    send_an_image(case, body)
    begin_lists(query)


def come_from_somewhere(case):
    """Ten failed credentials a minute are all that an address has, and each operation is tried with some."""
    case.headers["X-Forwarded-For"] = ".".join(str(addresses.randint(1, 254)) for _ in range(4))


def name_the_faces_once(case, query, body):
    """Faces are named in the query or in the body: not in both, and not nowhere, which would never mean all."""
    if "faceIds" in body:
        query.pop("faceId", None)


def say_nothing_twice(query, body):
    """What may stand beside an image in its body may stand in the query instead, and not in both."""
    for name in body:
        query.pop(name, None)


def use_a_key_once(case, body):
    """A key belongs to one request: used for another it is refused. It stands in the header or in the body."""
    if "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = str(uuid.uuid4())
        body.pop("clientRequestToken", None)
    elif "clientRequestToken" in body:
        body["clientRequestToken"] = str(uuid.uuid4())


def send_an_image(case, body):
    """Not every string of bytes is an image, and the demo has no objects in S3."""
    for name in IMAGES:
        if isinstance(body.get(name), dict):
            body[name] = {"bytes": base64.b64encode(PNG).decode()}
        elif name in body:
            body[name] = PNG
    if isinstance(case.body, bytes):
        case.body = PNG


def begin_lists(query):
    """Only the service makes cursors."""
    query.pop("cursor", None)
