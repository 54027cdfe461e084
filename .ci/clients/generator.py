"""Uses the client that openapi-generator makes for Python: generator.py URL IMAGE"""

import base64
import sys

import facade
from counting import check, closing_line
from facade.exceptions import ApiException, NotFoundException

CARLA = ("staff", "carla")
IDS = ["b90d6538-4484-4118-8afa-2ddf485d2948"]
BOBS = ["e5db03c1-7887-4e0e-b3e0-c80451cf3b65"]

client = facade.ApiClient(facade.Configuration(host=sys.argv[1], api_key={"apiKey": "demo-key"}))
users = facade.UsersApi(client)
faces = facade.UserFacesApi(client)

page = users.list_users("staff", limit=3)
check("lists users", len(page.items) == 3 and page.next_cursor)

request = facade.DisassociateFacesRequest(faceIds=IDS)
check("disassociates faces named in the body",
      faces.disassociate_faces(*CARLA, disassociate_faces_request=request).outcome == "complete")
check("disassociates faces named in the query", faces.disassociate_faces(*CARLA, face_id=IDS).outcome == "complete")
posted = facade.DisassociateFacesByPostRequest(faceIds=IDS)
check("disassociates faces with POST", faces.disassociate_faces_by_post(*CARLA, posted).outcome == "complete")
check("gets a 204", faces.disassociate_face_with_http_info(*CARLA, IDS[0]).status_code == 204)

try:
    users.get_user("staff", "nobody")
    check("reads a 404 as its type", False)
except NotFoundException as error:
    check("reads a 404 as its type",
          isinstance(error.data, facade.NotFoundProblem) and error.data.code == "resource-not-found")
try:
    faces.disassociate_faces(*CARLA, prefer="handling=strict",
                             disassociate_faces_request=facade.DisassociateFacesRequest(faceIds=BOBS))
    check("reads the lists of a strict 409", False)
except ApiException as error:
    check("reads the lists of a strict 409",
          isinstance(error.data, facade.DisassociateFacesConflictProblem)
          and error.data.unsuccessful_face_disassociations[0].user_id == "bob")

with open(sys.argv[2], "rb") as file:
    image = facade.ImageRequest(bytes=base64.b64encode(file.read()).decode())
found = facade.ImagesApi(client).detect_faces(facade.DetectFacesRequest(image=image))
check("sends an image", len(found.face_details) == 1)
closing_line()
