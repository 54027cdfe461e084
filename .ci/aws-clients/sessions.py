"""Roles as boto3 takes them: by its STS client, by a profile with a role, and by a web identity's token."""

import base64
import json
import os
import time

import boto3
from botocore.exceptions import ClientError
from counting import check, closing_line
from engine import client, control

PARTNER = {"aws_access_key_id": "AKIDPARTNER", "aws_secret_access_key": "secret of the partner"}
ROLE = "arn:aws:iam::111122223333:role/partner"
EXTERNAL_ID = "contract-4711"
COLLECTION = "python-sessions"


def session_keys(**members):
    answer = client("sts", **PARTNER).assume_role(RoleArn=ROLE, RoleSessionName="python", **members)
    keys = answer["Credentials"]
    return {
        "aws_access_key_id": keys["AccessKeyId"],
        "aws_secret_access_key": keys["SecretAccessKey"],
        "aws_session_token": keys["SessionToken"],
    }


def refusal(call, **members):
    try:
        call(**members)
    except ClientError as error:
        return error.response["Error"]["Code"]
    raise AssertionError("the call was not refused")


def web_identity_token(subject):
    def part(content):
        return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()

    claims = {"iss": "https://token.example", "aud": "sts.amazonaws.com", "sub": subject, "exp": int(time.time()) + 600}
    return f"{part({'alg': 'RS256'})}.{part(claims)}.unverified"


client().create_collection(CollectionId=COLLECTION)

with check("boto3 gets the caller identity from STS"):
    identity = client("sts", **PARTNER).get_caller_identity()
    assert identity["Account"] == "444455556666", identity

with check("a session of a role can act in the role's account only"):
    assert COLLECTION not in client(**PARTNER).list_collections()["CollectionIds"]
    keys = session_keys(ExternalId=EXTERNAL_ID)
    assert COLLECTION in client(**keys).list_collections()["CollectionIds"]
    assert client("sts", **keys).get_caller_identity()["Arn"].endswith(":assumed-role/partner/python")

with check("a role is not assumed without its external id"):
    assert refusal(session_keys) == "AccessDenied"
    assert refusal(session_keys, ExternalId="guessed") == "AccessDenied"

with check("a session policy restricts the role"):
    policy = {"Statement": {"Effect": "Allow", "Action": "rekognition:ListCollections", "Resource": "*"}}
    narrowed = client(**session_keys(ExternalId=EXTERNAL_ID, Policy=json.dumps(policy)))
    narrowed.list_collections()
    try:
        narrowed.delete_collection(CollectionId=COLLECTION)
        raise AssertionError("the call was not refused")
    except narrowed.exceptions.AccessDeniedException as error:
        assert "session policy" in str(error), error

with check("a profile with role_arn, external_id and a source profile works without further settings"):
    session = boto3.Session(profile_name="partner")
    assert COLLECTION in session.client("rekognition").list_collections()["CollectionIds"]

with check("a profile with a web identity's token works, within its role's policy"):
    with open(os.environ["TOKEN_FILE"], "w") as file:
        file.write(web_identity_token("repo:faces/main"))
    deploy = boto3.Session(profile_name="deploy").client("rekognition")
    assert COLLECTION in deploy.list_collections()["CollectionIds"]
    assert refusal(deploy.delete_collection, CollectionId=COLLECTION) == "AccessDeniedException"

with check("a token of another issuer is rejected"):
    with open(os.environ["TOKEN_FILE"], "w") as file:
        file.write(web_identity_token("repo:elsewhere/main"))
    deploy = boto3.Session(profile_name="deploy").client("rekognition")
    assert refusal(deploy.list_collections) == "AccessDenied"

with check("a session expires"):
    ending = client(**session_keys(ExternalId=EXTERNAL_ID, DurationSeconds=900))
    ending.list_collections()
    control("POST", "clock", {"advanceMs": 900_000})
    assert refusal(ending.list_collections) == "ExpiredTokenException"

client().delete_collection(CollectionId=COLLECTION)
closing_line()
