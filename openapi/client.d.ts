// Generated from openapi.json by openapi-typescript.
export interface paths {
    "/collections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the tenant's collections
         * @description Scope: `read`.
         */
        get: operations["listCollections"];
        put?: never;
        /**
         * Create a collection
         * @description Scope: `admin`.
         */
        post: operations["createCollection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collectionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Describe a collection
         * @description Scope: `read`.
         */
        get: operations["describeCollection"];
        put?: never;
        post?: never;
        /**
         * Delete a collection
         * @description Permanently deletes the collection with all its users and faces.
         *
         *     If the response to an attempt was lost (for this request, or an earlier one with the same Idempotency-Key), `resource-not-found` counts as success, because that attempt may have caused it.
         *
         *     Scope: `admin`.
         */
        delete: operations["deleteCollection"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collectionId}/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the erasures of a collection
         * @description Newest first.
         *
         *     Scope: `read`.
         */
        get: operations["listErasures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collectionId}/erasures/{erasureId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an erasure
         * @description Scope: `read`.
         */
        get: operations["getErasure"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collectionId}/erasures/{erasureId}/receipt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the receipt of an erasure
         * @description A JWS that anyone can verify with the keys at `/.well-known/jwks.json`. It contains no ids in plain text.
         *
         *     Scope: `read`.
         */
        get: operations["getErasureReceipt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collectionId}/faces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the faces of a collection
         * @description Scope: `read`.
         */
        get: operations["listFaces"];
        put?: never;
        /**
         * Index the faces in an image
         * @description Send an `externalImageId` to make this safe to retry: indexing the same image twice then stores one face. Without it the service never retries, and after an unclear failure the faces may have been stored.
         *
         *     Send the image in JSON (base64 or an S3 object), as a part of a form, or as the body itself. Send the other options as JSON members, form fields or query parameters, but each in one place only. With a raw image body they must be query parameters.
         *
         *     Scope: `write`.
         */
        post: operations["indexFaces"];
        /**
         * Delete faces
         * @description Faces that are associated with a user are not deleted: disassociate them first. A face that does not exist is reported as `FACE_NOT_FOUND`. Send the face ids in the JSON body. If your client or proxy drops the body of a DELETE, send them in the query, which has room for 100.
         *
         *     If the response to an attempt was lost (for this request, or an earlier one with the same Idempotency-Key), a face that Rekognition reports as `FACE_NOT_FOUND` counts as done, because that attempt may have caused it.
         *
         *     Scope: `write`.
         */
        delete: operations["deleteFaces"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collectionId}/faces/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delete faces with POST
         * @description Same as the DELETE, for clients and proxies that drop its body.
         *
         *     If the response to an attempt was lost (for this request, or an earlier one with the same Idempotency-Key), a face that Rekognition reports as `FACE_NOT_FOUND` counts as done, because that attempt may have caused it.
         *
         *     Scope: `write`.
         */
        post: operations["deleteFacesByPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collectionId}/faces/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Search faces by image
         * @description Searches for the largest face in the image only.
         *
         *     Send the image in JSON (base64 or an S3 object), as a part of a form, or as the body itself. Send the other options as JSON members, form fields or query parameters, but each in one place only. With a raw image body they must be query parameters.
         *
         *     Scope: `read`.
         */
        post: operations["searchFacesByImage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collectionId}/faces/{faceId}/matches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search faces by face
         * @description Scope: `read`.
         */
        get: operations["searchFaces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collectionId}/faces/{faceId}/user-matches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search users by face
         * @description Scope: `read`.
         */
        get: operations["searchUsersByFace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collectionId}/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the tags of a collection
         * @description Scope: `read`.
         */
        get: operations["listTagsForResource"];
        put?: never;
        post?: never;
        /**
         * Remove tags from a collection
         * @description The keys are query parameters because some clients and proxies drop the body of a DELETE. At least one is required.
         *
         *     Scope: `admin`.
         */
        delete: operations["untagResource"];
        options?: never;
        head?: never;
        /**
         * Tag a collection
         * @description Adds tags and overwrites the values of existing keys. Other tags are not changed.
         *
         *     Scope: `admin`.
         */
        patch: operations["tagResource"];
        trace?: never;
    };
    "/collections/{collectionId}/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the users of a collection
         * @description Scope: `read`.
         */
        get: operations["listUsers"];
        put?: never;
        /**
         * Create a user
         * @description Creates a user without faces.
         *
         *     If the response to an attempt was lost (for this request, or an earlier one with the same Idempotency-Key), `user-exists` is retried until the deadline, then answered with `effect: unknown`, because that attempt may have caused it.
         *
         *     Scope: `write`.
         */
        post: operations["createUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collectionId}/users/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Search users by image
         * @description Searches for the largest face in the image only.
         *
         *     Send the image in JSON (base64 or an S3 object), as a part of a form, or as the body itself. Send the other options as JSON members, form fields or query parameters, but each in one place only. With a raw image body they must be query parameters.
         *
         *     Scope: `read`.
         */
        post: operations["searchUsersByImage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collectionId}/users/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a user
         * @description Rekognition has no operation for this. One ListFaces call finds the user and counts its faces. The status comes from the last change made through this service within two seconds, or else from the list of users: up to ten ListUsers calls, shared by concurrent requests. It is null if those calls do not find the user in time.
         *
         *     With `waitFor=ACTIVE`, the response comes as soon as the user is ACTIVE, otherwise when the time of `Prefer: wait=N` is up, with the status as it is then. All waiting requests share one scan of the collection, at most once a second and with a fifth of the quota of ListUsers. If a scan does not find the user, the status is null immediately.
         *
         *     Scope: `read`.
         */
        get: operations["getUser"];
        put?: never;
        post?: never;
        /**
         * Delete a user
         * @description The faces stay in the collection without a user. The body is optional.
         *
         *     If the response to an attempt was lost (for this request, or an earlier one with the same Idempotency-Key), `resource-not-found` counts as success, because that attempt may have caused it.
         *
         *     Scope: `write`.
         */
        delete: operations["deleteUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collectionId}/users/{userId}/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erase a person
         * @description Deletes the user and all its faces, and the further faces of the request, then reads back that nothing is left. The list of faces is stored before the first change, so that an interrupted erasure is completed. Repeating the request joins a running erasure and resumes one that is stuck; it needs no Idempotency-Key. Faces in other collections are not erased.
         *
         *     Scope: `write`.
         */
        post: operations["eraseUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collectionId}/users/{userId}/faces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the faces of a user
         * @description Scope: `read`.
         */
        get: operations["listFacesOfUser"];
        put?: never;
        /**
         * Associate faces with a user
         * @description A user has at most 100 faces. If Rekognition omits a face from its response, the service looks it up and lists it as already associated or as unsuccessful.
         *
         *     Scope: `write`.
         */
        post: operations["associateFaces"];
        /**
         * Disassociate faces from a user
         * @description Send the face ids in the JSON body. If your client or proxy drops the body of a DELETE, send them in the query: `?faceId=…&faceId=…`.
         *
         *     Scope: `write`.
         */
        delete: operations["disassociateFaces"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collectionId}/users/{userId}/faces/disassociate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Disassociate faces from a user with POST
         * @description Same as the DELETE, for clients and proxies that drop its body.
         *
         *     Scope: `write`.
         */
        post: operations["disassociateFacesByPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collectionId}/users/{userId}/faces/disassociate-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Disassociate all faces from a user
         * @description Lists the user’s faces, disassociates them, and lists again until there are none, so that faces associated in the meantime are disassociated too. The answer lists every face. A user without faces is `complete` with empty lists and the status CREATED. If a later call fails, the problem has the effect `partial`: send the request again. The body is optional, and names no faces.
         *
         *     Scope: `write`.
         */
        post: operations["disassociateAllFaces"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collectionId}/users/{userId}/faces/{faceId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Disassociate one face from a user
         * @description Also returns 204 if the face was not associated with a user.
         *
         *     Scope: `write`.
         */
        delete: operations["disassociateFace"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collectionId}/users/{userId}/matches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search users by user
         * @description Scope: `read`.
         */
        get: operations["searchUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/faces/compare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Compare faces in two images
         * @description Compares the largest face in the source image with each face in the target image. Stores nothing.
         *
         *     Send the images in JSON (base64 or S3 objects) or as parts of a form. Send the other options as JSON members, form fields or query parameters, but each in one place only.
         *
         *     Scope: `read`.
         */
        post: operations["compareFaces"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/faces/detect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Detect faces in an image
         * @description Stores nothing.
         *
         *     Send the image in JSON (base64 or an S3 object), as a part of a form, or as the body itself. Send the other options as JSON members, form fields or query parameters, but each in one place only. With a raw image body they must be query parameters.
         *
         *     Scope: `read`.
         */
        post: operations["detectFaces"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the identity of the caller
         * @description Scope: `read`.
         */
        get: operations["me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AgeRange: {
            high: number;
            low: number;
        };
        AssociateFacesBadRequestProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "face-ids-required" | "invalid-parameter" | "malformed-json" | "malformed-request" | "malformed-url" | "validation-failed";
        };
        AssociateFacesConflictProblem: components["schemas"]["Problem"] & {
            /** @description Associated with the user before this request. */
            alreadyAssociatedFaces?: components["schemas"]["AssociatedFace"][];
            /** @description Associated by this request. */
            associatedFaces?: components["schemas"]["AssociatedFace"][];
            /** @enum {string} */
            code?: "outcome-unknown" | "request-in-progress" | "service-limit-reached" | "unsuccessful-faces" | "user-being-erased" | "user-busy";
            /**
             * @description complete: every face is associated with the user; partial: some are; none: no face could be associated.
             * @enum {string}
             */
            outcome?: "none" | "partial" | "complete";
            unsuccessfulFaceAssociations?: components["schemas"]["UnsuccessfulFaceAssociation"][];
            /** @description AWS's status of the user: CREATED, UPDATING or ACTIVE. */
            userStatus?: string;
        };
        AssociateFacesRequest: {
            /** @description Makes the request safe to retry. Equivalent to the Idempotency-Key header. */
            clientRequestToken?: string;
            /** @description The faces to associate with the user. Duplicates are ignored. */
            faceIds: string[];
            /**
             * @description Minimum similarity to the faces that the user already has, in percent. Default: 75.
             * @example 80
             */
            userMatchThreshold?: number;
        };
        AssociateFacesResponse: {
            /** @description Associated with the user before this request. */
            alreadyAssociatedFaces: components["schemas"]["AssociatedFace"][];
            /** @description Associated by this request. */
            associatedFaces: components["schemas"]["AssociatedFace"][];
            /**
             * @description complete: every face is associated with the user; partial: some are; none: no face could be associated.
             * @enum {string}
             */
            outcome: "none" | "partial" | "complete";
            unsuccessfulFaceAssociations: components["schemas"]["UnsuccessfulFaceAssociation"][];
            /** @description AWS's status of the user: CREATED, UPDATING or ACTIVE. */
            userStatus: string;
        };
        AssociatedFace: {
            faceId: string;
        };
        BadGatewayProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "tenant-credentials" | "tenant-misconfigured" | "upstream-connection-lost" | "upstream-error" | "upstream-invalid-answer";
        };
        BadRequestProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "invalid-parameter" | "malformed-request" | "malformed-url" | "validation-failed";
        };
        BoundingBox: {
            height: number;
            left: number;
            top: number;
            width: number;
        };
        CompareFacesRequest: {
            /**
             * @description Minimum quality of a face to be compared. Default: NONE.
             * @example NONE
             * @enum {string}
             */
            qualityFilter?: "NONE" | "AUTO" | "LOW" | "MEDIUM" | "HIGH";
            /**
             * @description Minimum similarity of a match, in percent. Default: 80.
             * @example 80
             */
            similarityThreshold?: number;
            /** @description The image whose largest face is compared. */
            sourceImage: components["schemas"]["ImageRequest"];
            /** @description The image with the faces to compare it with. */
            targetImage: components["schemas"]["ImageRequest"];
        };
        CompareFacesResponse: {
            /** @description Most similar first. */
            faceMatches: components["schemas"]["ComparedFaceMatch"][];
            sourceImageFace: components["schemas"]["SourceImageFace"];
            unmatchedFaces: components["schemas"]["ComparedFace"][];
        };
        CompareFacesUnprocessableEntityProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "image-too-small" | "invalid-s3-object" | "no-face-in-image";
        };
        ComparedFace: {
            boundingBox?: components["schemas"]["BoundingBox"];
            /** @description Confidence that this is a face, in percent. */
            confidence?: number;
            emotions?: components["schemas"]["Emotion"][];
            landmarks?: components["schemas"]["Landmark"][];
            pose?: components["schemas"]["Pose"];
            quality?: components["schemas"]["ImageQuality"];
            smile?: components["schemas"]["Judgement"];
        };
        ComparedFaceMatch: {
            face: components["schemas"]["ComparedFace"];
            /** @description In percent. */
            similarity: number;
        };
        ConflictProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "outcome-unknown" | "request-in-progress";
        };
        CreateCollectionBadRequestProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "invalid-parameter" | "malformed-json" | "malformed-request" | "malformed-url" | "validation-failed";
        };
        CreateCollectionConflictProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "already-exists" | "outcome-unknown" | "request-in-progress" | "service-limit-reached";
        };
        CreateCollectionRequest: {
            /** @description Collection id. */
            collectionId: string;
            /** @description Tags of the new collection. */
            tags?: {
                [key: string]: string;
            };
        };
        CreateCollectionResponse: {
            collectionId: string;
            /** @description Version of the face model. It never changes for a collection. */
            faceModelVersion: string;
        };
        CreateCollectionServiceUnavailableProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "audit-unavailable" | "busy" | "circuit-open" | "credentials-unavailable" | "idempotency-unavailable" | "issuer-unavailable" | "shutting-down" | "upstream-unreachable";
        };
        CreateUserConflictProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "outcome-unknown" | "request-in-progress" | "service-limit-reached" | "user-being-erased" | "user-exists";
        };
        CreateUserRequest: {
            /** @description Makes the request safe to retry. Equivalent to the Idempotency-Key header. */
            clientRequestToken?: string;
            /** @description User id, unique within the collection. */
            userId: string;
        };
        CreateUserResponse: {
            userId: string;
        };
        CreateUserServiceUnavailableProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "audit-unavailable" | "busy" | "circuit-open" | "credentials-unavailable" | "erasure-unavailable" | "idempotency-unavailable" | "issuer-unavailable" | "shutting-down" | "upstream-unreachable";
        };
        DeleteFacesByPostRequest: {
            /**
             * @description Predict the result and change nothing, with reads only; the Idempotency-Key is not used. Only Rekognition can tell whether the change itself would be refused (such as `user-busy`), and others may change faces in between. Default: false.
             * @example true
             */
            dryRun?: boolean;
            /** @description The faces to delete. Duplicates are ignored. */
            faceIds: string[];
        };
        DeleteFacesConflictProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "outcome-unknown" | "request-in-progress" | "unsuccessful-faces";
            deletedFaces?: components["schemas"]["DeletedFace"][];
            /** @description Present and true if this is a prediction (`dryRun=true`): nothing was changed. */
            dryRun?: boolean;
            /**
             * @description complete: every face was deleted; partial: some were; none: no face could be deleted.
             * @enum {string}
             */
            outcome?: "none" | "partial" | "complete";
            unsuccessfulFaceDeletions?: components["schemas"]["UnsuccessfulFaceDeletion"][];
        };
        DeleteFacesRequest: {
            /** @description The faces to delete. Duplicates are ignored. */
            faceIds?: string[];
        };
        DeleteFacesResponse: {
            deletedFaces: components["schemas"]["DeletedFace"][];
            /** @description Present and true if this is a prediction (`dryRun=true`): nothing was changed. */
            dryRun?: boolean;
            /**
             * @description complete: every face was deleted; partial: some were; none: no face could be deleted.
             * @enum {string}
             */
            outcome: "none" | "partial" | "complete";
            unsuccessfulFaceDeletions: components["schemas"]["UnsuccessfulFaceDeletion"][];
        };
        DeleteUserConflictProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "outcome-unknown" | "request-in-progress" | "user-busy";
        };
        DeleteUserDryRun: {
            dryRun: boolean;
            /** @description How many faces would stay in the collection without a user. */
            faceCount: number;
            userId: string;
        };
        DeleteUserRequest: {
            /** @description Makes the request safe to retry. Equivalent to the Idempotency-Key header. */
            clientRequestToken?: string;
        };
        DeletedFace: {
            faceId: string;
        };
        DescribeCollectionResponse: {
            collectionId: string;
            /** @description Time of creation, in UTC (RFC 3339). */
            creationTimestamp: string;
            faceCount: number;
            faceModelVersion: string;
            userCount: number;
        };
        DetectFacesRequest: {
            /**
             * @description Facial attributes to return in addition to the default.
             * @example [
             *       "DEFAULT"
             *     ]
             */
            attributes?: ("DEFAULT" | "ALL" | "AGE_RANGE" | "BEARD" | "EMOTIONS" | "EYE_DIRECTION" | "EYEGLASSES" | "EYES_OPEN" | "GENDER" | "MOUTH_OPEN" | "MUSTACHE" | "FACE_OCCLUDED" | "SMILE" | "SUNGLASSES")[];
            /** @description The image with the faces to detect. */
            image: components["schemas"]["ImageRequest"];
        };
        DetectFacesResponse: {
            faceDetails: components["schemas"]["FaceDetail"][];
        };
        DetectFacesUnprocessableEntityProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "image-too-small" | "invalid-s3-object";
        };
        DisassociateAllFacesRequest: {
            /** @description Makes the request safe to retry. Equivalent to the Idempotency-Key header. */
            clientRequestToken?: string;
        };
        DisassociateFaceConflictProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "associated-to-a-different-user" | "outcome-unknown" | "request-in-progress" | "unsuccessful-faces" | "user-busy";
        };
        DisassociateFaceNotFoundProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "face-not-found" | "resource-not-found";
        };
        DisassociateFacesBadRequestProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "delete-body-missing" | "face-ids-required" | "ids-in-query-and-body" | "invalid-parameter" | "malformed-json" | "malformed-request" | "malformed-url" | "validation-failed";
        };
        DisassociateFacesByPostRequest: {
            /** @description Makes the request safe to retry. Equivalent to the Idempotency-Key header. */
            clientRequestToken?: string;
            /**
             * @description Predict the result and change nothing, with reads only; the Idempotency-Key is not used. Only Rekognition can tell whether the change itself would be refused (such as `user-busy`), and others may change faces in between. Default: false.
             * @example true
             */
            dryRun?: boolean;
            /** @description The faces to disassociate from the user. Duplicates are ignored. */
            faceIds: string[];
        };
        DisassociateFacesConflictProblem: components["schemas"]["Problem"] & {
            /** @description Not associated with the user before this request. */
            alreadyDisassociatedFaces?: components["schemas"]["DisassociatedFace"][];
            /** @enum {string} */
            code?: "outcome-unknown" | "request-in-progress" | "unsuccessful-faces" | "user-busy";
            /** @description Disassociated by this request. */
            disassociatedFaces?: components["schemas"]["DisassociatedFace"][];
            /** @description Present and true if this is a prediction (`dryRun=true`): nothing was changed. */
            dryRun?: boolean;
            /**
             * @description complete: the user no longer has any of the faces; partial: it still has some; none: no face was disassociated.
             * @enum {string}
             */
            outcome?: "none" | "partial" | "complete";
            unsuccessfulFaceDisassociations?: components["schemas"]["UnsuccessfulFaceDisassociation"][];
            /** @description AWS's status of the user: CREATED, UPDATING or ACTIVE. UNKNOWN in a prediction if it cannot be read. */
            userStatus?: string;
        };
        DisassociateFacesRequest: {
            /** @description Makes the request safe to retry. Equivalent to the Idempotency-Key header. */
            clientRequestToken?: string;
            /** @description The faces to disassociate from the user. Duplicates are ignored. */
            faceIds?: string[];
        };
        DisassociateFacesResponse: {
            /** @description Not associated with the user before this request. */
            alreadyDisassociatedFaces: components["schemas"]["DisassociatedFace"][];
            /** @description Disassociated by this request. */
            disassociatedFaces: components["schemas"]["DisassociatedFace"][];
            /** @description Present and true if this is a prediction (`dryRun=true`): nothing was changed. */
            dryRun?: boolean;
            /**
             * @description complete: the user no longer has any of the faces; partial: it still has some; none: no face was disassociated.
             * @enum {string}
             */
            outcome: "none" | "partial" | "complete";
            unsuccessfulFaceDisassociations: components["schemas"]["UnsuccessfulFaceDisassociation"][];
            /** @description AWS's status of the user: CREATED, UPDATING or ACTIVE. UNKNOWN in a prediction if it cannot be read. */
            userStatus: string;
        };
        DisassociatedFace: {
            faceId: string;
        };
        Emotion: {
            /** @description In percent. */
            confidence: number;
            /** @description Emotion name as in AWS, such as HAPPY. */
            type: string;
        };
        EraseUserConflictProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "associated-to-a-different-user" | "user-being-erased";
        };
        EraseUserRequest: {
            /**
             * @description Predict the result and change nothing, with reads only; the Idempotency-Key is not used. Only Rekognition can tell whether the change itself would be refused (such as `user-busy`), and others may change faces in between. Default: false.
             * @example true
             */
            dryRun?: boolean;
            /** @description Further faces of this person that are not associated with any user. */
            faceIds?: string[];
            /** @description Whether to keep the user, without faces. Default: the user is deleted. */
            keepUser?: boolean;
            /**
             * @description Your own reference, such as a ticket number. It is in the receipt: do not put a person’s name in it.
             * @example DSR-2026-0815
             */
            reference?: string;
        };
        EraseUserServiceUnavailableProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "audit-unavailable" | "busy" | "circuit-open" | "credentials-unavailable" | "erasure-unavailable" | "issuer-unavailable" | "shutting-down" | "upstream-unreachable";
        };
        ErasureProblem: {
            /** @description Code of the problem, as in problem documents. */
            code: string;
            detail: string;
        };
        ErasureProgress: {
            /** @description Faces deleted so far. */
            deletedFaces: number;
            /** @description Faces found so far. */
            faces: number;
            /** @description Whether the user no longer exists. */
            userDeleted: boolean;
        };
        ErasureReceiptResponse: {
            /** @description The signed receipt (JWS in compact form, EdDSA). Verify it with the keys at `/.well-known/jwks.json`. */
            receipt: string;
        };
        ErasureResponse: {
            /** @description Present and true if this is a prediction (`dryRun=true`): nothing was stored or changed, and the id names nothing. */
            dryRun?: boolean;
            erasureId: string;
            /** @description ISO 8601. */
            finishedAt?: string;
            problem?: components["schemas"]["ErasureProblem"];
            progress: components["schemas"]["ErasureProgress"];
            /** @description Signed receipt (JWS, EdDSA). Present when done. */
            receipt?: string;
            /** @description The reference of the request. */
            reference?: string;
            /** @description Faces that could not be deleted. */
            remainingFaces: components["schemas"]["RemainingFace"][];
            /** @description ISO 8601. */
            requestedAt: string;
            /** @description Base64url. With it, a third party can check that the digests in the receipt belong to given user and face ids. */
            salt: string;
            /**
             * @description planned: the faces are stored, nothing was changed yet; running: changes are being made; done: nothing is left;
             *     stuck: it cannot continue by itself, see `problem` and `remainingFaces`, and repeat the request to resume it;
             *     already-erased: this person was erased before, and has no user now.
             * @enum {string}
             */
            state: "done" | "planned" | "running" | "stuck" | "already-erased";
        };
        ExpectationFailedProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "expectation-failed";
        };
        EyeDirection: {
            /** @description In percent. */
            confidence: number;
            /** @description In degrees. */
            pitch: number;
            /** @description In degrees. */
            yaw: number;
        };
        Face: {
            boundingBox?: components["schemas"]["BoundingBox"];
            /** @description Confidence that this is a face, in percent. */
            confidence?: number;
            /** @description Id that the caller assigned to the image. */
            externalImageId?: string;
            faceId: string;
            /** @description Id that Rekognition assigned to the image. */
            imageId?: string;
            indexFacesModelVersion?: string;
            /** @description Id of the user that the face is associated with. */
            userId?: string;
        };
        FaceDetail: {
            ageRange?: components["schemas"]["AgeRange"];
            beard?: components["schemas"]["Judgement"];
            boundingBox?: components["schemas"]["BoundingBox"];
            /** @description Confidence that this is a face, in percent. */
            confidence?: number;
            emotions?: components["schemas"]["Emotion"][];
            eyeDirection?: components["schemas"]["EyeDirection"];
            eyeglasses?: components["schemas"]["Judgement"];
            eyesOpen?: components["schemas"]["Judgement"];
            faceOccluded?: components["schemas"]["Judgement"];
            gender?: components["schemas"]["Gender"];
            landmarks?: components["schemas"]["Landmark"][];
            mouthOpen?: components["schemas"]["Judgement"];
            mustache?: components["schemas"]["Judgement"];
            pose?: components["schemas"]["Pose"];
            quality?: components["schemas"]["ImageQuality"];
            smile?: components["schemas"]["Judgement"];
            sunglasses?: components["schemas"]["Judgement"];
        };
        FaceMatch: {
            face: components["schemas"]["Face"];
            /** @description In percent. */
            similarity: number;
        };
        ForbiddenProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "aws-access-denied" | "insufficient-scope";
        };
        GatewayTimeoutProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "deadline-passed" | "upstream-timeout";
        };
        Gender: {
            /** @description In percent. */
            confidence: number;
            /** @description Male or Female. */
            value: string;
        };
        GetErasureNotFoundProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "resource-not-found";
        };
        GetUserResponse: {
            /** @description How many faces are associated with the user. */
            faceCount: number;
            userId: string;
            /**
             * @description AWS's status of the user: CREATED (no faces), UPDATING (a change is being processed) or ACTIVE. Null if unknown:
             *     Rekognition reports it only in its list of users, of which the service reads the first 5,000.
             */
            userStatus: string | null;
        };
        ImageQuality: {
            brightness: number;
            sharpness: number;
        };
        ImageRequest: {
            /** @description A JPEG or PNG of at most 5,242,880 bytes, encoded in base64. */
            bytes?: string;
            s3Object?: components["schemas"]["ImageS3Object"];
        };
        ImageS3Object: {
            bucket: string;
            name: string;
            version?: string;
        };
        IndexFacesBadRequestProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "invalid-parameter" | "malformed-json" | "malformed-multipart" | "malformed-request" | "malformed-url" | "validation-failed";
        };
        IndexFacesConflictProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "outcome-unknown" | "request-in-progress" | "service-limit-reached" | "user-being-erased";
        };
        IndexFacesPayloadTooLargeProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "body-too-large" | "image-too-large";
        };
        IndexFacesRequest: {
            /**
             * @description Facial attributes to return in addition to the default.
             * @example [
             *       "DEFAULT"
             *     ]
             */
            detectionAttributes?: ("DEFAULT" | "ALL" | "AGE_RANGE" | "BEARD" | "EMOTIONS" | "EYE_DIRECTION" | "EYEGLASSES" | "EYES_OPEN" | "GENDER" | "MOUTH_OPEN" | "MUSTACHE" | "FACE_OCCLUDED" | "SMILE" | "SUNGLASSES")[];
            /**
             * @description Your own id for the image. With it, indexing the same image twice stores its faces once, so the request is safe to retry.
             * @example badge-4711
             */
            externalImageId?: string;
            /** @description The image with the faces to store. */
            image: components["schemas"]["ImageRequest"];
            /**
             * @description Maximum number of faces to store, best quality first. Rekognition stores at most 100.
             * @example 10
             */
            maxFaces?: number;
            /**
             * @description Minimum quality of a face to be stored. Default: AUTO.
             * @example NONE
             * @enum {string}
             */
            qualityFilter?: "NONE" | "AUTO" | "LOW" | "MEDIUM" | "HIGH";
            /**
             * @description Reject an image that does not show exactly one face, without storing anything. Default: false.
             * @example true
             */
            requireSingleFace?: boolean;
        };
        IndexFacesResponse: {
            faceModelVersion: string;
            /** @description Faces stored by this request, or by an earlier one with the same image and externalImageId. */
            faceRecords: components["schemas"]["IndexedFace"][];
            unindexedFaces: components["schemas"]["UnindexedFace"][];
        };
        IndexFacesUnprocessableEntityProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "idempotency-key-reused" | "image-too-small" | "invalid-s3-object" | "no-face-in-image" | "several-faces";
        };
        IndexFacesUnsupportedMediaTypeProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "invalid-image-format" | "unsupported-media-type";
        };
        IndexedFace: {
            face: components["schemas"]["Face"];
            faceDetail?: components["schemas"]["FaceDetail"];
        };
        InternalServerErrorProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "internal";
        };
        Judgement: {
            confidence: number;
            value: boolean;
        };
        Landmark: {
            /** @description Landmark name as in AWS, such as eyeLeft. */
            type: string;
            x: number;
            y: number;
        };
        ListCollectionsBadRequestProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "invalid-cursor" | "invalid-parameter" | "malformed-request" | "malformed-url" | "validation-failed";
        };
        ListCollectionsResponse: {
            items: components["schemas"]["ListedCollection"][];
            /** @description Cursor of the next page. Absent on the last page. */
            nextCursor?: string;
        };
        ListErasuresBadRequestProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "invalid-cursor" | "malformed-request" | "malformed-url" | "validation-failed";
        };
        ListErasuresResponse: {
            items: components["schemas"]["ErasureResponse"][];
            /** @description Cursor of the next page. Absent on the last page. */
            nextCursor?: string;
        };
        ListErasuresServiceUnavailableProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "erasure-unavailable" | "issuer-unavailable" | "shutting-down";
        };
        ListFacesOfUserResponse: {
            items: components["schemas"]["Face"][];
        };
        ListFacesResponse: {
            items: components["schemas"]["Face"][];
            /** @description Cursor of the next page. Absent on the last page. */
            nextCursor?: string;
        };
        ListTagsForResourceResponse: {
            /** @description All tags of the collection: values by key. */
            tags: {
                [key: string]: string;
            };
        };
        ListUsersResponse: {
            items: components["schemas"]["ListedUser"][];
            /** @description Cursor of the next page. Absent on the last page. */
            nextCursor?: string;
        };
        ListedCollection: {
            collectionId: string;
            faceModelVersion: string;
        };
        ListedUser: {
            userId: string;
            /** @description AWS's status of the user: CREATED (no faces), UPDATING (a change is being processed) or ACTIVE. */
            userStatus: string;
        };
        MatchedUser: {
            userId: string;
            /** @description AWS's status of the user: CREATED, UPDATING or ACTIVE. */
            userStatus?: string;
        };
        MeBadRequestProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "malformed-request" | "malformed-url" | "validation-failed";
        };
        MeForbiddenProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "insufficient-scope";
        };
        MeInternalServerErrorProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "internal";
        };
        MeNotAcceptableProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "not-acceptable";
        };
        MeRequestTimeoutProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "request-timeout";
        };
        MeResponse: {
            /**
             * @description Id of the API key. Absent for tokens.
             * @example demo
             */
            keyId?: string;
            /**
             * @description Scopes of the credential.
             * @example [
             *       "read",
             *       "write",
             *       "admin"
             *     ]
             */
            scopes: ("read" | "write" | "admin")[];
            /**
             * @description Whether idempotency keys are valid at all replicas, and not only within one process.
             * @example false
             */
            sharedKeys: boolean;
            /** @description Subject of the token. Absent for API keys. */
            subject?: string;
            /** @example demo */
            tenant: string;
        };
        MeServiceUnavailableProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "issuer-unavailable" | "shutting-down";
        };
        MeTooManyRequestsProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "too-many-attempts";
        };
        NotAcceptableProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "not-acceptable";
        };
        NotFoundProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "resource-not-found";
        };
        PayloadTooLargeProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "body-too-large";
        };
        Pose: {
            pitch: number;
            roll: number;
            yaw: number;
        };
        Problem: {
            /** @description The request id of Rekognition's response, if there was one. */
            awsRequestId?: string;
            /**
             * @description Machine-readable kind of problem; also the last segment of `type`.
             * @example resource-not-found
             */
            code: string;
            /**
             * @description What went wrong. Never contains AWS's message.
             * @example The collection named in the request does not exist.
             */
            detail: string;
            /**
             * @description What the request changed: `none`, `partial`, or `unknown` if the service cannot tell.
             * @example none
             * @enum {string}
             */
            effect: "none" | "partial" | "unknown";
            /** @description All faults in the request, for validation errors. */
            errors?: components["schemas"]["ProblemFault"][];
            /**
             * @description Identifies this occurrence.
             * @example urn:request:4c8f6a52-6f0e-4f5e-9d8e-0a4c2a1d9b3e
             */
            instance: string;
            /**
             * @description The request id, as in the logs and the X-Request-Id header.
             * @example 4c8f6a52-6f0e-4f5e-9d8e-0a4c2a1d9b3e
             */
            requestId: string;
            /**
             * @description What does not exist, for problems that say so.
             * @example user
             * @enum {string}
             */
            resource?: "collection" | "user" | "face";
            /**
             * @description Whether the request may be retried unchanged.
             * @example false
             */
            retryable: boolean;
            /**
             * @description The HTTP status code.
             * @example 404
             */
            status: number;
            /**
             * @description Short name of this kind of problem.
             * @example There is no such resource
             */
            title: string;
            /**
             * @description URL of this service's page about this kind of problem.
             * @example /problems/resource-not-found
             */
            type: string;
        };
        ProblemFault: {
            /**
             * @description The rule that was broken.
             * @example must be a lower-case UUID
             */
            detail: string;
            /**
             * @description Where the fault is, as a JSON pointer: into the body (`/faceIds/3`), or into the other parts of the request
             *     (`/path/userId`, `/query/faceId/0`, `/header/idempotency-key`).
             * @example /faceIds/3
             */
            pointer: string;
        };
        RemainingFace: {
            faceId: string;
            /** @description AWS's reasons, such as ASSOCIATED_TO_AN_EXISTING_USER. */
            reasons: string[];
        };
        RequestHeaderFieldsTooLargeProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "header-fields-too-large";
        };
        RequestTimeoutProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "request-timeout";
        };
        SearchFacesByImageRequest: {
            /**
             * @description Minimum similarity of a match, in percent. Default: 80.
             * @example 80
             */
            faceMatchThreshold?: number;
            /** @description The image with the face to search for. */
            image: components["schemas"]["ImageRequest"];
            /**
             * @description Maximum number of faces to return, most similar first.
             * @example 10
             */
            maxFaces?: number;
            /**
             * @description Minimum quality of the face in the image. Default: NONE.
             * @example NONE
             * @enum {string}
             */
            qualityFilter?: "NONE" | "AUTO" | "LOW" | "MEDIUM" | "HIGH";
            /**
             * @description Reject an image that does not show exactly one face, without searching. Default: false.
             * @example true
             */
            requireSingleFace?: boolean;
        };
        SearchFacesByImageResponse: {
            /** @description Most similar first. */
            faceMatches: components["schemas"]["FaceMatch"][];
            faceModelVersion?: string;
            searchedFaceBoundingBox?: components["schemas"]["BoundingBox"];
            /** @description Confidence that this is a face, in percent. */
            searchedFaceConfidence?: number;
        };
        SearchFacesByImageUnprocessableEntityProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "image-too-small" | "invalid-s3-object" | "no-face-in-image" | "several-faces";
        };
        SearchFacesResponse: {
            /** @description Most similar first. */
            faceMatches: components["schemas"]["FaceMatch"][];
            faceModelVersion?: string;
            searchedFaceId?: string;
        };
        SearchUsersByImageRequest: {
            /** @description The image with the face to search for. */
            image: components["schemas"]["ImageRequest"];
            /**
             * @description Maximum number of users to return, most similar first.
             * @example 10
             */
            maxUsers?: number;
            /**
             * @description Minimum quality of the face in the image. Default: NONE.
             * @example NONE
             * @enum {string}
             */
            qualityFilter?: "NONE" | "AUTO" | "LOW" | "MEDIUM" | "HIGH";
            /**
             * @description Reject an image that does not show exactly one face, without searching. Default: false.
             * @example true
             */
            requireSingleFace?: boolean;
            /**
             * @description Minimum similarity of a match, in percent. Default: 80.
             * @example 80
             */
            userMatchThreshold?: number;
        };
        SearchUsersByImageResponse: {
            faceModelVersion?: string;
            searchedFace: components["schemas"]["SearchedFaceDetails"];
            unsearchedFaces: components["schemas"]["UnsearchedFace"][];
            /** @description Most similar first. */
            userMatches: components["schemas"]["UserMatch"][];
        };
        SearchUsersResponse: {
            faceModelVersion?: string;
            /** @description The face that was searched for. Absent when searching by user. */
            searchedFace?: components["schemas"]["SearchedFace"];
            /** @description The user that was searched for, who is not among the matches. Absent when searching by face. */
            searchedUser?: components["schemas"]["SearchedUser"];
            /** @description Most similar first. */
            userMatches: components["schemas"]["UserMatch"][];
        };
        SearchedFace: {
            faceId: string;
        };
        SearchedFaceDetails: {
            faceDetail?: components["schemas"]["FaceDetail"];
        };
        SearchedUser: {
            userId: string;
        };
        ServiceUnavailableProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "busy" | "circuit-open" | "credentials-unavailable" | "issuer-unavailable" | "shutting-down" | "upstream-unreachable";
        };
        SourceImageFace: {
            boundingBox: components["schemas"]["BoundingBox"];
            /** @description Confidence that this is a face, in percent. */
            confidence?: number;
        };
        TagResourceConflictProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "outcome-unknown" | "request-in-progress" | "service-limit-reached";
        };
        TagResourceRequest: {
            /** @description Tags to add or overwrite: values by key. */
            tags: {
                [key: string]: string;
            };
        };
        TooManyRequestsProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "rate-limited" | "throttled" | "too-many-attempts";
        };
        UnauthorizedProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "unauthenticated";
        };
        UnindexedFace: {
            faceDetail?: components["schemas"]["FaceDetail"];
            /** @description AWS's reasons, such as EXCEEDS_MAX_FACES or LOW_FACE_QUALITY. */
            reasons: string[];
        };
        UnprocessableEntityProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "idempotency-key-reused";
        };
        UnsearchedFace: {
            faceDetails?: components["schemas"]["FaceDetail"];
            /** @description AWS's reasons, such as FACE_NOT_LARGEST. */
            reasons: string[];
        };
        UnsuccessfulFaceAssociation: {
            /** @description Similarity to the user's own faces, in percent, if it was too low. */
            confidence?: number;
            faceId: string;
            /**
             * @description AWS's reasons, such as FACE_NOT_FOUND, ASSOCIATED_TO_A_DIFFERENT_USER or LOW_MATCH_CONFIDENCE. NOT_REPORTED if
             *     Rekognition gives none, for example because the user already has 100 faces.
             */
            reasons: string[];
            /** @description The other user that the face is associated with. */
            userId?: string;
        };
        UnsuccessfulFaceDeletion: {
            faceId: string;
            /** @description AWS's reasons: ASSOCIATED_TO_AN_EXISTING_USER or FACE_NOT_FOUND. NOT_REPORTED if Rekognition gives none. */
            reasons: string[];
            /** @description The user that the face is associated with. */
            userId?: string;
        };
        UnsuccessfulFaceDisassociation: {
            faceId: string;
            /** @description AWS's reasons, such as ASSOCIATED_TO_A_DIFFERENT_USER or FACE_NOT_FOUND. NOT_REPORTED if Rekognition gives none. */
            reasons: string[];
            /** @description The other user that the face is associated with. */
            userId?: string;
        };
        UnsupportedMediaTypeProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "unsupported-media-type";
        };
        UriTooLongProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code?: "uri-too-long";
        };
        UserMatch: {
            /** @description In percent. */
            similarity: number;
            user: components["schemas"]["MatchedUser"];
        };
    };
    responses: {
        /** @description [face-ids-required](/problems/face-ids-required): Face ids missing; [invalid-parameter](/problems/invalid-parameter): Rekognition rejected a parameter; [malformed-json](/problems/malformed-json): The body is not valid JSON; [malformed-request](/problems/malformed-request): The request is not valid HTTP; [malformed-url](/problems/malformed-url): The URL is not valid; [validation-failed](/problems/validation-failed): The request is not valid */
        AssociateFacesBadRequest: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["AssociateFacesBadRequestProblem"];
            };
        };
        /** @description [outcome-unknown](/problems/outcome-unknown): The outcome of the first request is unknown; [request-in-progress](/problems/request-in-progress): The first request with this key is still running; [service-limit-reached](/problems/service-limit-reached): A Rekognition limit is reached; [unsuccessful-faces](/problems/unsuccessful-faces): Not every face was changed; [user-being-erased](/problems/user-being-erased): The user is being erased; [user-busy](/problems/user-busy): The user is being changed */
        AssociateFacesConflict: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["AssociateFacesConflictProblem"];
            };
        };
        /** @description [tenant-credentials](/problems/tenant-credentials): AWS rejected the tenant's credentials; [tenant-misconfigured](/problems/tenant-misconfigured): The tenant's AWS settings are wrong; [upstream-connection-lost](/problems/upstream-connection-lost): The connection to Rekognition was lost; [upstream-error](/problems/upstream-error): Rekognition failed; [upstream-invalid-answer](/problems/upstream-invalid-answer): Invalid response from Rekognition */
        BadGateway: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["BadGatewayProblem"];
            };
        };
        /** @description [invalid-parameter](/problems/invalid-parameter): Rekognition rejected a parameter; [malformed-request](/problems/malformed-request): The request is not valid HTTP; [malformed-url](/problems/malformed-url): The URL is not valid; [validation-failed](/problems/validation-failed): The request is not valid */
        BadRequest: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["BadRequestProblem"];
            };
        };
        /** @description [image-too-small](/problems/image-too-small): The image is too small; [invalid-s3-object](/problems/invalid-s3-object): The S3 object cannot be used; [no-face-in-image](/problems/no-face-in-image): The image shows no face */
        CompareFacesUnprocessableEntity: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["CompareFacesUnprocessableEntityProblem"];
            };
        };
        /** @description [outcome-unknown](/problems/outcome-unknown): The outcome of the first request is unknown; [request-in-progress](/problems/request-in-progress): The first request with this key is still running */
        Conflict: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ConflictProblem"];
            };
        };
        /** @description [invalid-parameter](/problems/invalid-parameter): Rekognition rejected a parameter; [malformed-json](/problems/malformed-json): The body is not valid JSON; [malformed-request](/problems/malformed-request): The request is not valid HTTP; [malformed-url](/problems/malformed-url): The URL is not valid; [validation-failed](/problems/validation-failed): The request is not valid */
        CreateCollectionBadRequest: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["CreateCollectionBadRequestProblem"];
            };
        };
        /** @description [already-exists](/problems/already-exists): The resource already exists; [outcome-unknown](/problems/outcome-unknown): The outcome of the first request is unknown; [request-in-progress](/problems/request-in-progress): The first request with this key is still running; [service-limit-reached](/problems/service-limit-reached): A Rekognition limit is reached */
        CreateCollectionConflict: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["CreateCollectionConflictProblem"];
            };
        };
        /** @description [audit-unavailable](/problems/audit-unavailable): Audit log unavailable; [busy](/problems/busy): Service busy; [circuit-open](/problems/circuit-open): Circuit breaker open; [credentials-unavailable](/problems/credentials-unavailable): The tenant's credentials are unavailable; [idempotency-unavailable](/problems/idempotency-unavailable): Idempotency record unavailable; [issuer-unavailable](/problems/issuer-unavailable): The issuer's keys are unavailable; [shutting-down](/problems/shutting-down): The service is shutting down; [upstream-unreachable](/problems/upstream-unreachable): Rekognition cannot be reached */
        CreateCollectionServiceUnavailable: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["CreateCollectionServiceUnavailableProblem"];
            };
        };
        /** @description [outcome-unknown](/problems/outcome-unknown): The outcome of the first request is unknown; [request-in-progress](/problems/request-in-progress): The first request with this key is still running; [service-limit-reached](/problems/service-limit-reached): A Rekognition limit is reached; [user-being-erased](/problems/user-being-erased): The user is being erased; [user-exists](/problems/user-exists): The user already exists */
        CreateUserConflict: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["CreateUserConflictProblem"];
            };
        };
        /** @description [audit-unavailable](/problems/audit-unavailable): Audit log unavailable; [busy](/problems/busy): Service busy; [circuit-open](/problems/circuit-open): Circuit breaker open; [credentials-unavailable](/problems/credentials-unavailable): The tenant's credentials are unavailable; [erasure-unavailable](/problems/erasure-unavailable): Erasures unavailable; [idempotency-unavailable](/problems/idempotency-unavailable): Idempotency record unavailable; [issuer-unavailable](/problems/issuer-unavailable): The issuer's keys are unavailable; [shutting-down](/problems/shutting-down): The service is shutting down; [upstream-unreachable](/problems/upstream-unreachable): Rekognition cannot be reached */
        CreateUserServiceUnavailable: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["CreateUserServiceUnavailableProblem"];
            };
        };
        /** @description [outcome-unknown](/problems/outcome-unknown): The outcome of the first request is unknown; [request-in-progress](/problems/request-in-progress): The first request with this key is still running; [unsuccessful-faces](/problems/unsuccessful-faces): Not every face was changed */
        DeleteFacesConflict: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["DeleteFacesConflictProblem"];
            };
        };
        /** @description [outcome-unknown](/problems/outcome-unknown): The outcome of the first request is unknown; [request-in-progress](/problems/request-in-progress): The first request with this key is still running; [user-busy](/problems/user-busy): The user is being changed */
        DeleteUserConflict: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["DeleteUserConflictProblem"];
            };
        };
        /** @description [image-too-small](/problems/image-too-small): The image is too small; [invalid-s3-object](/problems/invalid-s3-object): The S3 object cannot be used */
        DetectFacesUnprocessableEntity: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["DetectFacesUnprocessableEntityProblem"];
            };
        };
        /** @description [associated-to-a-different-user](/problems/associated-to-a-different-user): The face belongs to another user; [outcome-unknown](/problems/outcome-unknown): The outcome of the first request is unknown; [request-in-progress](/problems/request-in-progress): The first request with this key is still running; [unsuccessful-faces](/problems/unsuccessful-faces): Not every face was changed; [user-busy](/problems/user-busy): The user is being changed */
        DisassociateFaceConflict: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["DisassociateFaceConflictProblem"];
            };
        };
        /** @description [face-not-found](/problems/face-not-found): There is no such face; [resource-not-found](/problems/resource-not-found): There is no such resource */
        DisassociateFaceNotFound: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["DisassociateFaceNotFoundProblem"];
            };
        };
        /** @description [delete-body-missing](/problems/delete-body-missing): The body of the DELETE is missing; [face-ids-required](/problems/face-ids-required): Face ids missing; [ids-in-query-and-body](/problems/ids-in-query-and-body): Face ids in both query and body; [invalid-parameter](/problems/invalid-parameter): Rekognition rejected a parameter; [malformed-json](/problems/malformed-json): The body is not valid JSON; [malformed-request](/problems/malformed-request): The request is not valid HTTP; [malformed-url](/problems/malformed-url): The URL is not valid; [validation-failed](/problems/validation-failed): The request is not valid */
        DisassociateFacesBadRequest: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["DisassociateFacesBadRequestProblem"];
            };
        };
        /** @description [outcome-unknown](/problems/outcome-unknown): The outcome of the first request is unknown; [request-in-progress](/problems/request-in-progress): The first request with this key is still running; [unsuccessful-faces](/problems/unsuccessful-faces): Not every face was changed; [user-busy](/problems/user-busy): The user is being changed */
        DisassociateFacesConflict: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["DisassociateFacesConflictProblem"];
            };
        };
        /** @description [associated-to-a-different-user](/problems/associated-to-a-different-user): The face belongs to another user; [user-being-erased](/problems/user-being-erased): The user is being erased */
        EraseUserConflict: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["EraseUserConflictProblem"];
            };
        };
        /** @description [audit-unavailable](/problems/audit-unavailable): Audit log unavailable; [busy](/problems/busy): Service busy; [circuit-open](/problems/circuit-open): Circuit breaker open; [credentials-unavailable](/problems/credentials-unavailable): The tenant's credentials are unavailable; [erasure-unavailable](/problems/erasure-unavailable): Erasures unavailable; [issuer-unavailable](/problems/issuer-unavailable): The issuer's keys are unavailable; [shutting-down](/problems/shutting-down): The service is shutting down; [upstream-unreachable](/problems/upstream-unreachable): Rekognition cannot be reached */
        EraseUserServiceUnavailable: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["EraseUserServiceUnavailableProblem"];
            };
        };
        /** @description [expectation-failed](/problems/expectation-failed): Expectation not supported */
        ExpectationFailed: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ExpectationFailedProblem"];
            };
        };
        /** @description [aws-access-denied](/problems/aws-access-denied): AWS denied access; [insufficient-scope](/problems/insufficient-scope): Scope missing */
        Forbidden: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ForbiddenProblem"];
            };
        };
        /** @description [deadline-passed](/problems/deadline-passed): Deadline passed; [upstream-timeout](/problems/upstream-timeout): Rekognition did not answer in time */
        GatewayTimeout: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["GatewayTimeoutProblem"];
            };
        };
        /** @description [resource-not-found](/problems/resource-not-found): There is no such resource */
        GetErasureNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["GetErasureNotFoundProblem"];
            };
        };
        /** @description [invalid-parameter](/problems/invalid-parameter): Rekognition rejected a parameter; [malformed-json](/problems/malformed-json): The body is not valid JSON; [malformed-multipart](/problems/malformed-multipart): The body is not valid multipart/form-data; [malformed-request](/problems/malformed-request): The request is not valid HTTP; [malformed-url](/problems/malformed-url): The URL is not valid; [validation-failed](/problems/validation-failed): The request is not valid */
        IndexFacesBadRequest: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["IndexFacesBadRequestProblem"];
            };
        };
        /** @description [outcome-unknown](/problems/outcome-unknown): The outcome of the first request is unknown; [request-in-progress](/problems/request-in-progress): The first request with this key is still running; [service-limit-reached](/problems/service-limit-reached): A Rekognition limit is reached; [user-being-erased](/problems/user-being-erased): The user is being erased */
        IndexFacesConflict: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["IndexFacesConflictProblem"];
            };
        };
        /** @description [body-too-large](/problems/body-too-large): The body is too large; [image-too-large](/problems/image-too-large): The image is too large */
        IndexFacesPayloadTooLarge: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["IndexFacesPayloadTooLargeProblem"];
            };
        };
        /** @description [idempotency-key-reused](/problems/idempotency-key-reused): The key was used for another request; [image-too-small](/problems/image-too-small): The image is too small; [invalid-s3-object](/problems/invalid-s3-object): The S3 object cannot be used; [no-face-in-image](/problems/no-face-in-image): The image shows no face; [several-faces](/problems/several-faces): The image shows several faces */
        IndexFacesUnprocessableEntity: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["IndexFacesUnprocessableEntityProblem"];
            };
        };
        /** @description [invalid-image-format](/problems/invalid-image-format): Unsupported image format; [unsupported-media-type](/problems/unsupported-media-type): Unsupported media type */
        IndexFacesUnsupportedMediaType: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["IndexFacesUnsupportedMediaTypeProblem"];
            };
        };
        /** @description [internal](/problems/internal): Internal error */
        InternalServerError: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["InternalServerErrorProblem"];
            };
        };
        /** @description [invalid-cursor](/problems/invalid-cursor): The cursor is not valid; [invalid-parameter](/problems/invalid-parameter): Rekognition rejected a parameter; [malformed-request](/problems/malformed-request): The request is not valid HTTP; [malformed-url](/problems/malformed-url): The URL is not valid; [validation-failed](/problems/validation-failed): The request is not valid */
        ListCollectionsBadRequest: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ListCollectionsBadRequestProblem"];
            };
        };
        /** @description [invalid-cursor](/problems/invalid-cursor): The cursor is not valid; [malformed-request](/problems/malformed-request): The request is not valid HTTP; [malformed-url](/problems/malformed-url): The URL is not valid; [validation-failed](/problems/validation-failed): The request is not valid */
        ListErasuresBadRequest: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ListErasuresBadRequestProblem"];
            };
        };
        /** @description [erasure-unavailable](/problems/erasure-unavailable): Erasures unavailable; [issuer-unavailable](/problems/issuer-unavailable): The issuer's keys are unavailable; [shutting-down](/problems/shutting-down): The service is shutting down */
        ListErasuresServiceUnavailable: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ListErasuresServiceUnavailableProblem"];
            };
        };
        /** @description [malformed-request](/problems/malformed-request): The request is not valid HTTP; [malformed-url](/problems/malformed-url): The URL is not valid; [validation-failed](/problems/validation-failed): The request is not valid */
        MeBadRequest: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["MeBadRequestProblem"];
            };
        };
        /** @description [insufficient-scope](/problems/insufficient-scope): Scope missing */
        MeForbidden: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["MeForbiddenProblem"];
            };
        };
        /** @description [internal](/problems/internal): Internal error */
        MeInternalServerError: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["MeInternalServerErrorProblem"];
            };
        };
        /** @description [not-acceptable](/problems/not-acceptable): No acceptable representation */
        MeNotAcceptable: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["MeNotAcceptableProblem"];
            };
        };
        /** @description [request-timeout](/problems/request-timeout): Request timeout */
        MeRequestTimeout: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["MeRequestTimeoutProblem"];
            };
        };
        /** @description [issuer-unavailable](/problems/issuer-unavailable): The issuer's keys are unavailable; [shutting-down](/problems/shutting-down): The service is shutting down */
        MeServiceUnavailable: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["MeServiceUnavailableProblem"];
            };
        };
        /** @description [too-many-attempts](/problems/too-many-attempts): Too many failed credentials */
        MeTooManyRequests: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["MeTooManyRequestsProblem"];
            };
        };
        /** @description [not-acceptable](/problems/not-acceptable): No acceptable representation */
        NotAcceptable: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["NotAcceptableProblem"];
            };
        };
        /** @description [resource-not-found](/problems/resource-not-found): There is no such resource */
        NotFound: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["NotFoundProblem"];
            };
        };
        /** @description [body-too-large](/problems/body-too-large): The body is too large */
        PayloadTooLarge: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
            };
        };
        /** @description [header-fields-too-large](/problems/header-fields-too-large): The request header is too large */
        RequestHeaderFieldsTooLarge: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["RequestHeaderFieldsTooLargeProblem"];
            };
        };
        /** @description [request-timeout](/problems/request-timeout): Request timeout */
        RequestTimeout: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["RequestTimeoutProblem"];
            };
        };
        /** @description [image-too-small](/problems/image-too-small): The image is too small; [invalid-s3-object](/problems/invalid-s3-object): The S3 object cannot be used; [no-face-in-image](/problems/no-face-in-image): The image shows no face; [several-faces](/problems/several-faces): The image shows several faces */
        SearchFacesByImageUnprocessableEntity: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["SearchFacesByImageUnprocessableEntityProblem"];
            };
        };
        /** @description [busy](/problems/busy): Service busy; [circuit-open](/problems/circuit-open): Circuit breaker open; [credentials-unavailable](/problems/credentials-unavailable): The tenant's credentials are unavailable; [issuer-unavailable](/problems/issuer-unavailable): The issuer's keys are unavailable; [shutting-down](/problems/shutting-down): The service is shutting down; [upstream-unreachable](/problems/upstream-unreachable): Rekognition cannot be reached */
        ServiceUnavailable: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ServiceUnavailableProblem"];
            };
        };
        /** @description [outcome-unknown](/problems/outcome-unknown): The outcome of the first request is unknown; [request-in-progress](/problems/request-in-progress): The first request with this key is still running; [service-limit-reached](/problems/service-limit-reached): A Rekognition limit is reached */
        TagResourceConflict: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["TagResourceConflictProblem"];
            };
        };
        /** @description [rate-limited](/problems/rate-limited): Quota used up; [throttled](/problems/throttled): Rekognition is throttling; [too-many-attempts](/problems/too-many-attempts): Too many failed credentials */
        TooManyRequests: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
            };
        };
        /** @description [unauthenticated](/problems/unauthenticated): No valid credential */
        Unauthorized: {
            headers: {
                "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["UnauthorizedProblem"];
            };
        };
        /** @description [idempotency-key-reused](/problems/idempotency-key-reused): The key was used for another request */
        UnprocessableEntity: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["UnprocessableEntityProblem"];
            };
        };
        /** @description [unsupported-media-type](/problems/unsupported-media-type): Unsupported media type */
        UnsupportedMediaType: {
            headers: {
                "Preference-Applied": components["headers"]["Preference-Applied"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
            };
        };
        /** @description [uri-too-long](/problems/uri-too-long): The URL is too long */
        UriTooLong: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["UriTooLongProblem"];
            };
        };
    };
    parameters: {
        /** @description Collection id. */
        CollectionId: string;
        /** @description Collection id. */
        CollectionIdArchive: string;
        /** @description `nextCursor` of the previous page, with the same filters. Valid for one hour. The last page is the one without a `nextCursor`. */
        Cursor: string;
        /** @description Predict the result and change nothing, with reads only; the Idempotency-Key is not used. Only Rekognition can tell whether the change itself would be refused (such as `user-busy`), and others may change faces in between. Default: false. */
        DryRun: boolean;
        /** @description Erasure id. */
        ErasureId: string;
        /** @description Face id. */
        FaceId: string;
        /** @description Minimum similarity of a match, in percent. Default: 80. */
        FaceMatchThreshold: number;
        /** @description Makes the request safe to repeat: for 24 hours, requests with the same key and input take effect once and get the same answer. If `sharedKeys` of `GET /me` is true, keys are valid at all replicas and after restarts. Otherwise they are valid within one process: after a restart, or on another replica, the request is carried out again. Choose a new one for each request. The value may be quoted. */
        IdempotencyKey: string;
        /** @description Maximum number of faces to return, most similar first. */
        MaxFaces: number;
        /** @description Maximum number of users to return, most similar first. */
        MaxUsers: number;
        /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
        Prefer: string;
        /** @description Minimum quality of the face in the image. Default: NONE. */
        QualityFilter: "NONE" | "AUTO" | "LOW" | "MEDIUM" | "HIGH";
        /** @description Reject an image that does not show exactly one face, without searching. Default: false. */
        RequireSingleFace: boolean;
        /** @description User id, unique within the collection. */
        UserId: string;
        /** @description Minimum similarity of a match, in percent. Default: 80. */
        UserMatchThreshold: number;
    };
    requestBodies: never;
    headers: {
        /** @description `true` when this is the stored answer of an earlier request with the same Idempotency-Key; absent otherwise. */
        "Idempotency-Replayed": string;
        /** @description URL of the next page (RFC 8288). Absent on the last page. */
        Link: string;
        /** @description URL of the new resource. */
        Location: string;
        /** @description The preferences of `Prefer` that were followed (RFC 7240). */
        "Preference-Applied": string;
        /** @description The tenant's share of the remaining quota: r calls now, more in t seconds. */
        RateLimit: string;
        /** @description The account's quota for this operation: q calls in w seconds. Absent if there is no limit. */
        "RateLimit-Policy": string;
        /** @description Wait this many seconds before repeating the request. Only if it may be repeated. */
        "Retry-After": number;
        /** @description The accepted kinds of credentials. */
        "WWW-Authenticate": string;
        /** @description Id of the request in logs and problems: the one that was sent, or a new one. */
        "X-Request-Id": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listCollections: {
        parameters: {
            query?: {
                /** @description Maximum number of items. A page can hold fewer, or none; continue until there is no `nextCursor`. */
                limit?: number;
                /** @description `nextCursor` of the previous page, with the same filters. Valid for one hour. The last page is the one without a `nextCursor`. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: components["parameters"]["Prefer"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of collections. */
            200: {
                headers: {
                    Link: components["headers"]["Link"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "collectionId": "staff",
                     *           "faceModelVersion": "7.0"
                     *         }
                     *       ],
                     *       "nextCursor": "q83vEjRWeJA7-G0mUq9c2w"
                     *     }
                     */
                    "application/json": components["schemas"]["ListCollectionsResponse"];
                };
            };
            400: components["responses"]["ListCollectionsBadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["ServiceUnavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    createCollection: {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: components["parameters"]["Prefer"];
                /** @description Makes the request safe to repeat: for 24 hours, requests with the same key and input take effect once and get the same answer. If `sharedKeys` of `GET /me` is true, keys are valid at all replicas and after restarts. Otherwise they are valid within one process: after a restart, or on another replica, the request is carried out again. Choose a new one for each request. The value may be quoted. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateCollectionRequest"];
            };
        };
        responses: {
            /** @description Collection created. */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    Location: components["headers"]["Location"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "collectionId": "visitors",
                     *       "faceModelVersion": "7.0"
                     *     }
                     */
                    "application/json": components["schemas"]["CreateCollectionResponse"];
                };
            };
            400: components["responses"]["CreateCollectionBadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["CreateCollectionConflict"];
            413: components["responses"]["PayloadTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["CreateCollectionServiceUnavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    describeCollection: {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: components["parameters"]["Prefer"];
            };
            path: {
                /** @description Collection id. */
                collectionId: components["parameters"]["CollectionIdArchive"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The collection with its numbers of faces and users. */
            200: {
                headers: {
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "collectionId": "archive",
                     *       "creationTimestamp": "2026-08-07T09:30:00.000Z",
                     *       "faceCount": 0,
                     *       "faceModelVersion": "7.0",
                     *       "userCount": 1
                     *     }
                     */
                    "application/json": components["schemas"]["DescribeCollectionResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["ServiceUnavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    deleteCollection: {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: components["parameters"]["Prefer"];
                /** @description Makes the request safe to repeat: for 24 hours, requests with the same key and input take effect once and get the same answer. If `sharedKeys` of `GET /me` is true, keys are valid at all replicas and after restarts. Otherwise they are valid within one process: after a restart, or on another replica, the request is carried out again. Choose a new one for each request. The value may be quoted. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Collection id. */
                collectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Collection deleted. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["CreateCollectionServiceUnavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    listErasures: {
        parameters: {
            query?: {
                /** @description Maximum number of items. A page can hold fewer, or none; continue until there is no `nextCursor`. */
                limit?: number;
                /** @description `nextCursor` of the previous page, with the same filters. Valid for one hour. The last page is the one without a `nextCursor`. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path: {
                /** @description Collection id. */
                collectionId: components["parameters"]["CollectionIdArchive"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of erasures. */
            200: {
                headers: {
                    Link: components["headers"]["Link"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": []
                     *     }
                     */
                    "application/json": components["schemas"]["ListErasuresResponse"];
                };
            };
            400: components["responses"]["ListErasuresBadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["MeForbidden"];
            406: components["responses"]["MeNotAcceptable"];
            408: components["responses"]["MeRequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["MeTooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["MeInternalServerError"];
            503: components["responses"]["ListErasuresServiceUnavailable"];
        };
    };
    getErasure: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Collection id. */
                collectionId: components["parameters"]["CollectionId"];
                /** @description Erasure id. */
                erasureId: components["parameters"]["ErasureId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The erasure. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "erasureId": "0d5c9c35-2a3a-4d5c-8d0c-4a1f4d9d2a10",
                     *       "finishedAt": "2026-11-30T09:00:01.000Z",
                     *       "progress": {
                     *         "deletedFaces": 0,
                     *         "faces": 0,
                     *         "userDeleted": true
                     *       },
                     *       "receipt": "eyJhbGciOiJFZERTQSJ9.eyJ0eXBlIjoicmVrb2duaXRpb24tZXJhc3VyZSJ9.c2lnbmF0dXJl",
                     *       "reference": "DSR-2026-0815",
                     *       "remainingFaces": [],
                     *       "requestedAt": "2026-11-30T09:00:00.000Z",
                     *       "salt": "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA",
                     *       "state": "done"
                     *     }
                     */
                    "application/json": components["schemas"]["ErasureResponse"];
                };
            };
            400: components["responses"]["MeBadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["MeForbidden"];
            404: components["responses"]["GetErasureNotFound"];
            406: components["responses"]["MeNotAcceptable"];
            408: components["responses"]["MeRequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["MeTooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["MeInternalServerError"];
            503: components["responses"]["ListErasuresServiceUnavailable"];
        };
    };
    getErasureReceipt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Collection id. */
                collectionId: components["parameters"]["CollectionId"];
                /** @description Erasure id. */
                erasureId: components["parameters"]["ErasureId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The signed receipt. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "receipt": "eyJhbGciOiJFZERTQSJ9.eyJ0eXBlIjoicmVrb2duaXRpb24tZXJhc3VyZSJ9.c2lnbmF0dXJl"
                     *     }
                     */
                    "application/json": components["schemas"]["ErasureReceiptResponse"];
                };
            };
            400: components["responses"]["MeBadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["MeForbidden"];
            404: components["responses"]["GetErasureNotFound"];
            406: components["responses"]["MeNotAcceptable"];
            408: components["responses"]["MeRequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["MeTooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["MeInternalServerError"];
            503: components["responses"]["ListErasuresServiceUnavailable"];
        };
    };
    listFaces: {
        parameters: {
            query?: {
                /** @description Only these faces: `?faceId=…&faceId=…`. Faces that are not in the collection are ignored. */
                faceId?: string[];
                /** @description Only faces of this user. */
                userId?: string;
                /** @description Maximum number of items. A page can hold fewer, or none; continue until there is no `nextCursor`. */
                limit?: number;
                /** @description `nextCursor` of the previous page, with the same filters. Valid for one hour. The last page is the one without a `nextCursor`. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: components["parameters"]["Prefer"];
            };
            path: {
                /** @description Collection id. */
                collectionId: components["parameters"]["CollectionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of faces. */
            200: {
                headers: {
                    Link: components["headers"]["Link"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "boundingBox": {
                     *             "height": 0.5,
                     *             "left": 0.25,
                     *             "top": 0.25,
                     *             "width": 0.5
                     *           },
                     *           "confidence": 99.9,
                     *           "externalImageId": "ann-1",
                     *           "faceId": "b221c728-bac9-4454-9b3e-b0848bee8329",
                     *           "imageId": "8a1ba2d3-eb1f-4074-ad1e-562d549c4459",
                     *           "indexFacesModelVersion": "7.0",
                     *           "userId": "ann"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ListFacesResponse"];
                };
            };
            400: components["responses"]["ListCollectionsBadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["ServiceUnavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    indexFaces: {
        parameters: {
            query?: {
                /** @description Your own id for the image. With it, indexing the same image twice stores its faces once, so the request is safe to retry. */
                externalImageId?: string;
                /** @description Facial attributes to return in addition to the default. */
                detectionAttributes?: ("DEFAULT" | "ALL" | "AGE_RANGE" | "BEARD" | "EMOTIONS" | "EYE_DIRECTION" | "EYEGLASSES" | "EYES_OPEN" | "GENDER" | "MOUTH_OPEN" | "MUSTACHE" | "FACE_OCCLUDED" | "SMILE" | "SUNGLASSES")[];
                /** @description Maximum number of faces to store, best quality first. Rekognition stores at most 100. */
                maxFaces?: number;
                /** @description Minimum quality of a face to be stored. Default: AUTO. */
                qualityFilter?: "NONE" | "AUTO" | "LOW" | "MEDIUM" | "HIGH";
                /** @description Reject an image that does not show exactly one face, without storing anything. Default: false. */
                requireSingleFace?: boolean;
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: components["parameters"]["Prefer"];
                /** @description Makes the request safe to repeat: for 24 hours, requests with the same key and input take effect once and get the same answer. If `sharedKeys` of `GET /me` is true, keys are valid at all replicas and after restarts. Otherwise they are valid within one process: after a restart, or on another replica, the request is carried out again. Choose a new one for each request. The value may be quoted. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Collection id. */
                collectionId: components["parameters"]["CollectionId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IndexFacesRequest"];
                "image/jpeg": Blob;
                "image/png": Blob;
                "multipart/form-data": {
                    /**
                     * @description Facial attributes to return in addition to the default.
                     * @example [
                     *       "DEFAULT"
                     *     ]
                     */
                    detectionAttributes?: ("DEFAULT" | "ALL" | "AGE_RANGE" | "BEARD" | "EMOTIONS" | "EYE_DIRECTION" | "EYEGLASSES" | "EYES_OPEN" | "GENDER" | "MOUTH_OPEN" | "MUSTACHE" | "FACE_OCCLUDED" | "SMILE" | "SUNGLASSES")[];
                    /**
                     * @description Your own id for the image. With it, indexing the same image twice stores its faces once, so the request is safe to retry.
                     * @example badge-4711
                     */
                    externalImageId?: string;
                    /** Format: binary */
                    image: Blob;
                    /**
                     * @description Maximum number of faces to store, best quality first. Rekognition stores at most 100.
                     * @example 10
                     */
                    maxFaces?: number;
                    /**
                     * @description Minimum quality of a face to be stored. Default: AUTO.
                     * @example NONE
                     * @enum {string}
                     */
                    qualityFilter?: "NONE" | "AUTO" | "LOW" | "MEDIUM" | "HIGH";
                    /**
                     * @description Reject an image that does not show exactly one face, without storing anything. Default: false.
                     * @example true
                     */
                    requireSingleFace?: boolean;
                };
            };
        };
        responses: {
            /** @description No face stored. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "faceModelVersion": "7.0",
                     *       "faceRecords": [],
                     *       "unindexedFaces": []
                     *     }
                     */
                    "application/json": components["schemas"]["IndexFacesResponse"];
                };
            };
            /** @description Faces stored. */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "faceModelVersion": "7.0",
                     *       "faceRecords": [
                     *         {
                     *           "face": {
                     *             "boundingBox": {
                     *               "height": 0.5,
                     *               "left": 0.25,
                     *               "top": 0.25,
                     *               "width": 0.5
                     *             },
                     *             "confidence": 99.9,
                     *             "externalImageId": "gil-1",
                     *             "faceId": "d7d1a521-4d50-4375-96e1-2be2f5ff0593",
                     *             "imageId": "db78a86d-ba7d-44a3-8a98-7b72a0572c30"
                     *           },
                     *           "faceDetail": {
                     *             "boundingBox": {
                     *               "height": 0.5,
                     *               "left": 0.25,
                     *               "top": 0.25,
                     *               "width": 0.5
                     *             },
                     *             "confidence": 99.9,
                     *             "pose": {
                     *               "pitch": 0,
                     *               "roll": 0,
                     *               "yaw": 0
                     *             },
                     *             "quality": {
                     *               "brightness": 95,
                     *               "sharpness": 95
                     *             }
                     *           }
                     *         }
                     *       ],
                     *       "unindexedFaces": []
                     *     }
                     */
                    "application/json": components["schemas"]["IndexFacesResponse"];
                };
            };
            400: components["responses"]["IndexFacesBadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["IndexFacesConflict"];
            413: components["responses"]["IndexFacesPayloadTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["IndexFacesUnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["IndexFacesUnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["CreateUserServiceUnavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    deleteFaces: {
        parameters: {
            query?: {
                /** @description Face ids, for clients and proxies that drop the body of a DELETE: `?faceId=…&faceId=…`. */
                faceId?: string[];
                /** @description Predict the result and change nothing, with reads only; the Idempotency-Key is not used. Only Rekognition can tell whether the change itself would be refused (such as `user-busy`), and others may change faces in between. Default: false. */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: components["parameters"]["Prefer"];
                /** @description Makes the request safe to repeat: for 24 hours, requests with the same key and input take effect once and get the same answer. If `sharedKeys` of `GET /me` is true, keys are valid at all replicas and after restarts. Otherwise they are valid within one process: after a restart, or on another replica, the request is carried out again. Choose a new one for each request. The value may be quoted. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Collection id. */
                collectionId: components["parameters"]["CollectionId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DeleteFacesRequest"];
            };
        };
        responses: {
            /** @description The result for each face. Repeating a successful request reports its faces as `FACE_NOT_FOUND`. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "deletedFaces": [
                     *         {
                     *           "faceId": "882e0877-b8e5-45c5-a501-8a4255e9ca5f"
                     *         }
                     *       ],
                     *       "outcome": "complete",
                     *       "unsuccessfulFaceDeletions": []
                     *     }
                     */
                    "application/json": components["schemas"]["DeleteFacesResponse"];
                };
            };
            400: components["responses"]["DisassociateFacesBadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["DeleteFacesConflict"];
            413: components["responses"]["PayloadTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["CreateCollectionServiceUnavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    deleteFacesByPost: {
        parameters: {
            query?: {
                /** @description Predict the result and change nothing, with reads only; the Idempotency-Key is not used. Only Rekognition can tell whether the change itself would be refused (such as `user-busy`), and others may change faces in between. Default: false. */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: components["parameters"]["Prefer"];
                /** @description Makes the request safe to repeat: for 24 hours, requests with the same key and input take effect once and get the same answer. If `sharedKeys` of `GET /me` is true, keys are valid at all replicas and after restarts. Otherwise they are valid within one process: after a restart, or on another replica, the request is carried out again. Choose a new one for each request. The value may be quoted. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Collection id. */
                collectionId: components["parameters"]["CollectionId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeleteFacesByPostRequest"];
            };
        };
        responses: {
            /** @description The result for each face. Repeating a successful request reports its faces as `FACE_NOT_FOUND`. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "deletedFaces": [
                     *         {
                     *           "faceId": "b8a313eb-5d5e-45be-9a5d-5698798f5c16"
                     *         }
                     *       ],
                     *       "outcome": "complete",
                     *       "unsuccessfulFaceDeletions": []
                     *     }
                     */
                    "application/json": components["schemas"]["DeleteFacesResponse"];
                };
            };
            400: components["responses"]["AssociateFacesBadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["DeleteFacesConflict"];
            413: components["responses"]["PayloadTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["CreateCollectionServiceUnavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    searchFacesByImage: {
        parameters: {
            query?: {
                /** @description Maximum number of faces to return, most similar first. */
                maxFaces?: components["parameters"]["MaxFaces"];
                /** @description Minimum similarity of a match, in percent. Default: 80. */
                faceMatchThreshold?: components["parameters"]["FaceMatchThreshold"];
                /** @description Minimum quality of the face in the image. Default: NONE. */
                qualityFilter?: components["parameters"]["QualityFilter"];
                /** @description Reject an image that does not show exactly one face, without searching. Default: false. */
                requireSingleFace?: components["parameters"]["RequireSingleFace"];
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: components["parameters"]["Prefer"];
            };
            path: {
                /** @description Collection id. */
                collectionId: components["parameters"]["CollectionId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SearchFacesByImageRequest"];
                "image/jpeg": Blob;
                "image/png": Blob;
                "multipart/form-data": {
                    /**
                     * @description Minimum similarity of a match, in percent. Default: 80.
                     * @example 80
                     */
                    faceMatchThreshold?: number;
                    /** Format: binary */
                    image: Blob;
                    /**
                     * @description Maximum number of faces to return, most similar first.
                     * @example 10
                     */
                    maxFaces?: number;
                    /**
                     * @description Minimum quality of the face in the image. Default: NONE.
                     * @example NONE
                     * @enum {string}
                     */
                    qualityFilter?: "NONE" | "AUTO" | "LOW" | "MEDIUM" | "HIGH";
                    /**
                     * @description Reject an image that does not show exactly one face, without searching. Default: false.
                     * @example true
                     */
                    requireSingleFace?: boolean;
                };
            };
        };
        responses: {
            /** @description Matching faces, possibly none. */
            200: {
                headers: {
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "faceMatches": [
                     *         {
                     *           "face": {
                     *             "boundingBox": {
                     *               "height": 0.5,
                     *               "left": 0.25,
                     *               "top": 0.25,
                     *               "width": 0.5
                     *             },
                     *             "confidence": 99.9,
                     *             "externalImageId": "ann-1",
                     *             "faceId": "b221c728-bac9-4454-9b3e-b0848bee8329",
                     *             "imageId": "8a1ba2d3-eb1f-4074-ad1e-562d549c4459",
                     *             "indexFacesModelVersion": "7.0",
                     *             "userId": "ann"
                     *           },
                     *           "similarity": 97.52706937613728
                     *         },
                     *         {
                     *           "face": {
                     *             "boundingBox": {
                     *               "height": 0.5,
                     *               "left": 0.25,
                     *               "top": 0.25,
                     *               "width": 0.5
                     *             },
                     *             "confidence": 99.9,
                     *             "externalImageId": "ann-2",
                     *             "faceId": "ff2a70f5-57c9-4b6f-8742-22475f0c9e94",
                     *             "imageId": "182c915d-c7ce-46c9-960e-b4b1beeb9d11",
                     *             "indexFacesModelVersion": "7.0",
                     *             "userId": "ann"
                     *           },
                     *           "similarity": 97.24617253653155
                     *         },
                     *         {
                     *           "face": {
                     *             "boundingBox": {
                     *               "height": 0.5,
                     *               "left": 0.25,
                     *               "top": 0.25,
                     *               "width": 0.5
                     *             },
                     *             "confidence": 99.9,
                     *             "externalImageId": "ann-3",
                     *             "faceId": "b8aac78a-1571-4b01-b43e-7c319d419b90",
                     *             "imageId": "698b3f7b-b721-4267-8f4e-2c9ce22ab7f3",
                     *             "indexFacesModelVersion": "7.0",
                     *             "userId": "ann"
                     *           },
                     *           "similarity": 97.22261709852611
                     *         }
                     *       ],
                     *       "faceModelVersion": "7.0",
                     *       "searchedFaceBoundingBox": {
                     *         "height": 0.5,
                     *         "left": 0.25,
                     *         "top": 0.25,
                     *         "width": 0.5
                     *       },
                     *       "searchedFaceConfidence": 99.9
                     *     }
                     */
                    "application/json": components["schemas"]["SearchFacesByImageResponse"];
                };
            };
            400: components["responses"]["IndexFacesBadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["IndexFacesPayloadTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["IndexFacesUnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["SearchFacesByImageUnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["ServiceUnavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    searchFaces: {
        parameters: {
            query?: {
                /** @description Maximum number of faces to return, most similar first. */
                maxFaces?: components["parameters"]["MaxFaces"];
                /** @description Minimum similarity of a match, in percent. Default: 80. */
                faceMatchThreshold?: components["parameters"]["FaceMatchThreshold"];
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: components["parameters"]["Prefer"];
            };
            path: {
                /** @description Collection id. */
                collectionId: components["parameters"]["CollectionId"];
                /** @description Face id. */
                faceId: components["parameters"]["FaceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Matching faces, possibly none. */
            200: {
                headers: {
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "faceMatches": [
                     *         {
                     *           "face": {
                     *             "boundingBox": {
                     *               "height": 0.5,
                     *               "left": 0.25,
                     *               "top": 0.25,
                     *               "width": 0.5
                     *             },
                     *             "confidence": 99.9,
                     *             "externalImageId": "ann-2",
                     *             "faceId": "ff2a70f5-57c9-4b6f-8742-22475f0c9e94",
                     *             "imageId": "182c915d-c7ce-46c9-960e-b4b1beeb9d11",
                     *             "indexFacesModelVersion": "7.0",
                     *             "userId": "ann"
                     *           },
                     *           "similarity": 97.28092375193805
                     *         },
                     *         {
                     *           "face": {
                     *             "boundingBox": {
                     *               "height": 0.5,
                     *               "left": 0.25,
                     *               "top": 0.25,
                     *               "width": 0.5
                     *             },
                     *             "confidence": 99.9,
                     *             "externalImageId": "ann-3",
                     *             "faceId": "b8aac78a-1571-4b01-b43e-7c319d419b90",
                     *             "imageId": "698b3f7b-b721-4267-8f4e-2c9ce22ab7f3",
                     *             "indexFacesModelVersion": "7.0",
                     *             "userId": "ann"
                     *           },
                     *           "similarity": 96.6012489739864
                     *         }
                     *       ],
                     *       "faceModelVersion": "7.0",
                     *       "searchedFaceId": "b221c728-bac9-4454-9b3e-b0848bee8329"
                     *     }
                     */
                    "application/json": components["schemas"]["SearchFacesResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["DisassociateFaceNotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["ServiceUnavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    searchUsersByFace: {
        parameters: {
            query?: {
                /** @description Maximum number of users to return, most similar first. */
                maxUsers?: components["parameters"]["MaxUsers"];
                /** @description Minimum similarity of a match, in percent. Default: 80. */
                userMatchThreshold?: components["parameters"]["UserMatchThreshold"];
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: components["parameters"]["Prefer"];
            };
            path: {
                /** @description Collection id. */
                collectionId: components["parameters"]["CollectionId"];
                /** @description Face id. */
                faceId: components["parameters"]["FaceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Matching users, possibly none. */
            200: {
                headers: {
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "faceModelVersion": "7.0",
                     *       "searchedFace": {
                     *         "faceId": "b221c728-bac9-4454-9b3e-b0848bee8329"
                     *       },
                     *       "userMatches": [
                     *         {
                     *           "similarity": 98.93073390195389,
                     *           "user": {
                     *             "userId": "ann",
                     *             "userStatus": "ACTIVE"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SearchUsersResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["DisassociateFaceNotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["ServiceUnavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    listTagsForResource: {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: components["parameters"]["Prefer"];
            };
            path: {
                /** @description Collection id. */
                collectionId: components["parameters"]["CollectionIdArchive"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All tags of the collection. */
            200: {
                headers: {
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "tags": {
                     *         "site": "berlin"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ListTagsForResourceResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["ServiceUnavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    untagResource: {
        parameters: {
            query: {
                /** @description Keys of the tags to remove: `?tagKey=…&tagKey=…`. */
                tagKey: string[];
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: components["parameters"]["Prefer"];
                /** @description Makes the request safe to repeat: for 24 hours, requests with the same key and input take effect once and get the same answer. If `sharedKeys` of `GET /me` is true, keys are valid at all replicas and after restarts. Otherwise they are valid within one process: after a restart, or on another replica, the request is carried out again. Choose a new one for each request. The value may be quoted. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Collection id. */
                collectionId: components["parameters"]["CollectionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Tags removed. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["CreateCollectionServiceUnavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    tagResource: {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: components["parameters"]["Prefer"];
                /** @description Makes the request safe to repeat: for 24 hours, requests with the same key and input take effect once and get the same answer. If `sharedKeys` of `GET /me` is true, keys are valid at all replicas and after restarts. Otherwise they are valid within one process: after a restart, or on another replica, the request is carried out again. Choose a new one for each request. The value may be quoted. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Collection id. */
                collectionId: components["parameters"]["CollectionId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TagResourceRequest"];
            };
        };
        responses: {
            /** @description Tags added. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["CreateCollectionBadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["TagResourceConflict"];
            413: components["responses"]["PayloadTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["CreateCollectionServiceUnavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description Maximum number of items. A page can hold fewer, or none; continue until there is no `nextCursor`. */
                limit?: number;
                /** @description `nextCursor` of the previous page, with the same filters. Valid for one hour. The last page is the one without a `nextCursor`. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: components["parameters"]["Prefer"];
            };
            path: {
                /** @description Collection id. */
                collectionId: components["parameters"]["CollectionIdArchive"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of users. */
            200: {
                headers: {
                    Link: components["headers"]["Link"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "userId": "old-ann",
                     *           "userStatus": "CREATED"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ListUsersResponse"];
                };
            };
            400: components["responses"]["ListCollectionsBadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["ServiceUnavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    createUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: components["parameters"]["Prefer"];
                /** @description Makes the request safe to repeat: for 24 hours, requests with the same key and input take effect once and get the same answer. If `sharedKeys` of `GET /me` is true, keys are valid at all replicas and after restarts. Otherwise they are valid within one process: after a restart, or on another replica, the request is carried out again. Choose a new one for each request. The value may be quoted. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Collection id. */
                collectionId: components["parameters"]["CollectionId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateUserRequest"];
            };
        };
        responses: {
            /** @description User created. */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    Location: components["headers"]["Location"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "userId": "gus"
                     *     }
                     */
                    "application/json": components["schemas"]["CreateUserResponse"];
                };
            };
            400: components["responses"]["CreateCollectionBadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["CreateUserConflict"];
            413: components["responses"]["PayloadTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["CreateUserServiceUnavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    searchUsersByImage: {
        parameters: {
            query?: {
                /** @description Maximum number of users to return, most similar first. */
                maxUsers?: components["parameters"]["MaxUsers"];
                /** @description Minimum similarity of a match, in percent. Default: 80. */
                userMatchThreshold?: components["parameters"]["UserMatchThreshold"];
                /** @description Minimum quality of the face in the image. Default: NONE. */
                qualityFilter?: components["parameters"]["QualityFilter"];
                /** @description Reject an image that does not show exactly one face, without searching. Default: false. */
                requireSingleFace?: components["parameters"]["RequireSingleFace"];
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: components["parameters"]["Prefer"];
            };
            path: {
                /** @description Collection id. */
                collectionId: components["parameters"]["CollectionId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SearchUsersByImageRequest"];
                "image/jpeg": Blob;
                "image/png": Blob;
                "multipart/form-data": {
                    /** Format: binary */
                    image: Blob;
                    /**
                     * @description Maximum number of users to return, most similar first.
                     * @example 10
                     */
                    maxUsers?: number;
                    /**
                     * @description Minimum quality of the face in the image. Default: NONE.
                     * @example NONE
                     * @enum {string}
                     */
                    qualityFilter?: "NONE" | "AUTO" | "LOW" | "MEDIUM" | "HIGH";
                    /**
                     * @description Reject an image that does not show exactly one face, without searching. Default: false.
                     * @example true
                     */
                    requireSingleFace?: boolean;
                    /**
                     * @description Minimum similarity of a match, in percent. Default: 80.
                     * @example 80
                     */
                    userMatchThreshold?: number;
                };
            };
        };
        responses: {
            /** @description Matching users, possibly none. */
            200: {
                headers: {
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "faceModelVersion": "7.0",
                     *       "searchedFace": {
                     *         "faceDetail": {
                     *           "boundingBox": {
                     *             "height": 0.5,
                     *             "left": 0.25,
                     *             "top": 0.25,
                     *             "width": 0.5
                     *           },
                     *           "confidence": 99.9,
                     *           "pose": {
                     *             "pitch": 0,
                     *             "roll": 0,
                     *             "yaw": 0
                     *           },
                     *           "quality": {
                     *             "brightness": 95,
                     *             "sharpness": 95
                     *           }
                     *         }
                     *       },
                     *       "unsearchedFaces": [],
                     *       "userMatches": [
                     *         {
                     *           "similarity": 98.3026944079991,
                     *           "user": {
                     *             "userId": "ann",
                     *             "userStatus": "ACTIVE"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SearchUsersByImageResponse"];
                };
            };
            400: components["responses"]["IndexFacesBadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["IndexFacesPayloadTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["IndexFacesUnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["SearchFacesByImageUnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["ServiceUnavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    getUser: {
        parameters: {
            query?: {
                /** @description Wait until the user has this status, as long as `Prefer: wait` allows. */
                waitFor?: "ACTIVE";
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: components["parameters"]["Prefer"];
            };
            path: {
                /** @description Collection id. */
                collectionId: components["parameters"]["CollectionId"];
                /** @description User id, unique within the collection. */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user. */
            200: {
                headers: {
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "faceCount": 1,
                     *       "userId": "bob",
                     *       "userStatus": "ACTIVE"
                     *     }
                     */
                    "application/json": components["schemas"]["GetUserResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["ServiceUnavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    deleteUser: {
        parameters: {
            query?: {
                /** @description Predict the result and change nothing, with reads only; the Idempotency-Key is not used. Only Rekognition can tell whether the change itself would be refused (such as `user-busy`), and others may change faces in between. Default: false. */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: components["parameters"]["Prefer"];
                /** @description Makes the request safe to repeat: for 24 hours, requests with the same key and input take effect once and get the same answer. If `sharedKeys` of `GET /me` is true, keys are valid at all replicas and after restarts. Otherwise they are valid within one process: after a restart, or on another replica, the request is carried out again. Choose a new one for each request. The value may be quoted. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Collection id. */
                collectionId: components["parameters"]["CollectionId"];
                /** @description User id, unique within the collection. */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DeleteUserRequest"];
            };
        };
        responses: {
            /** @description Nothing was changed (`dryRun=true`). */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "dryRun": true,
                     *       "faceCount": 0,
                     *       "userId": "ivy"
                     *     }
                     */
                    "application/json": components["schemas"]["DeleteUserDryRun"];
                };
            };
            /** @description User deleted. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["CreateCollectionBadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["DeleteUserConflict"];
            413: components["responses"]["PayloadTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["CreateCollectionServiceUnavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    eraseUser: {
        parameters: {
            query?: {
                /** @description Predict the result and change nothing, with reads only; the Idempotency-Key is not used. Only Rekognition can tell whether the change itself would be refused (such as `user-busy`), and others may change faces in between. Default: false. */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: components["parameters"]["Prefer"];
            };
            path: {
                /** @description Collection id. */
                collectionId: components["parameters"]["CollectionId"];
                /** @description User id, unique within the collection. */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["EraseUserRequest"];
            };
        };
        responses: {
            /** @description The erasure has ended. */
            200: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "erasureId": "0d5c9c35-2a3a-4d5c-8d0c-4a1f4d9d2a10",
                     *       "finishedAt": "2026-11-30T09:00:01.000Z",
                     *       "progress": {
                     *         "deletedFaces": 1,
                     *         "faces": 1,
                     *         "userDeleted": true
                     *       },
                     *       "receipt": "eyJhbGciOiJFZERTQSJ9.eyJ0eXBlIjoicmVrb2duaXRpb24tZXJhc3VyZSJ9.c2lnbmF0dXJl",
                     *       "reference": "DSR-2026-0815",
                     *       "remainingFaces": [],
                     *       "requestedAt": "2026-11-30T09:00:00.000Z",
                     *       "salt": "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA",
                     *       "state": "done"
                     *     }
                     */
                    "application/json": components["schemas"]["ErasureResponse"];
                };
            };
            /** @description The erasure continues in the background. */
            202: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "erasureId": "0d5c9c35-2a3a-4d5c-8d0c-4a1f4d9d2a10",
                     *       "progress": {
                     *         "deletedFaces": 0,
                     *         "faces": 1,
                     *         "userDeleted": false
                     *       },
                     *       "reference": "DSR-2026-0815",
                     *       "remainingFaces": [],
                     *       "requestedAt": "2026-11-30T09:00:00.000Z",
                     *       "salt": "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA",
                     *       "state": "running"
                     *     }
                     */
                    "application/json": components["schemas"]["ErasureResponse"];
                };
            };
            400: components["responses"]["CreateCollectionBadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["EraseUserConflict"];
            413: components["responses"]["PayloadTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["EraseUserServiceUnavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    listFacesOfUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: components["parameters"]["Prefer"];
            };
            path: {
                /** @description Collection id. */
                collectionId: components["parameters"]["CollectionId"];
                /** @description User id, unique within the collection. */
                userId: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All faces of the user. */
            200: {
                headers: {
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "boundingBox": {
                     *             "height": 0.5,
                     *             "left": 0.25,
                     *             "top": 0.25,
                     *             "width": 0.5
                     *           },
                     *           "confidence": 99.9,
                     *           "externalImageId": "ann-1",
                     *           "faceId": "b221c728-bac9-4454-9b3e-b0848bee8329",
                     *           "imageId": "8a1ba2d3-eb1f-4074-ad1e-562d549c4459",
                     *           "indexFacesModelVersion": "7.0",
                     *           "userId": "ann"
                     *         },
                     *         {
                     *           "boundingBox": {
                     *             "height": 0.5,
                     *             "left": 0.25,
                     *             "top": 0.25,
                     *             "width": 0.5
                     *           },
                     *           "confidence": 99.9,
                     *           "externalImageId": "ann-2",
                     *           "faceId": "ff2a70f5-57c9-4b6f-8742-22475f0c9e94",
                     *           "imageId": "182c915d-c7ce-46c9-960e-b4b1beeb9d11",
                     *           "indexFacesModelVersion": "7.0",
                     *           "userId": "ann"
                     *         },
                     *         {
                     *           "boundingBox": {
                     *             "height": 0.5,
                     *             "left": 0.25,
                     *             "top": 0.25,
                     *             "width": 0.5
                     *           },
                     *           "confidence": 99.9,
                     *           "externalImageId": "ann-3",
                     *           "faceId": "b8aac78a-1571-4b01-b43e-7c319d419b90",
                     *           "imageId": "698b3f7b-b721-4267-8f4e-2c9ce22ab7f3",
                     *           "indexFacesModelVersion": "7.0",
                     *           "userId": "ann"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ListFacesOfUserResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["ServiceUnavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    associateFaces: {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: components["parameters"]["Prefer"];
                /** @description Makes the request safe to repeat: for 24 hours, requests with the same key and input take effect once and get the same answer. If `sharedKeys` of `GET /me` is true, keys are valid at all replicas and after restarts. Otherwise they are valid within one process: after a restart, or on another replica, the request is carried out again. Choose a new one for each request. The value may be quoted. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Collection id. */
                collectionId: components["parameters"]["CollectionId"];
                /** @description User id, unique within the collection. */
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AssociateFacesRequest"];
            };
        };
        responses: {
            /** @description The result for each face. Repeating a successful request lists its faces under `alreadyAssociatedFaces`. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "alreadyAssociatedFaces": [],
                     *       "associatedFaces": [
                     *         {
                     *           "faceId": "aeec4d8d-ca91-465e-9020-fb017208c812"
                     *         }
                     *       ],
                     *       "outcome": "complete",
                     *       "unsuccessfulFaceAssociations": [],
                     *       "userStatus": "UPDATING"
                     *     }
                     */
                    "application/json": components["schemas"]["AssociateFacesResponse"];
                };
            };
            400: components["responses"]["AssociateFacesBadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["AssociateFacesConflict"];
            413: components["responses"]["PayloadTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["CreateUserServiceUnavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    disassociateFaces: {
        parameters: {
            query?: {
                /** @description Face ids, for clients and proxies that drop the body of a DELETE: `?faceId=…&faceId=…`. */
                faceId?: string[];
                /** @description Predict the result and change nothing, with reads only; the Idempotency-Key is not used. Only Rekognition can tell whether the change itself would be refused (such as `user-busy`), and others may change faces in between. Default: false. */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: components["parameters"]["Prefer"];
                /** @description Makes the request safe to repeat: for 24 hours, requests with the same key and input take effect once and get the same answer. If `sharedKeys` of `GET /me` is true, keys are valid at all replicas and after restarts. Otherwise they are valid within one process: after a restart, or on another replica, the request is carried out again. Choose a new one for each request. The value may be quoted. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Collection id. */
                collectionId: components["parameters"]["CollectionId"];
                /** @description User id, unique within the collection. */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DisassociateFacesRequest"];
            };
        };
        responses: {
            /** @description The result for each face. Faces that were not on the user are listed in `alreadyDisassociatedFaces`; repeating a successful request moves its faces there. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "alreadyDisassociatedFaces": [],
                     *       "disassociatedFaces": [
                     *         {
                     *           "faceId": "b90d6538-4484-4118-8afa-2ddf485d2948"
                     *         }
                     *       ],
                     *       "outcome": "complete",
                     *       "unsuccessfulFaceDisassociations": [],
                     *       "userStatus": "UPDATING"
                     *     }
                     */
                    "application/json": components["schemas"]["DisassociateFacesResponse"];
                };
            };
            400: components["responses"]["DisassociateFacesBadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["DisassociateFacesConflict"];
            413: components["responses"]["PayloadTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["CreateCollectionServiceUnavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    disassociateFacesByPost: {
        parameters: {
            query?: {
                /** @description Predict the result and change nothing, with reads only; the Idempotency-Key is not used. Only Rekognition can tell whether the change itself would be refused (such as `user-busy`), and others may change faces in between. Default: false. */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: components["parameters"]["Prefer"];
                /** @description Makes the request safe to repeat: for 24 hours, requests with the same key and input take effect once and get the same answer. If `sharedKeys` of `GET /me` is true, keys are valid at all replicas and after restarts. Otherwise they are valid within one process: after a restart, or on another replica, the request is carried out again. Choose a new one for each request. The value may be quoted. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Collection id. */
                collectionId: components["parameters"]["CollectionId"];
                /** @description User id, unique within the collection. */
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DisassociateFacesByPostRequest"];
            };
        };
        responses: {
            /** @description The result for each face. Faces that were not on the user are listed in `alreadyDisassociatedFaces`; repeating a successful request moves its faces there. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "alreadyDisassociatedFaces": [],
                     *       "disassociatedFaces": [
                     *         {
                     *           "faceId": "62dc768f-d855-411d-bf26-1335db80cf1c"
                     *         }
                     *       ],
                     *       "outcome": "complete",
                     *       "unsuccessfulFaceDisassociations": [],
                     *       "userStatus": "UPDATING"
                     *     }
                     */
                    "application/json": components["schemas"]["DisassociateFacesResponse"];
                };
            };
            400: components["responses"]["AssociateFacesBadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["DisassociateFacesConflict"];
            413: components["responses"]["PayloadTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["CreateCollectionServiceUnavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    disassociateAllFaces: {
        parameters: {
            query?: {
                /** @description Predict the result and change nothing, with reads only; the Idempotency-Key is not used. Only Rekognition can tell whether the change itself would be refused (such as `user-busy`), and others may change faces in between. Default: false. */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: components["parameters"]["Prefer"];
                /** @description Makes the request safe to repeat: for 24 hours, requests with the same key and input take effect once and get the same answer. If `sharedKeys` of `GET /me` is true, keys are valid at all replicas and after restarts. Otherwise they are valid within one process: after a restart, or on another replica, the request is carried out again. Choose a new one for each request. The value may be quoted. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Collection id. */
                collectionId: components["parameters"]["CollectionId"];
                /** @description User id, unique within the collection. */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DisassociateAllFacesRequest"];
            };
        };
        responses: {
            /** @description The result for each face that the user had. Repeating a successful request finds no faces. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "alreadyDisassociatedFaces": [],
                     *       "disassociatedFaces": [
                     *         {
                     *           "faceId": "65f88280-b7f9-4730-9a6f-5c0cd159ecf1"
                     *         },
                     *         {
                     *           "faceId": "c9601fd2-4807-497f-9064-eec682f73a09"
                     *         }
                     *       ],
                     *       "outcome": "complete",
                     *       "unsuccessfulFaceDisassociations": [],
                     *       "userStatus": "CREATED"
                     *     }
                     */
                    "application/json": components["schemas"]["DisassociateFacesResponse"];
                };
            };
            400: components["responses"]["CreateCollectionBadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["DisassociateFacesConflict"];
            413: components["responses"]["PayloadTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["CreateCollectionServiceUnavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    disassociateFace: {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: components["parameters"]["Prefer"];
                /** @description Makes the request safe to repeat: for 24 hours, requests with the same key and input take effect once and get the same answer. If `sharedKeys` of `GET /me` is true, keys are valid at all replicas and after restarts. Otherwise they are valid within one process: after a restart, or on another replica, the request is carried out again. Choose a new one for each request. The value may be quoted. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Collection id. */
                collectionId: components["parameters"]["CollectionId"];
                /** @description User id, unique within the collection. */
                userId: string;
                /** @description Face id. */
                faceId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The face is not associated with the user. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["DisassociateFaceNotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["DisassociateFaceConflict"];
            413: components["responses"]["PayloadTooLarge"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["CreateCollectionServiceUnavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    searchUsers: {
        parameters: {
            query?: {
                /** @description Maximum number of users to return, most similar first. */
                maxUsers?: components["parameters"]["MaxUsers"];
                /** @description Minimum similarity of a match, in percent. Default: 80. */
                userMatchThreshold?: components["parameters"]["UserMatchThreshold"];
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: components["parameters"]["Prefer"];
            };
            path: {
                /** @description Collection id. */
                collectionId: components["parameters"]["CollectionId"];
                /** @description User id, unique within the collection. */
                userId: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Matching users, possibly none. */
            200: {
                headers: {
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "faceModelVersion": "7.0",
                     *       "searchedUser": {
                     *         "userId": "ann"
                     *       },
                     *       "userMatches": []
                     *     }
                     */
                    "application/json": components["schemas"]["SearchUsersResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["ServiceUnavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    compareFaces: {
        parameters: {
            query?: {
                /** @description Minimum similarity of a match, in percent. Default: 80. */
                similarityThreshold?: number;
                /** @description Minimum quality of a face to be compared. Default: NONE. */
                qualityFilter?: "NONE" | "AUTO" | "LOW" | "MEDIUM" | "HIGH";
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: components["parameters"]["Prefer"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CompareFacesRequest"];
                "multipart/form-data": {
                    /**
                     * @description Minimum quality of a face to be compared. Default: NONE.
                     * @example NONE
                     * @enum {string}
                     */
                    qualityFilter?: "NONE" | "AUTO" | "LOW" | "MEDIUM" | "HIGH";
                    /**
                     * @description Minimum similarity of a match, in percent. Default: 80.
                     * @example 80
                     */
                    similarityThreshold?: number;
                    /** Format: binary */
                    sourceImage: Blob;
                    /** Format: binary */
                    targetImage: Blob;
                };
            };
        };
        responses: {
            /** @description Matching and unmatched faces. */
            200: {
                headers: {
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "faceMatches": [
                     *         {
                     *           "face": {
                     *             "boundingBox": {
                     *               "height": 0.5,
                     *               "left": 0.125,
                     *               "top": 0.25,
                     *               "width": 0.25
                     *             },
                     *             "confidence": 99.9
                     *           },
                     *           "similarity": 96.85446992219539
                     *         }
                     *       ],
                     *       "sourceImageFace": {
                     *         "boundingBox": {
                     *           "height": 0.5,
                     *           "left": 0.25,
                     *           "top": 0.25,
                     *           "width": 0.5
                     *         },
                     *         "confidence": 99.9
                     *       },
                     *       "unmatchedFaces": [
                     *         {
                     *           "boundingBox": {
                     *             "height": 0.25,
                     *             "left": 0.6875,
                     *             "top": 0.375,
                     *             "width": 0.125
                     *           },
                     *           "confidence": 99.9
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CompareFacesResponse"];
                };
            };
            400: components["responses"]["IndexFacesBadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["IndexFacesPayloadTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["IndexFacesUnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["CompareFacesUnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["ServiceUnavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    detectFaces: {
        parameters: {
            query?: {
                /** @description Facial attributes to return in addition to the default. */
                attributes?: ("DEFAULT" | "ALL" | "AGE_RANGE" | "BEARD" | "EMOTIONS" | "EYE_DIRECTION" | "EYEGLASSES" | "EYES_OPEN" | "GENDER" | "MOUTH_OPEN" | "MUSTACHE" | "FACE_OCCLUDED" | "SMILE" | "SUNGLASSES")[];
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: components["parameters"]["Prefer"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DetectFacesRequest"];
                "image/jpeg": Blob;
                "image/png": Blob;
                "multipart/form-data": {
                    /**
                     * @description Facial attributes to return in addition to the default.
                     * @example [
                     *       "DEFAULT"
                     *     ]
                     */
                    attributes?: ("DEFAULT" | "ALL" | "AGE_RANGE" | "BEARD" | "EMOTIONS" | "EYE_DIRECTION" | "EYEGLASSES" | "EYES_OPEN" | "GENDER" | "MOUTH_OPEN" | "MUSTACHE" | "FACE_OCCLUDED" | "SMILE" | "SUNGLASSES")[];
                    /** Format: binary */
                    image: Blob;
                };
            };
        };
        responses: {
            /** @description Detected faces, possibly none. */
            200: {
                headers: {
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "faceDetails": [
                     *         {
                     *           "boundingBox": {
                     *             "height": 0.5,
                     *             "left": 0.25,
                     *             "top": 0.25,
                     *             "width": 0.5
                     *           },
                     *           "confidence": 99.9,
                     *           "pose": {
                     *             "pitch": 0,
                     *             "roll": 0,
                     *             "yaw": 0
                     *           },
                     *           "quality": {
                     *             "brightness": 95,
                     *             "sharpness": 95
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DetectFacesResponse"];
                };
            };
            400: components["responses"]["IndexFacesBadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["IndexFacesPayloadTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["IndexFacesUnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["DetectFacesUnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["ServiceUnavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Tenant, API key or token subject, and scopes. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "keyId": "demo",
                     *       "scopes": [
                     *         "read",
                     *         "write",
                     *         "admin"
                     *       ],
                     *       "sharedKeys": false,
                     *       "tenant": "demo"
                     *     }
                     */
                    "application/json": components["schemas"]["MeResponse"];
                };
            };
            400: components["responses"]["MeBadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["MeForbidden"];
            406: components["responses"]["MeNotAcceptable"];
            408: components["responses"]["MeRequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["MeTooManyRequests"];
            431: components["responses"]["RequestHeaderFieldsTooLarge"];
            500: components["responses"]["MeInternalServerError"];
            503: components["responses"]["MeServiceUnavailable"];
        };
    };
}
