"""Whom the engine trusts, as boto3 tells it: keys, signatures and clocks."""

import os

from botocore.exceptions import ClientError
from counting import check, closing_line
from engine import client


def refusal(rekognition):
    try:
        rekognition.list_collections()
    except ClientError as error:
        return error.response["Error"]
    raise AssertionError("the call was not refused")


with check("a wrong secret is rejected with the error for a wrong signature"):
    error = refusal(client(aws_access_key_id=os.environ["AWS_ACCESS_KEY_ID"], aws_secret_access_key="wrong"))
    assert error["Code"] == "InvalidSignatureException", error

with check("an unknown key is rejected with the error for an unknown client"):
    error = refusal(client(aws_access_key_id="AKIDNOBODY", aws_secret_access_key="wrong"))
    assert error["Code"] == "UnrecognizedClientException", error

with check("an engine whose clock is ten minutes ahead rejects the signature as expired, also after retries"):
    error = refusal(client(attempts=3, endpoint_url=os.environ["AHEAD_URL"]))
    assert error["Code"] == "InvalidSignatureException" and error["Message"].startswith("Signature expired"), error

with check("an engine whose clock is ten minutes behind rejects it as not yet current"):
    error = refusal(client(attempts=3, endpoint_url=os.environ["BEHIND_URL"]))
    assert error["Code"] == "InvalidSignatureException" and "not yet current" in error["Message"], error

closing_line()
