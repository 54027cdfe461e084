"""What a valid request must hold beyond what OpenAPI can express. Requests that are to be refused go out as made."""

import base64
import random
import re
import uuid

import schemathesis
from hypothesis import strategies as st

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAFAAAABQAQAAAACmas8AAAAAEXRFWHRDb21tZW50AGZhY2VzPWFubiVAKPcAAAAUSURBVHjaY/gPBwyjzFHm"
    "KJO2TAD0px0OVFey/QAAAABJRU5ErkJggg=="
)
IMAGES = ("image", "sourceImage", "targetImage")
A_FACE = "00000000-0000-4000-8000-000000000000"
addresses = random.Random(1)

# Rekognition takes images of 80 by 80 pixels on, with a face for the searches.
schemathesis.openapi.format("binary", st.just(PNG))
for image in ("image/png", "image/jpeg"):
    schemathesis.openapi.media_type(image, st.just(PNG))


@schemathesis.hook
def filter_case(context, case):
    """Null counts as no body, where one may be left out: some clients send it instead."""
    is_optional = case.method == "DELETE" or case.path.endswith(("/erasures", "/disassociate-all"))
    return not (is_optional and case.body is None)


@schemathesis.hook
def before_call(context, case, kwargs):
    come_from_somewhere(case)
    wait_briefly(case)
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    if case.query is None:
        case.query = {}
    name_the_faces_once(case)
    body = case.body if isinstance(case.body, dict) else {}
    say_nothing_twice(case, body)
    send_one_credential(case)
    use_a_key_once(case, body)
    send_an_image(case, body)
    name_tags_plainly(case, body)
    case.query.pop("cursor", None)  # Only the service makes cursors.


def come_from_somewhere(case):
    """Ten failed credentials a minute are all that an address has, and each operation is tried with some."""
    case.headers["X-Forwarded-For"] = ".".join(str(addresses.randint(1, 254)) for _ in range(4))


def wait_briefly(case):
    """Who waits for a status that does not come is answered when the time is up."""
    if case.query and "waitFor" in case.query:
        case.headers["Prefer"] = "wait=1"


def name_the_faces_once(case):
    """Faces are named in the query or in the body: not in both, and not nowhere, which would never mean all."""
    body = case.body if isinstance(case.body, dict) else {}
    in_query = any(parameter.name == "faceId" for parameter in case.operation.query)
    if "faceIds" in body:
        case.query.pop("faceId", None)
    elif in_query and case.method == "DELETE":
        case.query.setdefault("faceId", [A_FACE])
    elif case.path.endswith(("/faces/disassociate", "/faces/delete")):
        case.body = {**body, "faceIds": [A_FACE]}


def say_nothing_twice(case, body):
    """What may stand beside an image in its body may stand in the query instead, and not in both."""
    for name in body:
        case.query.pop(name, None)


def send_one_credential(case):
    """The two ways of naming oneself exclude each other."""
    if "X-API-Key" in case.headers:
        case.headers.pop("Authorization", None)


def use_a_key_once(case, body):
    """A key belongs to one request: used for another it is refused. It stands in the header or in the body."""
    if "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = str(uuid.uuid4())
        body.pop("clientRequestToken", None)
    elif "clientRequestToken" in body:
        body["clientRequestToken"] = str(uuid.uuid4())


def send_an_image(case, body):
    """Not every text in base64 is an image, and the demo has no objects in S3."""
    if case.media_type == "application/json":
        body.update({name: {"bytes": base64.b64encode(PNG).decode()} for name in IMAGES if name in body})


def name_tags_plainly(case, body):
    """Tags are letters and digits of any script, and a few signs. Patterns that say so are not read alike by all."""
    if isinstance(body.get("tags"), dict):
        body["tags"] = {plain(key): plain(value) for key, value in body["tags"].items()}
    if isinstance(case.query.get("tagKey"), list):
        case.query["tagKey"] = [plain(key) for key in case.query["tagKey"]]


def plain(text):
    return re.sub(r"[^\w .:/=+@-]", "_", text) if isinstance(text, str) else text
