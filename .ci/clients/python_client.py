"""Uses the client that openapi-python-client makes: python_client.py URL IMAGE"""

import sys

from counting import check, closing_line
from rekognition_facade_client import AuthenticatedClient, models
from rekognition_facade_client.api.images import detect_faces
from rekognition_facade_client.api.user_faces import (
    disassociate_face,
    disassociate_faces,
    disassociate_faces_by_post,
)
from rekognition_facade_client.api.users import get_user, list_users
from rekognition_facade_client.types import File

CARLA = ("staff", "carla")
IDS = ["b90d6538-4484-4118-8afa-2ddf485d2948"]
BOBS = ["e5db03c1-7887-4e0e-b3e0-c80451cf3b65"]

client = AuthenticatedClient(base_url=sys.argv[1], token="demo-key")

check("lists users", len(list_users.sync("staff", client=client, limit=3).items) == 3)

body = models.DisassociateFacesRequest(face_ids=IDS)
check("disassociates faces named in the body",
      disassociate_faces.sync(*CARLA, client=client, body=body).outcome == "complete")
check("disassociates faces named in the query",
      disassociate_faces.sync(*CARLA, client=client, face_id=IDS).outcome == "complete")
posted = models.DisassociateFacesByPostRequest(face_ids=IDS)
check("disassociates faces with POST",
      disassociate_faces_by_post.sync(*CARLA, client=client, body=posted).outcome == "complete")
check("gets a 204", disassociate_face.sync_detailed(*CARLA, IDS[0], client=client).status_code == 204)

missing = get_user.sync("staff", "nobody", client=client)
check("reads a 404 as its type",
      isinstance(missing, models.NotFoundProblem) and missing.code == "resource-not-found")
strict = disassociate_faces.sync(*CARLA, client=client, prefer="handling=strict",
                                 body=models.DisassociateFacesRequest(face_ids=BOBS))
check("reads the lists of a strict 409",
      isinstance(strict, models.DisassociateFacesConflictProblem)
      and strict.unsuccessful_face_disassociations[0].user_id == "bob")

with open(sys.argv[2], "rb") as image:
    form = models.DetectFacesFilesBody(image=File(payload=image, file_name="ann.png"))
    found = detect_faces.sync(client=client, body=form)
check("sends an image", len(found.face_details) == 1)
closing_line()
