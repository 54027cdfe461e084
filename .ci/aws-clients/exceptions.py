"""Every exception that botocore's own models name for an operation of ours is caught as client.exceptions.X."""

import json
import sys

from botocore import xform_name
from counting import check, closing_line
from engine import client, control, image

FACE = "11111111-2222-3333-4444-555555555555"
STS_OPERATIONS = ["AssumeRole", "AssumeRoleWithWebIdentity"]
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
    "RoleArn": "arn:aws:iam::111122223333:role/partner",
    "RoleSessionName": "exceptions",
    "WebIdentityToken": "a.b.c",
}


def caught(service, operation, exception):
    members = {name: MEMBERS[name] for name in operation.input_shape.required_members}
    try:
        getattr(service, xform_name(operation.name))(**members)
    except getattr(service.exceptions, exception) as error:
        return error
    raise AssertionError("nothing was raised")


def check_operation(service, name):
    operation = service.meta.service_model.operation_model(name)
    with check(f"{name}: boto3 catches each of its exceptions by class"):
        assert operation.error_shapes
        for shape in operation.error_shapes:
            control("PUT", "faults", [{"operation": name, "fault": shape.error_code, "times": 1}])
            error = caught(service, operation, shape.name)
            assert error.response["Error"]["Code"] == shape.error_code, error.response
            assert error.response["Error"]["Message"], error.response


with open(sys.argv[1]) as file:
    operations = list(json.load(file)["ops"])
assert len(operations) == 21, operations

for service, names in ((client(), operations), (client("sts"), STS_OPERATIONS)):
    for name in names:
        check_operation(service, name)
control("DELETE", "faults")

closing_line()
