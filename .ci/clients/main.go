// Uses the client that openapi-generator makes for Go: go run . URL IMAGE
package main

import (
	"context"
	"encoding/base64"
	"errors"
	"os"

	facade "example.com/acme/facade"
)

const staff = "staff"

func main() {
	ctx := context.WithValue(context.Background(), facade.ContextAPIKeys, map[string]facade.APIKey{"apiKey": {Key: "demo-key"}})
	configuration := facade.NewConfiguration()
	configuration.Servers = facade.ServerConfigurations{{URL: os.Args[1]}}
	api := facade.NewAPIClient(configuration)

	users, _, err := api.UsersAPI.ListUsers(ctx, staff).Limit(3).Execute()
	check("lists users", err == nil && len(users.Items) == 3 && users.NextCursor != nil)

	ids := []string{"b90d6538-4484-4118-8afa-2ddf485d2948"}
	byBody, _, err := api.UserFacesAPI.DisassociateFaces(ctx, staff, "carla").
		DisassociateFacesRequest(facade.DisassociateFacesRequest{FaceIds: ids}).Execute()
	check("disassociates faces named in the body", err == nil && byBody.Outcome == "complete")
	byQuery, _, err := api.UserFacesAPI.DisassociateFaces(ctx, staff, "carla").FaceId(ids).Execute()
	check("disassociates faces named in the query", err == nil && len(byQuery.AlreadyDisassociatedFaces) == 1)
	byPost, _, err := api.UserFacesAPI.DisassociateFacesByPost(ctx, staff, "carla").
		DisassociateFacesByPostRequest(facade.DisassociateFacesByPostRequest{FaceIds: ids}).Execute()
	check("disassociates faces with POST", err == nil && byPost.Outcome == "complete")
	answer, err := api.UserFacesAPI.DisassociateFace(ctx, staff, "carla", ids[0]).Execute()
	check("gets a 204", err == nil && answer.StatusCode == 204)
	_, removed, err := api.UsersAPI.DeleteUser(ctx, "former-staff", "go").Execute()
	missing, isMissing := modelOf[facade.NotFoundProblem](err)
	check("leaves an optional body out", removed.StatusCode == 404 && isMissing && missing.Code == "resource-not-found")

	_, _, err = api.UsersAPI.GetUser(ctx, staff, "nobody").Execute()
	missing, isMissing = modelOf[facade.NotFoundProblem](err)
	check("reads a 404 as its type", isMissing && missing.Code == "resource-not-found" && !missing.Retryable)
	_, _, err = api.UserFacesAPI.DisassociateFaces(ctx, staff, "carla").Prefer("handling=strict").
		DisassociateFacesRequest(facade.DisassociateFacesRequest{FaceIds: []string{"e5db03c1-7887-4e0e-b3e0-c80451cf3b65"}}).Execute()
	strict, isStrict := modelOf[facade.DisassociateFacesConflictProblem](err)
	check("reads the lists of a strict 409", isStrict && len(strict.UnsuccessfulFaceDisassociations) == 1 &&
		*strict.UnsuccessfulFaceDisassociations[0].UserId == "bob")

	image, _ := os.ReadFile(os.Args[2])
	bytes := base64.StdEncoding.EncodeToString(image)
	found, _, err := api.ImagesAPI.DetectFaces(ctx).
		DetectFacesRequest(*facade.NewDetectFacesRequest(facade.ImageRequest{Bytes: &bytes})).Execute()
	check("sends an image", err == nil && len(found.FaceDetails) == 1)
	closingLine()
}

func modelOf[Model any](err error) (model Model, found bool) {
	var failed *facade.GenericOpenAPIError
	if errors.As(err, &failed) {
		model, found = failed.Model().(Model)
	}
	return model, found
}
