"""Every exception that botocore's own model names for an operation of ours is caught as client.exceptions.X."""

import json
import sys

from botocore import xform_name
from counting import check, closing_line
from engine import client, control, image

FACE = "11111111-2222-3333-4444-555555555555"
# A well-formed value for each member that some operation demands.
MEMBERS = {
    "CollectionId": "exceptions",
    "UserId": "ann",
    "FaceId": FACE,
    "FaceIds": [FACE],
    "Image": image("ann"),
    "SourceImage": image("ann"),
    "TargetImage": image("ann"),
    "ResourceArn": "arn:aws:rekognition:us-east-1:111122223333:collection/exceptions",
    "Tags": {"team": "doors"},
    "TagKeys": ["team"],
}

rekognition = client()
model = rekognition.meta.service_model


def members_of(operation):
    return {name: MEMBERS[name] for name in model.operation_model(operation).input_shape.required_members}


def caught(operation, exception):
    call = getattr(rekognition, xform_name(operation))
    try:
        call(**members_of(operation))
    except getattr(rekognition.exceptions, exception) as error:
        return error
    raise AssertionError("nothing was raised")


with open(sys.argv[1]) as file:
    operations = list(json.load(file)["ops"])

for operation in operations:
    with check(f"{operation}: boto3 catches each of its exceptions by class"):
        shapes = model.operation_model(operation).error_shapes
        assert shapes
        for shape in shapes:
            fault = {"operation": operation, "fault": shape.name, "times": 1}
            control("PUT", "faults", [fault])
            error = caught(operation, shape.name)
            assert error.response["Error"]["Code"] == shape.name, error.response
            assert error.response["Error"]["Message"], error.response
            assert error.operation_name == operation, error.operation_name
control("DELETE", "faults")

closing_line()
