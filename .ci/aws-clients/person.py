"""A person's whole life in a collection, as a Python program lives it."""

import datetime

from counting import check, closing_line
from engine import client, image

COLLECTION = "python-life"
rekognition = client()


def ids(faces):
    return [face["FaceId"] for face in faces]


def raised(exception, call, **members):
    try:
        call(**members)
    except exception as error:
        return error
    raise AssertionError(f"{exception.__name__} was not raised")


with check("boto3 creates a collection and finds it described and listed"):
    created = rekognition.create_collection(CollectionId=COLLECTION, Tags={"team": "doors"})
    assert created["StatusCode"] == 200 and created["CollectionArn"].endswith(f":collection/{COLLECTION}"), created
    described = rekognition.describe_collection(CollectionId=COLLECTION)
    # CreateCollection leaves out the first word of the ARN, as AWS does.
    assert described["CollectionARN"] == f"arn:{created['CollectionArn']}", (created, described)
    assert (described["FaceCount"], described["UserCount"]) == (0, 0), described
    assert isinstance(described["CreationTimestamp"], datetime.datetime), described
    assert COLLECTION in rekognition.list_collections()["CollectionIds"]

with check("boto3 reads, adds and removes tags"):
    arn = rekognition.describe_collection(CollectionId=COLLECTION)["CollectionARN"]
    rekognition.tag_resource(ResourceArn=arn, Tags={"floor": "2"})
    assert rekognition.list_tags_for_resource(ResourceArn=arn)["Tags"] == {"team": "doors", "floor": "2"}
    rekognition.untag_resource(ResourceArn=arn, TagKeys=["team"])
    assert rekognition.list_tags_for_resource(ResourceArn=arn)["Tags"] == {"floor": "2"}

with check("boto3 creates a user, and gets a conflict the second time"):
    rekognition.create_user(CollectionId=COLLECTION, UserId="ann")
    raised(rekognition.exceptions.ConflictException, rekognition.create_user, CollectionId=COLLECTION, UserId="ann")

with check("boto3 indexes images"):
    indexed = rekognition.index_faces(
        CollectionId=COLLECTION, Image=image("ann", "ann"), ExternalImageId="badge", DetectionAttributes=["ALL"]
    )
    anns = ids(record["Face"] for record in indexed["FaceRecords"])
    assert len(anns) == 2, indexed
    assert all("Emotions" in record["FaceDetail"] for record in indexed["FaceRecords"]), indexed
    [bob] = ids(
        record["Face"] for record in rekognition.index_faces(CollectionId=COLLECTION, Image=image("bob"))["FaceRecords"]
    )

with check("boto3 associates faces with the user"):
    associated = rekognition.associate_faces(CollectionId=COLLECTION, UserId="ann", FaceIds=anns)
    assert ids(associated["AssociatedFaces"]) == anns and associated["UserStatus"] in ("UPDATING", "ACTIVE"), associated
    assert ids(rekognition.list_faces(CollectionId=COLLECTION, UserId="ann")["Faces"]) == anns

with check("boto3 finds the person in another image, by face and by user"):
    faces = rekognition.search_faces_by_image(CollectionId=COLLECTION, Image=image("ann"))
    assert set(ids(match["Face"] for match in faces["FaceMatches"])) == set(anns), faces
    users = rekognition.search_users_by_image(CollectionId=COLLECTION, Image=image("ann", "bob"))
    assert [match["User"]["UserId"] for match in users["UserMatches"]] == ["ann"], users
    assert len(users["UnsearchedFaces"]) == 1, users
    assert ids(match["Face"] for match in rekognition.search_faces(CollectionId=COLLECTION, FaceId=anns[0])["FaceMatches"]) == anns[1:]
    assert rekognition.search_users(CollectionId=COLLECTION, FaceId=anns[0])["UserMatches"][0]["User"]["UserId"] == "ann"

with check("boto3 detects and compares faces without a collection"):
    assert len(rekognition.detect_faces(Image=image("ann", "bob"))["FaceDetails"]) == 2
    compared = rekognition.compare_faces(SourceImage=image("ann"), TargetImage=image("ann", "bob"))
    assert len(compared["FaceMatches"]) == 1 and len(compared["UnmatchedFaces"]) == 1, compared

with check("boto3's paginators return all collections, users and faces"):
    for number in range(3):
        rekognition.create_collection(CollectionId=f"{COLLECTION}-{number}")
        rekognition.create_user(CollectionId=COLLECTION, UserId=f"user-{number}")

    def walked(operation, key, **members):
        pages = list(rekognition.get_paginator(operation).paginate(PaginationConfig={"PageSize": 1}, **members))
        assert len(pages) > 2 and all(len(page[key]) <= 1 for page in pages), pages
        return [item for page in pages for item in page[key]]

    assert {f"{COLLECTION}-{number}" for number in range(3)} < set(walked("list_collections", "CollectionIds"))
    for number in range(3):
        rekognition.delete_collection(CollectionId=f"{COLLECTION}-{number}")
    users = [user["UserId"] for user in walked("list_users", "Users", CollectionId=COLLECTION)]
    assert sorted(users) == ["ann", "user-0", "user-1", "user-2"], users
    assert set(ids(walked("list_faces", "Faces", CollectionId=COLLECTION))) == {*anns, bob}

with check("boto3 disassociates a face, which stays in the collection"):
    off = rekognition.disassociate_faces(CollectionId=COLLECTION, UserId="ann", FaceIds=[anns[0], bob])
    assert ids(off["DisassociatedFaces"]) == [anns[0]], off
    assert ids(rekognition.list_faces(CollectionId=COLLECTION, UserId="ann")["Faces"]) == anns[1:]
    assert anns[0] in ids(rekognition.list_faces(CollectionId=COLLECTION)["Faces"])

with check("boto3 deletes faces, of which one still has a user"):
    gone = rekognition.delete_faces(CollectionId=COLLECTION, FaceIds=[anns[0], anns[1]])
    assert gone["DeletedFaces"] == [anns[0]], gone
    [kept] = gone["UnsuccessfulFaceDeletions"]
    assert kept["UserId"] == "ann" and kept["Reasons"] == ["ASSOCIATED_TO_AN_EXISTING_USER"], gone

with check("boto3 deletes the user, then the face, then the collection"):
    rekognition.delete_user(CollectionId=COLLECTION, UserId="ann")
    assert rekognition.delete_faces(CollectionId=COLLECTION, FaceIds=anns[1:])["DeletedFaces"] == anns[1:]
    assert rekognition.delete_collection(CollectionId=COLLECTION)["StatusCode"] == 200
    gone = rekognition.exceptions.ResourceNotFoundException
    error = raised(gone, rekognition.describe_collection, CollectionId=COLLECTION)
    assert error.response["Error"]["Code"] == "ResourceNotFoundException", error.response
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 400, error.response
    assert error.response["ResponseMetadata"]["RequestId"], error.response

closing_line()
