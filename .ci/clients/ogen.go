// Uses the client that ogen makes: go run . URL IMAGE
package main

import (
	"context"
	"os"

	"example.com/acme/facade/facade"
	"github.com/ogen-go/ogen/http"
	"github.com/ogen-go/ogen/ogenerrors"
)

const staff = "staff"

type key struct{}

func (key) ApiKey(context.Context, facade.OperationName) (facade.ApiKey, error) {
	return facade.ApiKey{APIKey: "demo-key"}, nil
}

func (key) Bearer(context.Context, facade.OperationName) (facade.Bearer, error) {
	return facade.Bearer{}, ogenerrors.ErrSkipClientSecurity
}

func main() {
	ctx := context.Background()
	api, err := facade.NewClient(os.Args[1], key{})
	check("is made", err == nil)

	listed, err := api.ListUsers(ctx, facade.ListUsersParams{CollectionId: staff, Limit: facade.NewOptInt(3)})
	users, isList := listed.(*facade.ListUsersResponseHeaders)
	check("lists users", err == nil && isList && len(users.Response.Items) == 3)

	ids := []string{"b90d6538-4484-4118-8afa-2ddf485d2948"}
	carla := facade.DisassociateFacesParams{CollectionId: staff, UserId: "carla"}
	none := facade.OptDisassociateFacesRequest{}
	body := facade.NewOptDisassociateFacesRequest(facade.DisassociateFacesRequest{FaceIds: ids})
	byBody, err := api.DisassociateFaces(ctx, body, carla)
	check("disassociates faces named in the body", err == nil && isComplete(byBody))
	inQuery := carla
	inQuery.FaceId = ids
	byQuery, err := api.DisassociateFaces(ctx, none, inQuery)
	check("disassociates faces named in the query", err == nil && isComplete(byQuery))
	byPost, err := api.DisassociateFacesByPost(ctx, &facade.DisassociateFacesByPostRequest{FaceIds: ids},
		facade.DisassociateFacesByPostParams{CollectionId: staff, UserId: "carla"})
	check("disassociates faces with POST", err == nil && isComplete(byPost))
	one, err := api.DisassociateFace(ctx, facade.DisassociateFaceParams{CollectionId: staff, UserId: "carla", FaceId: ids[0]})
	_, isEmpty := one.(*facade.DisassociateFaceNoContent)
	check("gets a 204", err == nil && isEmpty)

	got, err := api.GetUser(ctx, facade.GetUserParams{CollectionId: staff, UserId: "nobody"})
	missing, isMissing := got.(*facade.NotFoundHeaders)
	check("reads a 404 as its type", err == nil && isMissing && missing.Response.Code == "resource-not-found")
	strictly := carla
	strictly.Prefer = facade.NewOptString("handling=strict")
	bobs := facade.DisassociateFacesRequest{FaceIds: []string{"e5db03c1-7887-4e0e-b3e0-c80451cf3b65"}}
	refused, err := api.DisassociateFaces(ctx, facade.NewOptDisassociateFacesRequest(bobs), strictly)
	strict, isStrict := refused.(*facade.DisassociateFacesConflictHeaders)
	check("reads the lists of a strict 409", err == nil && isStrict &&
		strict.Response.UnsuccessfulFaceDisassociations[0].UserId.Value == "bob")

	image, _ := os.Open(os.Args[2])
	form := &facade.DetectFacesReqMultipartFormData{Image: http.MultipartFile{Name: "ann.png", File: image}}
	found, err := api.DetectFaces(ctx, form, facade.DetectFacesParams{})
	faces, isFound := found.(*facade.DetectFacesResponseHeaders)
	check("sends an image", err == nil && isFound && len(faces.Response.FaceDetails) == 1)
	closingLine()
}

func isComplete(answer any) bool {
	done, isDone := answer.(*facade.DisassociateFacesResponseHeaders)
	return isDone && done.Response.Outcome == "complete"
}
