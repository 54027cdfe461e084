"""The engine that the check started, as these programs reach it: by the environment, like any AWS service."""

import json
import os
import urllib.error
import urllib.request

import boto3
from botocore.config import Config
from images import image_of

URL = os.environ["AWS_ENDPOINT_URL_REKOGNITION"]


def client(service="rekognition", attempts=1, **options):
    config = Config(retries={"mode": "standard", "total_max_attempts": attempts}, read_timeout=300)
    return boto3.client(service, config=config, **options)


def control(method, route, body=None):
    content = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{URL}/_engine/{route}", content, method=method)
    try:
        with urllib.request.urlopen(request, timeout=300) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refusal:
        raise ValueError(refusal.read().decode()) from None


def image(*people):
    return {"Bytes": image_of(*people)}
