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
         * @description Faces that are associated with a user are not deleted: disassociate them first. A face that does not exist is reported as `FACE_NOT_FOUND`. Send the face ids in the JSON body. If your client or proxy drops the body of a DELETE, send them in the query.
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
         * @description Send the face ids in the JSON body. If your client or proxy drops the body of a DELETE, send them in the query:
         *
         *     ```sh
         *     curl -X DELETE -H 'X-API-Key: demo-key' 'http://127.0.0.1:3000/collections/staff/users/fay/faces?faceId=8163d577-db82-4700-b509-3c061a6decd8'
         *     ```
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
        AssociateFacesRequest: {
            /** @description Makes the request safe to retry. Equivalent to the Idempotency-Key header. */
            clientRequestToken?: string;
            /** @description The faces to associate with the user. Duplicates are ignored. */
            faceIds: string[];
            /**
             * @description Least similarity to the faces that the user already has, in percent. Default: 75.
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
        BoundingBox: {
            height: number;
            left: number;
            top: number;
            width: number;
        };
        CompareFacesOptions: {
            /**
             * @description Least quality of a face to be compared. Default: NONE.
             * @example NONE
             * @enum {string}
             */
            qualityFilter?: "NONE" | "AUTO" | "LOW" | "MEDIUM" | "HIGH";
            /**
             * @description Least similarity of a match, in percent. Default: 80.
             * @example 80
             */
            similarityThreshold?: number;
        };
        CompareFacesRequest: {
            /**
             * @description Least quality of a face to be compared. Default: NONE.
             * @example NONE
             * @enum {string}
             */
            qualityFilter?: "NONE" | "AUTO" | "LOW" | "MEDIUM" | "HIGH";
            /**
             * @description Least similarity of a match, in percent. Default: 80.
             * @example 80
             */
            similarityThreshold?: number;
            /** @description The image whose largest face is compared. */
            sourceImage: components["schemas"]["ImageRequest"] & (unknown | unknown);
            /** @description The image with the faces to compare it with. */
            targetImage: components["schemas"]["ImageRequest"] & (unknown | unknown);
        };
        CompareFacesResponse: {
            /** @description Most similar first. */
            faceMatches: components["schemas"]["ComparedFaceMatch"][];
            sourceImageFace: components["schemas"]["SourceImageFace"];
            unmatchedFaces: components["schemas"]["ComparedFace"][];
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
        CreateUserRequest: {
            /** @description Makes the request safe to retry. Equivalent to the Idempotency-Key header. */
            clientRequestToken?: string;
            /** @description User id, unique within the collection. */
            userId: string;
        };
        CreateUserResponse: {
            userId: string;
        };
        DeleteFacesRequest: {
            /** @description The faces to delete. Duplicates are ignored. */
            faceIds?: string[];
        };
        DeleteFacesResponse: {
            deletedFaces: components["schemas"]["DeletedFace"][];
            /**
             * @description complete: every face was deleted; partial: some were; none: no face could be deleted.
             * @enum {string}
             */
            outcome: "none" | "partial" | "complete";
            unsuccessfulFaceDeletions: components["schemas"]["UnsuccessfulFaceDeletion"][];
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
        DetectFacesOptions: {
            /**
             * @description Facial attributes to return in addition to the default.
             * @example [
             *       "DEFAULT"
             *     ]
             */
            attributes?: ("DEFAULT" | "ALL" | "AGE_RANGE" | "BEARD" | "EMOTIONS" | "EYE_DIRECTION" | "EYEGLASSES" | "EYES_OPEN" | "GENDER" | "MOUTH_OPEN" | "MUSTACHE" | "FACE_OCCLUDED" | "SMILE" | "SUNGLASSES")[];
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
            image: components["schemas"]["ImageRequest"] & (unknown | unknown);
        };
        DetectFacesResponse: {
            faceDetails: components["schemas"]["FaceDetail"][];
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
            /**
             * @description complete: no face is associated with the user any more; partial: some still are; none: no face was disassociated.
             * @enum {string}
             */
            outcome: "none" | "partial" | "complete";
            unsuccessfulFaceDisassociations: components["schemas"]["UnsuccessfulFaceDisassociation"][];
            /** @description AWS's status of the user: CREATED, UPDATING or ACTIVE. */
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
        Gender: {
            /** @description In percent. */
            confidence: number;
            /** @description Male or Female. */
            value: string;
        };
        GetUserResponse: {
            /** @description How many faces are associated with the user. */
            faceCount: number;
            userId: string;
            /**
             * @description AWS's status of the user: CREATED (no faces), UPDATING (a change is being processed) or ACTIVE. Null if unknown:
             *     Rekognition reports it only in its list of users, of which the service reads the first 5,000.
             */
            userStatus: (string | null) | null;
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
        IndexFacesOptions: {
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
            /**
             * @description Most faces to store, best quality first. Rekognition stores at most 100.
             * @example 10
             */
            maxFaces?: number;
            /**
             * @description Least quality of a face to be stored. Default: AUTO.
             * @example NONE
             * @enum {string}
             */
            qualityFilter?: "NONE" | "AUTO" | "LOW" | "MEDIUM" | "HIGH";
            /**
             * @description Reject an image that does not show exactly one face, without storing anything.
             * @default false
             */
            requireSingleFace: boolean;
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
            image: components["schemas"]["ImageRequest"] & (unknown | unknown);
            /**
             * @description Most faces to store, best quality first. Rekognition stores at most 100.
             * @example 10
             */
            maxFaces?: number;
            /**
             * @description Least quality of a face to be stored. Default: AUTO.
             * @example NONE
             * @enum {string}
             */
            qualityFilter?: "NONE" | "AUTO" | "LOW" | "MEDIUM" | "HIGH";
            /**
             * @description Reject an image that does not show exactly one face, without storing anything.
             * @default false
             */
            requireSingleFace: boolean;
        };
        IndexFacesResponse: {
            faceModelVersion: string;
            /** @description Faces stored by this request, or by an earlier one with the same image and externalImageId. */
            faceRecords: components["schemas"]["IndexedFace"][];
            unindexedFaces: components["schemas"]["UnindexedFace"][];
        };
        IndexedFace: {
            face: components["schemas"]["Face"];
            faceDetail?: components["schemas"]["FaceDetail"];
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
        ListCollectionsResponse: {
            items: components["schemas"]["ListedCollection"][];
            /** @description Cursor of the next page. Absent on the last page. */
            nextCursor?: string;
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
             * @example The collection, user or face named in the request does not exist.
             */
            detail: string;
            /**
             * @description What the request changed: `none`, `partial`, or `unknown` if the service cannot tell.
             * @example none
             * @enum {string}
             */
            effect: "none" | "unknown" | "partial";
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
        SearchFacesByImageOptions: {
            /**
             * @description Least similarity of a match, in percent. Default: 80.
             * @example 80
             */
            faceMatchThreshold?: number;
            /**
             * @description Most faces to return, most similar first.
             * @example 10
             */
            maxFaces?: number;
            /**
             * @description Least quality of the face in the image. Default: NONE.
             * @example NONE
             * @enum {string}
             */
            qualityFilter?: "NONE" | "AUTO" | "LOW" | "MEDIUM" | "HIGH";
            /**
             * @description Reject an image that does not show exactly one face, without searching.
             * @default false
             */
            requireSingleFace: boolean;
        };
        SearchFacesByImageRequest: {
            /**
             * @description Least similarity of a match, in percent. Default: 80.
             * @example 80
             */
            faceMatchThreshold?: number;
            /** @description The image with the face to search for. */
            image: components["schemas"]["ImageRequest"] & (unknown | unknown);
            /**
             * @description Most faces to return, most similar first.
             * @example 10
             */
            maxFaces?: number;
            /**
             * @description Least quality of the face in the image. Default: NONE.
             * @example NONE
             * @enum {string}
             */
            qualityFilter?: "NONE" | "AUTO" | "LOW" | "MEDIUM" | "HIGH";
            /**
             * @description Reject an image that does not show exactly one face, without searching.
             * @default false
             */
            requireSingleFace: boolean;
        };
        SearchFacesByImageResponse: {
            /** @description Most similar first. */
            faceMatches: components["schemas"]["FaceMatch"][];
            faceModelVersion?: string;
            searchedFaceBoundingBox?: components["schemas"]["BoundingBox"];
            /** @description Confidence that this is a face, in percent. */
            searchedFaceConfidence?: number;
        };
        SearchFacesResponse: {
            /** @description Most similar first. */
            faceMatches: components["schemas"]["FaceMatch"][];
            faceModelVersion?: string;
            searchedFaceId?: string;
        };
        SearchUsersByImageOptions: {
            /**
             * @description Most users to return, most similar first.
             * @example 10
             */
            maxUsers?: number;
            /**
             * @description Least quality of the face in the image. Default: NONE.
             * @example NONE
             * @enum {string}
             */
            qualityFilter?: "NONE" | "AUTO" | "LOW" | "MEDIUM" | "HIGH";
            /**
             * @description Reject an image that does not show exactly one face, without searching.
             * @default false
             */
            requireSingleFace: boolean;
            /**
             * @description Least similarity of a match, in percent. Default: 80.
             * @example 80
             */
            userMatchThreshold?: number;
        };
        SearchUsersByImageRequest: {
            /** @description The image with the face to search for. */
            image: components["schemas"]["ImageRequest"] & (unknown | unknown);
            /**
             * @description Most users to return, most similar first.
             * @example 10
             */
            maxUsers?: number;
            /**
             * @description Least quality of the face in the image. Default: NONE.
             * @example NONE
             * @enum {string}
             */
            qualityFilter?: "NONE" | "AUTO" | "LOW" | "MEDIUM" | "HIGH";
            /**
             * @description Reject an image that does not show exactly one face, without searching.
             * @default false
             */
            requireSingleFace: boolean;
            /**
             * @description Least similarity of a match, in percent. Default: 80.
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
        SourceImageFace: {
            boundingBox: components["schemas"]["BoundingBox"];
            /** @description Confidence that this is a face, in percent. */
            confidence?: number;
        };
        TagResourceRequest: {
            /** @description Tags to add or overwrite: values by key. */
            tags: {
                [key: string]: string;
            };
        };
        UnindexedFace: {
            faceDetail?: components["schemas"]["FaceDetail"];
            /** @description AWS's reasons, such as EXCEEDS_MAX_FACES or LOW_FACE_QUALITY. */
            reasons: string[];
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
        UserMatch: {
            /** @description In percent. */
            similarity: number;
            user: components["schemas"]["MatchedUser"];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
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
                cursor?: string;
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of collections. */
            200: {
                headers: {
                    /** @description URL of the next page (RFC 8288). Absent on the last page. */
                    Link?: string;
                    /** @description The tenant's share of the remaining quota: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota for this operation: q calls in w seconds. Absent if there is no limit. */
                    "RateLimit-Policy"?: string;
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
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP; `invalid-parameter`: Rekognition rejected a parameter; `invalid-cursor`: The cursor is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "validation-failed" | "malformed-url" | "malformed-request" | "invalid-parameter" | "invalid-cursor";
                    };
                };
            };
            /** @description `unauthenticated`: No valid credential */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /** @description `insufficient-scope`: Scope missing; `aws-access-denied`: AWS denied access */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "insufficient-scope" | "aws-access-denied";
                    };
                };
            };
            /** @description `resource-not-found`: There is no such resource */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "resource-not-found";
                    };
                };
            };
            /** @description `not-acceptable`: No acceptable representation */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not-acceptable";
                    };
                };
            };
            /** @description `request-timeout`: Request timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-timeout";
                    };
                };
            };
            /** @description `uri-too-long`: The URL is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "uri-too-long";
                    };
                };
            };
            /** @description `expectation-failed`: Expectation not supported */
            417: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "expectation-failed";
                    };
                };
            };
            /** @description `too-many-attempts`: Too many failed credentials; `throttled`: Rekognition is throttling; `rate-limited`: Quota used up */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "too-many-attempts" | "throttled" | "rate-limited";
                    };
                };
            };
            /** @description `header-fields-too-large`: The request header is too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "header-fields-too-large";
                    };
                };
            };
            /** @description `internal`: Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /** @description `tenant-credentials`: AWS rejected the tenant's credentials; `tenant-misconfigured`: The tenant's AWS settings are wrong; `upstream-error`: Rekognition failed; `upstream-connection-lost`: The connection to Rekognition was lost; `upstream-invalid-answer`: Invalid response from Rekognition */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant-credentials" | "tenant-misconfigured" | "upstream-error" | "upstream-connection-lost" | "upstream-invalid-answer";
                    };
                };
            };
            /** @description `issuer-unavailable`: The issuer's keys are unavailable; `shutting-down`: The service is shutting down; `credentials-unavailable`: The tenant's credentials are unavailable; `upstream-unreachable`: Rekognition cannot be reached; `circuit-open`: Circuit breaker open; `busy`: Service busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "issuer-unavailable" | "shutting-down" | "credentials-unavailable" | "upstream-unreachable" | "circuit-open" | "busy";
                    };
                };
            };
            /** @description `upstream-timeout`: Rekognition did not answer in time; `deadline-passed`: Deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "upstream-timeout" | "deadline-passed";
                    };
                };
            };
        };
    };
    createCollection: {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: string;
                /** @description Makes the request safe to repeat: for 24 hours, requests with the same key and input take effect once and get the same answer. Keys are stored per process: after a restart, or on another replica, the request is carried out again. The value may be quoted. */
                "Idempotency-Key"?: string;
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
                    /** @description `true` when this is the stored answer of an earlier request with the same Idempotency-Key; absent otherwise. */
                    "Idempotency-Replayed"?: string;
                    /** @description URL of the new resource. */
                    Location?: string;
                    /** @description The tenant's share of the remaining quota: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota for this operation: q calls in w seconds. Absent if there is no limit. */
                    "RateLimit-Policy"?: string;
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
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP; `malformed-json`: The body is not valid JSON; `invalid-parameter`: Rekognition rejected a parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "validation-failed" | "malformed-url" | "malformed-request" | "malformed-json" | "invalid-parameter";
                    };
                };
            };
            /** @description `unauthenticated`: No valid credential */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /** @description `insufficient-scope`: Scope missing; `aws-access-denied`: AWS denied access */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "insufficient-scope" | "aws-access-denied";
                    };
                };
            };
            /** @description `not-acceptable`: No acceptable representation */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not-acceptable";
                    };
                };
            };
            /** @description `request-timeout`: Request timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-timeout";
                    };
                };
            };
            /** @description `request-in-progress`: The first request with this key is still running; `outcome-unknown`: The outcome of the first request is unknown; `already-exists`: The resource already exists; `service-limit-reached`: A Rekognition limit is reached */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-in-progress" | "outcome-unknown" | "already-exists" | "service-limit-reached";
                    };
                };
            };
            /** @description `body-too-large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "body-too-large";
                    };
                };
            };
            /** @description `uri-too-long`: The URL is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "uri-too-long";
                    };
                };
            };
            /** @description `unsupported-media-type`: Unsupported media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unsupported-media-type";
                    };
                };
            };
            /** @description `expectation-failed`: Expectation not supported */
            417: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "expectation-failed";
                    };
                };
            };
            /** @description `idempotency-key-reused`: The key was used for another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "idempotency-key-reused";
                    };
                };
            };
            /** @description `too-many-attempts`: Too many failed credentials; `throttled`: Rekognition is throttling; `rate-limited`: Quota used up */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "too-many-attempts" | "throttled" | "rate-limited";
                    };
                };
            };
            /** @description `header-fields-too-large`: The request header is too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "header-fields-too-large";
                    };
                };
            };
            /** @description `internal`: Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /** @description `tenant-credentials`: AWS rejected the tenant's credentials; `tenant-misconfigured`: The tenant's AWS settings are wrong; `upstream-error`: Rekognition failed; `upstream-connection-lost`: The connection to Rekognition was lost; `upstream-invalid-answer`: Invalid response from Rekognition */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant-credentials" | "tenant-misconfigured" | "upstream-error" | "upstream-connection-lost" | "upstream-invalid-answer";
                    };
                };
            };
            /** @description `issuer-unavailable`: The issuer's keys are unavailable; `shutting-down`: The service is shutting down; `idempotency-unavailable`: Idempotency record unavailable; `credentials-unavailable`: The tenant's credentials are unavailable; `upstream-unreachable`: Rekognition cannot be reached; `circuit-open`: Circuit breaker open; `busy`: Service busy; `audit-unavailable`: Audit log unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "issuer-unavailable" | "shutting-down" | "idempotency-unavailable" | "credentials-unavailable" | "upstream-unreachable" | "circuit-open" | "busy" | "audit-unavailable";
                    };
                };
            };
            /** @description `upstream-timeout`: Rekognition did not answer in time; `deadline-passed`: Deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "upstream-timeout" | "deadline-passed";
                    };
                };
            };
        };
    };
    describeCollection: {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: string;
            };
            path: {
                /** @description Collection id. */
                collectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The collection with its numbers of faces and users. */
            200: {
                headers: {
                    /** @description The tenant's share of the remaining quota: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota for this operation: q calls in w seconds. Absent if there is no limit. */
                    "RateLimit-Policy"?: string;
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
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP; `invalid-parameter`: Rekognition rejected a parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "validation-failed" | "malformed-url" | "malformed-request" | "invalid-parameter";
                    };
                };
            };
            /** @description `unauthenticated`: No valid credential */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /** @description `insufficient-scope`: Scope missing; `aws-access-denied`: AWS denied access */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "insufficient-scope" | "aws-access-denied";
                    };
                };
            };
            /** @description `resource-not-found`: There is no such resource */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "resource-not-found";
                    };
                };
            };
            /** @description `not-acceptable`: No acceptable representation */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not-acceptable";
                    };
                };
            };
            /** @description `request-timeout`: Request timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-timeout";
                    };
                };
            };
            /** @description `uri-too-long`: The URL is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "uri-too-long";
                    };
                };
            };
            /** @description `expectation-failed`: Expectation not supported */
            417: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "expectation-failed";
                    };
                };
            };
            /** @description `too-many-attempts`: Too many failed credentials; `throttled`: Rekognition is throttling; `rate-limited`: Quota used up */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "too-many-attempts" | "throttled" | "rate-limited";
                    };
                };
            };
            /** @description `header-fields-too-large`: The request header is too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "header-fields-too-large";
                    };
                };
            };
            /** @description `internal`: Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /** @description `tenant-credentials`: AWS rejected the tenant's credentials; `tenant-misconfigured`: The tenant's AWS settings are wrong; `upstream-error`: Rekognition failed; `upstream-connection-lost`: The connection to Rekognition was lost; `upstream-invalid-answer`: Invalid response from Rekognition */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant-credentials" | "tenant-misconfigured" | "upstream-error" | "upstream-connection-lost" | "upstream-invalid-answer";
                    };
                };
            };
            /** @description `issuer-unavailable`: The issuer's keys are unavailable; `shutting-down`: The service is shutting down; `credentials-unavailable`: The tenant's credentials are unavailable; `upstream-unreachable`: Rekognition cannot be reached; `circuit-open`: Circuit breaker open; `busy`: Service busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "issuer-unavailable" | "shutting-down" | "credentials-unavailable" | "upstream-unreachable" | "circuit-open" | "busy";
                    };
                };
            };
            /** @description `upstream-timeout`: Rekognition did not answer in time; `deadline-passed`: Deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "upstream-timeout" | "deadline-passed";
                    };
                };
            };
        };
    };
    deleteCollection: {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: string;
                /** @description Makes the request safe to repeat: for 24 hours, requests with the same key and input take effect once and get the same answer. Keys are stored per process: after a restart, or on another replica, the request is carried out again. The value may be quoted. */
                "Idempotency-Key"?: string;
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
                    /** @description `true` when this is the stored answer of an earlier request with the same Idempotency-Key; absent otherwise. */
                    "Idempotency-Replayed"?: string;
                    /** @description The tenant's share of the remaining quota: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota for this operation: q calls in w seconds. Absent if there is no limit. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP; `invalid-parameter`: Rekognition rejected a parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "validation-failed" | "malformed-url" | "malformed-request" | "invalid-parameter";
                    };
                };
            };
            /** @description `unauthenticated`: No valid credential */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /** @description `insufficient-scope`: Scope missing; `aws-access-denied`: AWS denied access */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "insufficient-scope" | "aws-access-denied";
                    };
                };
            };
            /** @description `resource-not-found`: There is no such resource */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "resource-not-found";
                    };
                };
            };
            /** @description `not-acceptable`: No acceptable representation */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not-acceptable";
                    };
                };
            };
            /** @description `request-timeout`: Request timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-timeout";
                    };
                };
            };
            /** @description `request-in-progress`: The first request with this key is still running; `outcome-unknown`: The outcome of the first request is unknown */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-in-progress" | "outcome-unknown";
                    };
                };
            };
            /** @description `body-too-large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "body-too-large";
                    };
                };
            };
            /** @description `uri-too-long`: The URL is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "uri-too-long";
                    };
                };
            };
            /** @description `expectation-failed`: Expectation not supported */
            417: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "expectation-failed";
                    };
                };
            };
            /** @description `idempotency-key-reused`: The key was used for another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "idempotency-key-reused";
                    };
                };
            };
            /** @description `too-many-attempts`: Too many failed credentials; `throttled`: Rekognition is throttling; `rate-limited`: Quota used up */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "too-many-attempts" | "throttled" | "rate-limited";
                    };
                };
            };
            /** @description `header-fields-too-large`: The request header is too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "header-fields-too-large";
                    };
                };
            };
            /** @description `internal`: Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /** @description `tenant-credentials`: AWS rejected the tenant's credentials; `tenant-misconfigured`: The tenant's AWS settings are wrong; `upstream-error`: Rekognition failed; `upstream-connection-lost`: The connection to Rekognition was lost; `upstream-invalid-answer`: Invalid response from Rekognition */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant-credentials" | "tenant-misconfigured" | "upstream-error" | "upstream-connection-lost" | "upstream-invalid-answer";
                    };
                };
            };
            /** @description `issuer-unavailable`: The issuer's keys are unavailable; `shutting-down`: The service is shutting down; `idempotency-unavailable`: Idempotency record unavailable; `credentials-unavailable`: The tenant's credentials are unavailable; `upstream-unreachable`: Rekognition cannot be reached; `circuit-open`: Circuit breaker open; `busy`: Service busy; `audit-unavailable`: Audit log unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "issuer-unavailable" | "shutting-down" | "idempotency-unavailable" | "credentials-unavailable" | "upstream-unreachable" | "circuit-open" | "busy" | "audit-unavailable";
                    };
                };
            };
            /** @description `upstream-timeout`: Rekognition did not answer in time; `deadline-passed`: Deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "upstream-timeout" | "deadline-passed";
                    };
                };
            };
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
                cursor?: string;
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: string;
            };
            path: {
                /** @description Collection id. */
                collectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of faces. */
            200: {
                headers: {
                    /** @description URL of the next page (RFC 8288). Absent on the last page. */
                    Link?: string;
                    /** @description The tenant's share of the remaining quota: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota for this operation: q calls in w seconds. Absent if there is no limit. */
                    "RateLimit-Policy"?: string;
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
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP; `invalid-parameter`: Rekognition rejected a parameter; `invalid-cursor`: The cursor is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "validation-failed" | "malformed-url" | "malformed-request" | "invalid-parameter" | "invalid-cursor";
                    };
                };
            };
            /** @description `unauthenticated`: No valid credential */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /** @description `insufficient-scope`: Scope missing; `aws-access-denied`: AWS denied access */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "insufficient-scope" | "aws-access-denied";
                    };
                };
            };
            /** @description `resource-not-found`: There is no such resource */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "resource-not-found";
                    };
                };
            };
            /** @description `not-acceptable`: No acceptable representation */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not-acceptable";
                    };
                };
            };
            /** @description `request-timeout`: Request timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-timeout";
                    };
                };
            };
            /** @description `uri-too-long`: The URL is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "uri-too-long";
                    };
                };
            };
            /** @description `expectation-failed`: Expectation not supported */
            417: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "expectation-failed";
                    };
                };
            };
            /** @description `too-many-attempts`: Too many failed credentials; `throttled`: Rekognition is throttling; `rate-limited`: Quota used up */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "too-many-attempts" | "throttled" | "rate-limited";
                    };
                };
            };
            /** @description `header-fields-too-large`: The request header is too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "header-fields-too-large";
                    };
                };
            };
            /** @description `internal`: Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /** @description `tenant-credentials`: AWS rejected the tenant's credentials; `tenant-misconfigured`: The tenant's AWS settings are wrong; `upstream-error`: Rekognition failed; `upstream-connection-lost`: The connection to Rekognition was lost; `upstream-invalid-answer`: Invalid response from Rekognition */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant-credentials" | "tenant-misconfigured" | "upstream-error" | "upstream-connection-lost" | "upstream-invalid-answer";
                    };
                };
            };
            /** @description `issuer-unavailable`: The issuer's keys are unavailable; `shutting-down`: The service is shutting down; `credentials-unavailable`: The tenant's credentials are unavailable; `upstream-unreachable`: Rekognition cannot be reached; `circuit-open`: Circuit breaker open; `busy`: Service busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "issuer-unavailable" | "shutting-down" | "credentials-unavailable" | "upstream-unreachable" | "circuit-open" | "busy";
                    };
                };
            };
            /** @description `upstream-timeout`: Rekognition did not answer in time; `deadline-passed`: Deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "upstream-timeout" | "deadline-passed";
                    };
                };
            };
        };
    };
    indexFaces: {
        parameters: {
            query?: {
                /** @description Your own id for the image. With it, indexing the same image twice stores its faces once, so the request is safe to retry. */
                externalImageId?: string;
                /** @description Facial attributes to return in addition to the default. */
                detectionAttributes?: ("DEFAULT" | "ALL" | "AGE_RANGE" | "BEARD" | "EMOTIONS" | "EYE_DIRECTION" | "EYEGLASSES" | "EYES_OPEN" | "GENDER" | "MOUTH_OPEN" | "MUSTACHE" | "FACE_OCCLUDED" | "SMILE" | "SUNGLASSES")[];
                /** @description Most faces to store, best quality first. Rekognition stores at most 100. */
                maxFaces?: number;
                /** @description Least quality of a face to be stored. Default: AUTO. */
                qualityFilter?: "NONE" | "AUTO" | "LOW" | "MEDIUM" | "HIGH";
                /** @description Reject an image that does not show exactly one face, without storing anything. */
                requireSingleFace?: boolean;
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: string;
                /** @description Makes the request safe to repeat: for 24 hours, requests with the same key and input take effect once and get the same answer. Keys are stored per process: after a restart, or on another replica, the request is carried out again. The value may be quoted. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Collection id. */
                collectionId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IndexFacesRequest"];
                "image/jpeg": string;
                "image/png": string;
                "multipart/form-data": components["schemas"]["IndexFacesOptions"] & {
                    /** Format: binary */
                    image: string;
                };
            };
        };
        responses: {
            /** @description No face stored. */
            200: {
                headers: {
                    /** @description `true` when this is the stored answer of an earlier request with the same Idempotency-Key; absent otherwise. */
                    "Idempotency-Replayed"?: string;
                    /** @description The tenant's share of the remaining quota: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota for this operation: q calls in w seconds. Absent if there is no limit. */
                    "RateLimit-Policy"?: string;
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
                    /** @description `true` when this is the stored answer of an earlier request with the same Idempotency-Key; absent otherwise. */
                    "Idempotency-Replayed"?: string;
                    /** @description The tenant's share of the remaining quota: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota for this operation: q calls in w seconds. Absent if there is no limit. */
                    "RateLimit-Policy"?: string;
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
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP; `malformed-json`: The body is not valid JSON; `malformed-multipart`: The body is not valid multipart/form-data; `invalid-parameter`: Rekognition rejected a parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "validation-failed" | "malformed-url" | "malformed-request" | "malformed-json" | "malformed-multipart" | "invalid-parameter";
                    };
                };
            };
            /** @description `unauthenticated`: No valid credential */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /** @description `insufficient-scope`: Scope missing; `aws-access-denied`: AWS denied access */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "insufficient-scope" | "aws-access-denied";
                    };
                };
            };
            /** @description `resource-not-found`: There is no such resource */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "resource-not-found";
                    };
                };
            };
            /** @description `not-acceptable`: No acceptable representation */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not-acceptable";
                    };
                };
            };
            /** @description `request-timeout`: Request timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-timeout";
                    };
                };
            };
            /** @description `request-in-progress`: The first request with this key is still running; `outcome-unknown`: The outcome of the first request is unknown; `service-limit-reached`: A Rekognition limit is reached */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-in-progress" | "outcome-unknown" | "service-limit-reached";
                    };
                };
            };
            /** @description `body-too-large`: The body is too large; `image-too-large`: The image is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "body-too-large" | "image-too-large";
                    };
                };
            };
            /** @description `uri-too-long`: The URL is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "uri-too-long";
                    };
                };
            };
            /** @description `unsupported-media-type`: Unsupported media type; `invalid-image-format`: Unsupported image format */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unsupported-media-type" | "invalid-image-format";
                    };
                };
            };
            /** @description `expectation-failed`: Expectation not supported */
            417: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "expectation-failed";
                    };
                };
            };
            /** @description `idempotency-key-reused`: The key was used for another request; `invalid-s3-object`: The S3 object cannot be used; `no-face-in-image`: The image shows no face; `several-faces`: The image shows several faces */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "idempotency-key-reused" | "invalid-s3-object" | "no-face-in-image" | "several-faces";
                    };
                };
            };
            /** @description `too-many-attempts`: Too many failed credentials; `throttled`: Rekognition is throttling; `rate-limited`: Quota used up */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "too-many-attempts" | "throttled" | "rate-limited";
                    };
                };
            };
            /** @description `header-fields-too-large`: The request header is too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "header-fields-too-large";
                    };
                };
            };
            /** @description `internal`: Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /** @description `tenant-credentials`: AWS rejected the tenant's credentials; `tenant-misconfigured`: The tenant's AWS settings are wrong; `upstream-error`: Rekognition failed; `upstream-connection-lost`: The connection to Rekognition was lost; `upstream-invalid-answer`: Invalid response from Rekognition */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant-credentials" | "tenant-misconfigured" | "upstream-error" | "upstream-connection-lost" | "upstream-invalid-answer";
                    };
                };
            };
            /** @description `issuer-unavailable`: The issuer's keys are unavailable; `shutting-down`: The service is shutting down; `idempotency-unavailable`: Idempotency record unavailable; `credentials-unavailable`: The tenant's credentials are unavailable; `upstream-unreachable`: Rekognition cannot be reached; `circuit-open`: Circuit breaker open; `busy`: Service busy; `audit-unavailable`: Audit log unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "issuer-unavailable" | "shutting-down" | "idempotency-unavailable" | "credentials-unavailable" | "upstream-unreachable" | "circuit-open" | "busy" | "audit-unavailable";
                    };
                };
            };
            /** @description `upstream-timeout`: Rekognition did not answer in time; `deadline-passed`: Deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "upstream-timeout" | "deadline-passed";
                    };
                };
            };
        };
    };
    deleteFaces: {
        parameters: {
            query?: {
                /** @description Face ids, for clients and proxies that drop the body of a DELETE: `?faceId=…&faceId=…`. */
                faceId?: string[];
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: string;
                /** @description Makes the request safe to repeat: for 24 hours, requests with the same key and input take effect once and get the same answer. Keys are stored per process: after a restart, or on another replica, the request is carried out again. The value may be quoted. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Collection id. */
                collectionId: string;
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
                    /** @description `true` when this is the stored answer of an earlier request with the same Idempotency-Key; absent otherwise. */
                    "Idempotency-Replayed"?: string;
                    /** @description The tenant's share of the remaining quota: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota for this operation: q calls in w seconds. Absent if there is no limit. */
                    "RateLimit-Policy"?: string;
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
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP; `malformed-json`: The body is not valid JSON; `invalid-parameter`: Rekognition rejected a parameter; `face-ids-required`: Face ids missing; `ids-in-query-and-body`: Face ids in both query and body; `delete-body-missing`: The body of the DELETE is missing */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "validation-failed" | "malformed-url" | "malformed-request" | "malformed-json" | "invalid-parameter" | "face-ids-required" | "ids-in-query-and-body" | "delete-body-missing";
                    };
                };
            };
            /** @description `unauthenticated`: No valid credential */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /** @description `insufficient-scope`: Scope missing; `aws-access-denied`: AWS denied access */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "insufficient-scope" | "aws-access-denied";
                    };
                };
            };
            /** @description `resource-not-found`: There is no such resource */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "resource-not-found";
                    };
                };
            };
            /** @description `not-acceptable`: No acceptable representation */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not-acceptable";
                    };
                };
            };
            /** @description `request-timeout`: Request timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-timeout";
                    };
                };
            };
            /** @description `request-in-progress`: The first request with this key is still running; `outcome-unknown`: The outcome of the first request is unknown; `unsuccessful-faces`: Not every face was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-in-progress" | "outcome-unknown" | "unsuccessful-faces";
                    };
                };
            };
            /** @description `body-too-large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "body-too-large";
                    };
                };
            };
            /** @description `uri-too-long`: The URL is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "uri-too-long";
                    };
                };
            };
            /** @description `unsupported-media-type`: Unsupported media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unsupported-media-type";
                    };
                };
            };
            /** @description `expectation-failed`: Expectation not supported */
            417: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "expectation-failed";
                    };
                };
            };
            /** @description `idempotency-key-reused`: The key was used for another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "idempotency-key-reused";
                    };
                };
            };
            /** @description `too-many-attempts`: Too many failed credentials; `throttled`: Rekognition is throttling; `rate-limited`: Quota used up */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "too-many-attempts" | "throttled" | "rate-limited";
                    };
                };
            };
            /** @description `header-fields-too-large`: The request header is too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "header-fields-too-large";
                    };
                };
            };
            /** @description `internal`: Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /** @description `tenant-credentials`: AWS rejected the tenant's credentials; `tenant-misconfigured`: The tenant's AWS settings are wrong; `upstream-error`: Rekognition failed; `upstream-connection-lost`: The connection to Rekognition was lost; `upstream-invalid-answer`: Invalid response from Rekognition */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant-credentials" | "tenant-misconfigured" | "upstream-error" | "upstream-connection-lost" | "upstream-invalid-answer";
                    };
                };
            };
            /** @description `issuer-unavailable`: The issuer's keys are unavailable; `shutting-down`: The service is shutting down; `idempotency-unavailable`: Idempotency record unavailable; `credentials-unavailable`: The tenant's credentials are unavailable; `upstream-unreachable`: Rekognition cannot be reached; `circuit-open`: Circuit breaker open; `busy`: Service busy; `audit-unavailable`: Audit log unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "issuer-unavailable" | "shutting-down" | "idempotency-unavailable" | "credentials-unavailable" | "upstream-unreachable" | "circuit-open" | "busy" | "audit-unavailable";
                    };
                };
            };
            /** @description `upstream-timeout`: Rekognition did not answer in time; `deadline-passed`: Deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "upstream-timeout" | "deadline-passed";
                    };
                };
            };
        };
    };
    deleteFacesByPost: {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: string;
                /** @description Makes the request safe to repeat: for 24 hours, requests with the same key and input take effect once and get the same answer. Keys are stored per process: after a restart, or on another replica, the request is carried out again. The value may be quoted. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Collection id. */
                collectionId: string;
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
                    /** @description `true` when this is the stored answer of an earlier request with the same Idempotency-Key; absent otherwise. */
                    "Idempotency-Replayed"?: string;
                    /** @description The tenant's share of the remaining quota: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota for this operation: q calls in w seconds. Absent if there is no limit. */
                    "RateLimit-Policy"?: string;
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
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP; `malformed-json`: The body is not valid JSON; `invalid-parameter`: Rekognition rejected a parameter; `face-ids-required`: Face ids missing */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "validation-failed" | "malformed-url" | "malformed-request" | "malformed-json" | "invalid-parameter" | "face-ids-required";
                    };
                };
            };
            /** @description `unauthenticated`: No valid credential */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /** @description `insufficient-scope`: Scope missing; `aws-access-denied`: AWS denied access */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "insufficient-scope" | "aws-access-denied";
                    };
                };
            };
            /** @description `resource-not-found`: There is no such resource */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "resource-not-found";
                    };
                };
            };
            /** @description `not-acceptable`: No acceptable representation */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not-acceptable";
                    };
                };
            };
            /** @description `request-timeout`: Request timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-timeout";
                    };
                };
            };
            /** @description `request-in-progress`: The first request with this key is still running; `outcome-unknown`: The outcome of the first request is unknown; `unsuccessful-faces`: Not every face was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-in-progress" | "outcome-unknown" | "unsuccessful-faces";
                    };
                };
            };
            /** @description `body-too-large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "body-too-large";
                    };
                };
            };
            /** @description `uri-too-long`: The URL is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "uri-too-long";
                    };
                };
            };
            /** @description `unsupported-media-type`: Unsupported media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unsupported-media-type";
                    };
                };
            };
            /** @description `expectation-failed`: Expectation not supported */
            417: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "expectation-failed";
                    };
                };
            };
            /** @description `idempotency-key-reused`: The key was used for another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "idempotency-key-reused";
                    };
                };
            };
            /** @description `too-many-attempts`: Too many failed credentials; `throttled`: Rekognition is throttling; `rate-limited`: Quota used up */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "too-many-attempts" | "throttled" | "rate-limited";
                    };
                };
            };
            /** @description `header-fields-too-large`: The request header is too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "header-fields-too-large";
                    };
                };
            };
            /** @description `internal`: Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /** @description `tenant-credentials`: AWS rejected the tenant's credentials; `tenant-misconfigured`: The tenant's AWS settings are wrong; `upstream-error`: Rekognition failed; `upstream-connection-lost`: The connection to Rekognition was lost; `upstream-invalid-answer`: Invalid response from Rekognition */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant-credentials" | "tenant-misconfigured" | "upstream-error" | "upstream-connection-lost" | "upstream-invalid-answer";
                    };
                };
            };
            /** @description `issuer-unavailable`: The issuer's keys are unavailable; `shutting-down`: The service is shutting down; `idempotency-unavailable`: Idempotency record unavailable; `credentials-unavailable`: The tenant's credentials are unavailable; `upstream-unreachable`: Rekognition cannot be reached; `circuit-open`: Circuit breaker open; `busy`: Service busy; `audit-unavailable`: Audit log unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "issuer-unavailable" | "shutting-down" | "idempotency-unavailable" | "credentials-unavailable" | "upstream-unreachable" | "circuit-open" | "busy" | "audit-unavailable";
                    };
                };
            };
            /** @description `upstream-timeout`: Rekognition did not answer in time; `deadline-passed`: Deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "upstream-timeout" | "deadline-passed";
                    };
                };
            };
        };
    };
    searchFacesByImage: {
        parameters: {
            query?: {
                /** @description Most faces to return, most similar first. */
                maxFaces?: number;
                /** @description Least similarity of a match, in percent. Default: 80. */
                faceMatchThreshold?: number;
                /** @description Least quality of the face in the image. Default: NONE. */
                qualityFilter?: "NONE" | "AUTO" | "LOW" | "MEDIUM" | "HIGH";
                /** @description Reject an image that does not show exactly one face, without searching. */
                requireSingleFace?: boolean;
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: string;
            };
            path: {
                /** @description Collection id. */
                collectionId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SearchFacesByImageRequest"];
                "image/jpeg": string;
                "image/png": string;
                "multipart/form-data": components["schemas"]["SearchFacesByImageOptions"] & {
                    /** Format: binary */
                    image: string;
                };
            };
        };
        responses: {
            /** @description Matching faces, possibly none. */
            200: {
                headers: {
                    /** @description The tenant's share of the remaining quota: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota for this operation: q calls in w seconds. Absent if there is no limit. */
                    "RateLimit-Policy"?: string;
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
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP; `malformed-json`: The body is not valid JSON; `malformed-multipart`: The body is not valid multipart/form-data; `invalid-parameter`: Rekognition rejected a parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "validation-failed" | "malformed-url" | "malformed-request" | "malformed-json" | "malformed-multipart" | "invalid-parameter";
                    };
                };
            };
            /** @description `unauthenticated`: No valid credential */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /** @description `insufficient-scope`: Scope missing; `aws-access-denied`: AWS denied access */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "insufficient-scope" | "aws-access-denied";
                    };
                };
            };
            /** @description `resource-not-found`: There is no such resource */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "resource-not-found";
                    };
                };
            };
            /** @description `not-acceptable`: No acceptable representation */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not-acceptable";
                    };
                };
            };
            /** @description `request-timeout`: Request timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-timeout";
                    };
                };
            };
            /** @description `body-too-large`: The body is too large; `image-too-large`: The image is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "body-too-large" | "image-too-large";
                    };
                };
            };
            /** @description `uri-too-long`: The URL is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "uri-too-long";
                    };
                };
            };
            /** @description `unsupported-media-type`: Unsupported media type; `invalid-image-format`: Unsupported image format */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unsupported-media-type" | "invalid-image-format";
                    };
                };
            };
            /** @description `expectation-failed`: Expectation not supported */
            417: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "expectation-failed";
                    };
                };
            };
            /** @description `no-face-in-image`: The image shows no face; `invalid-s3-object`: The S3 object cannot be used; `several-faces`: The image shows several faces */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "no-face-in-image" | "invalid-s3-object" | "several-faces";
                    };
                };
            };
            /** @description `too-many-attempts`: Too many failed credentials; `throttled`: Rekognition is throttling; `rate-limited`: Quota used up */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "too-many-attempts" | "throttled" | "rate-limited";
                    };
                };
            };
            /** @description `header-fields-too-large`: The request header is too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "header-fields-too-large";
                    };
                };
            };
            /** @description `internal`: Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /** @description `tenant-credentials`: AWS rejected the tenant's credentials; `tenant-misconfigured`: The tenant's AWS settings are wrong; `upstream-error`: Rekognition failed; `upstream-connection-lost`: The connection to Rekognition was lost; `upstream-invalid-answer`: Invalid response from Rekognition */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant-credentials" | "tenant-misconfigured" | "upstream-error" | "upstream-connection-lost" | "upstream-invalid-answer";
                    };
                };
            };
            /** @description `issuer-unavailable`: The issuer's keys are unavailable; `shutting-down`: The service is shutting down; `credentials-unavailable`: The tenant's credentials are unavailable; `upstream-unreachable`: Rekognition cannot be reached; `circuit-open`: Circuit breaker open; `busy`: Service busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "issuer-unavailable" | "shutting-down" | "credentials-unavailable" | "upstream-unreachable" | "circuit-open" | "busy";
                    };
                };
            };
            /** @description `upstream-timeout`: Rekognition did not answer in time; `deadline-passed`: Deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "upstream-timeout" | "deadline-passed";
                    };
                };
            };
        };
    };
    searchFaces: {
        parameters: {
            query?: {
                /** @description Most faces to return, most similar first. */
                maxFaces?: number;
                /** @description Least similarity of a match, in percent. Default: 80. */
                faceMatchThreshold?: number;
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: string;
            };
            path: {
                /** @description Collection id. */
                collectionId: string;
                /** @description Face id. */
                faceId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Matching faces, possibly none. */
            200: {
                headers: {
                    /** @description The tenant's share of the remaining quota: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota for this operation: q calls in w seconds. Absent if there is no limit. */
                    "RateLimit-Policy"?: string;
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
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP; `invalid-parameter`: Rekognition rejected a parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "validation-failed" | "malformed-url" | "malformed-request" | "invalid-parameter";
                    };
                };
            };
            /** @description `unauthenticated`: No valid credential */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /** @description `insufficient-scope`: Scope missing; `aws-access-denied`: AWS denied access */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "insufficient-scope" | "aws-access-denied";
                    };
                };
            };
            /** @description `face-not-found`: There is no such face; `resource-not-found`: There is no such resource */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "face-not-found" | "resource-not-found";
                    };
                };
            };
            /** @description `not-acceptable`: No acceptable representation */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not-acceptable";
                    };
                };
            };
            /** @description `request-timeout`: Request timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-timeout";
                    };
                };
            };
            /** @description `uri-too-long`: The URL is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "uri-too-long";
                    };
                };
            };
            /** @description `expectation-failed`: Expectation not supported */
            417: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "expectation-failed";
                    };
                };
            };
            /** @description `too-many-attempts`: Too many failed credentials; `throttled`: Rekognition is throttling; `rate-limited`: Quota used up */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "too-many-attempts" | "throttled" | "rate-limited";
                    };
                };
            };
            /** @description `header-fields-too-large`: The request header is too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "header-fields-too-large";
                    };
                };
            };
            /** @description `internal`: Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /** @description `tenant-credentials`: AWS rejected the tenant's credentials; `tenant-misconfigured`: The tenant's AWS settings are wrong; `upstream-error`: Rekognition failed; `upstream-connection-lost`: The connection to Rekognition was lost; `upstream-invalid-answer`: Invalid response from Rekognition */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant-credentials" | "tenant-misconfigured" | "upstream-error" | "upstream-connection-lost" | "upstream-invalid-answer";
                    };
                };
            };
            /** @description `issuer-unavailable`: The issuer's keys are unavailable; `shutting-down`: The service is shutting down; `credentials-unavailable`: The tenant's credentials are unavailable; `upstream-unreachable`: Rekognition cannot be reached; `circuit-open`: Circuit breaker open; `busy`: Service busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "issuer-unavailable" | "shutting-down" | "credentials-unavailable" | "upstream-unreachable" | "circuit-open" | "busy";
                    };
                };
            };
            /** @description `upstream-timeout`: Rekognition did not answer in time; `deadline-passed`: Deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "upstream-timeout" | "deadline-passed";
                    };
                };
            };
        };
    };
    searchUsersByFace: {
        parameters: {
            query?: {
                /** @description Most users to return, most similar first. */
                maxUsers?: number;
                /** @description Least similarity of a match, in percent. Default: 80. */
                userMatchThreshold?: number;
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: string;
            };
            path: {
                /** @description Collection id. */
                collectionId: string;
                /** @description Face id. */
                faceId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Matching users, possibly none. */
            200: {
                headers: {
                    /** @description The tenant's share of the remaining quota: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota for this operation: q calls in w seconds. Absent if there is no limit. */
                    "RateLimit-Policy"?: string;
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
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP; `invalid-parameter`: Rekognition rejected a parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "validation-failed" | "malformed-url" | "malformed-request" | "invalid-parameter";
                    };
                };
            };
            /** @description `unauthenticated`: No valid credential */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /** @description `insufficient-scope`: Scope missing; `aws-access-denied`: AWS denied access */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "insufficient-scope" | "aws-access-denied";
                    };
                };
            };
            /** @description `face-not-found`: There is no such face; `resource-not-found`: There is no such resource */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "face-not-found" | "resource-not-found";
                    };
                };
            };
            /** @description `not-acceptable`: No acceptable representation */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not-acceptable";
                    };
                };
            };
            /** @description `request-timeout`: Request timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-timeout";
                    };
                };
            };
            /** @description `uri-too-long`: The URL is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "uri-too-long";
                    };
                };
            };
            /** @description `expectation-failed`: Expectation not supported */
            417: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "expectation-failed";
                    };
                };
            };
            /** @description `too-many-attempts`: Too many failed credentials; `throttled`: Rekognition is throttling; `rate-limited`: Quota used up */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "too-many-attempts" | "throttled" | "rate-limited";
                    };
                };
            };
            /** @description `header-fields-too-large`: The request header is too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "header-fields-too-large";
                    };
                };
            };
            /** @description `internal`: Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /** @description `tenant-credentials`: AWS rejected the tenant's credentials; `tenant-misconfigured`: The tenant's AWS settings are wrong; `upstream-error`: Rekognition failed; `upstream-connection-lost`: The connection to Rekognition was lost; `upstream-invalid-answer`: Invalid response from Rekognition */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant-credentials" | "tenant-misconfigured" | "upstream-error" | "upstream-connection-lost" | "upstream-invalid-answer";
                    };
                };
            };
            /** @description `issuer-unavailable`: The issuer's keys are unavailable; `shutting-down`: The service is shutting down; `credentials-unavailable`: The tenant's credentials are unavailable; `upstream-unreachable`: Rekognition cannot be reached; `circuit-open`: Circuit breaker open; `busy`: Service busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "issuer-unavailable" | "shutting-down" | "credentials-unavailable" | "upstream-unreachable" | "circuit-open" | "busy";
                    };
                };
            };
            /** @description `upstream-timeout`: Rekognition did not answer in time; `deadline-passed`: Deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "upstream-timeout" | "deadline-passed";
                    };
                };
            };
        };
    };
    listTagsForResource: {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: string;
            };
            path: {
                /** @description Collection id. */
                collectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All tags of the collection. */
            200: {
                headers: {
                    /** @description The tenant's share of the remaining quota: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota for this operation: q calls in w seconds. Absent if there is no limit. */
                    "RateLimit-Policy"?: string;
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
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP; `invalid-parameter`: Rekognition rejected a parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "validation-failed" | "malformed-url" | "malformed-request" | "invalid-parameter";
                    };
                };
            };
            /** @description `unauthenticated`: No valid credential */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /** @description `insufficient-scope`: Scope missing; `aws-access-denied`: AWS denied access */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "insufficient-scope" | "aws-access-denied";
                    };
                };
            };
            /** @description `resource-not-found`: There is no such resource */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "resource-not-found";
                    };
                };
            };
            /** @description `not-acceptable`: No acceptable representation */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not-acceptable";
                    };
                };
            };
            /** @description `request-timeout`: Request timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-timeout";
                    };
                };
            };
            /** @description `uri-too-long`: The URL is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "uri-too-long";
                    };
                };
            };
            /** @description `expectation-failed`: Expectation not supported */
            417: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "expectation-failed";
                    };
                };
            };
            /** @description `too-many-attempts`: Too many failed credentials; `throttled`: Rekognition is throttling; `rate-limited`: Quota used up */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "too-many-attempts" | "throttled" | "rate-limited";
                    };
                };
            };
            /** @description `header-fields-too-large`: The request header is too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "header-fields-too-large";
                    };
                };
            };
            /** @description `internal`: Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /** @description `tenant-credentials`: AWS rejected the tenant's credentials; `tenant-misconfigured`: The tenant's AWS settings are wrong; `upstream-error`: Rekognition failed; `upstream-connection-lost`: The connection to Rekognition was lost; `upstream-invalid-answer`: Invalid response from Rekognition */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant-credentials" | "tenant-misconfigured" | "upstream-error" | "upstream-connection-lost" | "upstream-invalid-answer";
                    };
                };
            };
            /** @description `issuer-unavailable`: The issuer's keys are unavailable; `shutting-down`: The service is shutting down; `credentials-unavailable`: The tenant's credentials are unavailable; `upstream-unreachable`: Rekognition cannot be reached; `circuit-open`: Circuit breaker open; `busy`: Service busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "issuer-unavailable" | "shutting-down" | "credentials-unavailable" | "upstream-unreachable" | "circuit-open" | "busy";
                    };
                };
            };
            /** @description `upstream-timeout`: Rekognition did not answer in time; `deadline-passed`: Deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "upstream-timeout" | "deadline-passed";
                    };
                };
            };
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
                Prefer?: string;
                /** @description Makes the request safe to repeat: for 24 hours, requests with the same key and input take effect once and get the same answer. Keys are stored per process: after a restart, or on another replica, the request is carried out again. The value may be quoted. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Collection id. */
                collectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Tags removed. */
            204: {
                headers: {
                    /** @description `true` when this is the stored answer of an earlier request with the same Idempotency-Key; absent otherwise. */
                    "Idempotency-Replayed"?: string;
                    /** @description The tenant's share of the remaining quota: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota for this operation: q calls in w seconds. Absent if there is no limit. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP; `invalid-parameter`: Rekognition rejected a parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "validation-failed" | "malformed-url" | "malformed-request" | "invalid-parameter";
                    };
                };
            };
            /** @description `unauthenticated`: No valid credential */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /** @description `insufficient-scope`: Scope missing; `aws-access-denied`: AWS denied access */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "insufficient-scope" | "aws-access-denied";
                    };
                };
            };
            /** @description `resource-not-found`: There is no such resource */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "resource-not-found";
                    };
                };
            };
            /** @description `not-acceptable`: No acceptable representation */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not-acceptable";
                    };
                };
            };
            /** @description `request-timeout`: Request timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-timeout";
                    };
                };
            };
            /** @description `request-in-progress`: The first request with this key is still running; `outcome-unknown`: The outcome of the first request is unknown */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-in-progress" | "outcome-unknown";
                    };
                };
            };
            /** @description `body-too-large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "body-too-large";
                    };
                };
            };
            /** @description `uri-too-long`: The URL is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "uri-too-long";
                    };
                };
            };
            /** @description `expectation-failed`: Expectation not supported */
            417: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "expectation-failed";
                    };
                };
            };
            /** @description `idempotency-key-reused`: The key was used for another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "idempotency-key-reused";
                    };
                };
            };
            /** @description `too-many-attempts`: Too many failed credentials; `throttled`: Rekognition is throttling; `rate-limited`: Quota used up */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "too-many-attempts" | "throttled" | "rate-limited";
                    };
                };
            };
            /** @description `header-fields-too-large`: The request header is too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "header-fields-too-large";
                    };
                };
            };
            /** @description `internal`: Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /** @description `tenant-credentials`: AWS rejected the tenant's credentials; `tenant-misconfigured`: The tenant's AWS settings are wrong; `upstream-error`: Rekognition failed; `upstream-connection-lost`: The connection to Rekognition was lost; `upstream-invalid-answer`: Invalid response from Rekognition */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant-credentials" | "tenant-misconfigured" | "upstream-error" | "upstream-connection-lost" | "upstream-invalid-answer";
                    };
                };
            };
            /** @description `issuer-unavailable`: The issuer's keys are unavailable; `shutting-down`: The service is shutting down; `idempotency-unavailable`: Idempotency record unavailable; `credentials-unavailable`: The tenant's credentials are unavailable; `upstream-unreachable`: Rekognition cannot be reached; `circuit-open`: Circuit breaker open; `busy`: Service busy; `audit-unavailable`: Audit log unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "issuer-unavailable" | "shutting-down" | "idempotency-unavailable" | "credentials-unavailable" | "upstream-unreachable" | "circuit-open" | "busy" | "audit-unavailable";
                    };
                };
            };
            /** @description `upstream-timeout`: Rekognition did not answer in time; `deadline-passed`: Deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "upstream-timeout" | "deadline-passed";
                    };
                };
            };
        };
    };
    tagResource: {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: string;
                /** @description Makes the request safe to repeat: for 24 hours, requests with the same key and input take effect once and get the same answer. Keys are stored per process: after a restart, or on another replica, the request is carried out again. The value may be quoted. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Collection id. */
                collectionId: string;
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
                    /** @description `true` when this is the stored answer of an earlier request with the same Idempotency-Key; absent otherwise. */
                    "Idempotency-Replayed"?: string;
                    /** @description The tenant's share of the remaining quota: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota for this operation: q calls in w seconds. Absent if there is no limit. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP; `malformed-json`: The body is not valid JSON; `invalid-parameter`: Rekognition rejected a parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "validation-failed" | "malformed-url" | "malformed-request" | "malformed-json" | "invalid-parameter";
                    };
                };
            };
            /** @description `unauthenticated`: No valid credential */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /** @description `insufficient-scope`: Scope missing; `aws-access-denied`: AWS denied access */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "insufficient-scope" | "aws-access-denied";
                    };
                };
            };
            /** @description `resource-not-found`: There is no such resource */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "resource-not-found";
                    };
                };
            };
            /** @description `not-acceptable`: No acceptable representation */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not-acceptable";
                    };
                };
            };
            /** @description `request-timeout`: Request timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-timeout";
                    };
                };
            };
            /** @description `request-in-progress`: The first request with this key is still running; `outcome-unknown`: The outcome of the first request is unknown; `service-limit-reached`: A Rekognition limit is reached */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-in-progress" | "outcome-unknown" | "service-limit-reached";
                    };
                };
            };
            /** @description `body-too-large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "body-too-large";
                    };
                };
            };
            /** @description `uri-too-long`: The URL is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "uri-too-long";
                    };
                };
            };
            /** @description `unsupported-media-type`: Unsupported media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unsupported-media-type";
                    };
                };
            };
            /** @description `expectation-failed`: Expectation not supported */
            417: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "expectation-failed";
                    };
                };
            };
            /** @description `idempotency-key-reused`: The key was used for another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "idempotency-key-reused";
                    };
                };
            };
            /** @description `too-many-attempts`: Too many failed credentials; `throttled`: Rekognition is throttling; `rate-limited`: Quota used up */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "too-many-attempts" | "throttled" | "rate-limited";
                    };
                };
            };
            /** @description `header-fields-too-large`: The request header is too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "header-fields-too-large";
                    };
                };
            };
            /** @description `internal`: Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /** @description `tenant-credentials`: AWS rejected the tenant's credentials; `tenant-misconfigured`: The tenant's AWS settings are wrong; `upstream-error`: Rekognition failed; `upstream-connection-lost`: The connection to Rekognition was lost; `upstream-invalid-answer`: Invalid response from Rekognition */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant-credentials" | "tenant-misconfigured" | "upstream-error" | "upstream-connection-lost" | "upstream-invalid-answer";
                    };
                };
            };
            /** @description `issuer-unavailable`: The issuer's keys are unavailable; `shutting-down`: The service is shutting down; `idempotency-unavailable`: Idempotency record unavailable; `credentials-unavailable`: The tenant's credentials are unavailable; `upstream-unreachable`: Rekognition cannot be reached; `circuit-open`: Circuit breaker open; `busy`: Service busy; `audit-unavailable`: Audit log unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "issuer-unavailable" | "shutting-down" | "idempotency-unavailable" | "credentials-unavailable" | "upstream-unreachable" | "circuit-open" | "busy" | "audit-unavailable";
                    };
                };
            };
            /** @description `upstream-timeout`: Rekognition did not answer in time; `deadline-passed`: Deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "upstream-timeout" | "deadline-passed";
                    };
                };
            };
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description Maximum number of items. A page can hold fewer, or none; continue until there is no `nextCursor`. */
                limit?: number;
                /** @description `nextCursor` of the previous page, with the same filters. Valid for one hour. The last page is the one without a `nextCursor`. */
                cursor?: string;
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: string;
            };
            path: {
                /** @description Collection id. */
                collectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of users. */
            200: {
                headers: {
                    /** @description URL of the next page (RFC 8288). Absent on the last page. */
                    Link?: string;
                    /** @description The tenant's share of the remaining quota: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota for this operation: q calls in w seconds. Absent if there is no limit. */
                    "RateLimit-Policy"?: string;
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
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP; `invalid-parameter`: Rekognition rejected a parameter; `invalid-cursor`: The cursor is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "validation-failed" | "malformed-url" | "malformed-request" | "invalid-parameter" | "invalid-cursor";
                    };
                };
            };
            /** @description `unauthenticated`: No valid credential */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /** @description `insufficient-scope`: Scope missing; `aws-access-denied`: AWS denied access */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "insufficient-scope" | "aws-access-denied";
                    };
                };
            };
            /** @description `resource-not-found`: There is no such resource */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "resource-not-found";
                    };
                };
            };
            /** @description `not-acceptable`: No acceptable representation */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not-acceptable";
                    };
                };
            };
            /** @description `request-timeout`: Request timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-timeout";
                    };
                };
            };
            /** @description `uri-too-long`: The URL is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "uri-too-long";
                    };
                };
            };
            /** @description `expectation-failed`: Expectation not supported */
            417: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "expectation-failed";
                    };
                };
            };
            /** @description `too-many-attempts`: Too many failed credentials; `throttled`: Rekognition is throttling; `rate-limited`: Quota used up */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "too-many-attempts" | "throttled" | "rate-limited";
                    };
                };
            };
            /** @description `header-fields-too-large`: The request header is too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "header-fields-too-large";
                    };
                };
            };
            /** @description `internal`: Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /** @description `tenant-credentials`: AWS rejected the tenant's credentials; `tenant-misconfigured`: The tenant's AWS settings are wrong; `upstream-error`: Rekognition failed; `upstream-connection-lost`: The connection to Rekognition was lost; `upstream-invalid-answer`: Invalid response from Rekognition */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant-credentials" | "tenant-misconfigured" | "upstream-error" | "upstream-connection-lost" | "upstream-invalid-answer";
                    };
                };
            };
            /** @description `issuer-unavailable`: The issuer's keys are unavailable; `shutting-down`: The service is shutting down; `credentials-unavailable`: The tenant's credentials are unavailable; `upstream-unreachable`: Rekognition cannot be reached; `circuit-open`: Circuit breaker open; `busy`: Service busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "issuer-unavailable" | "shutting-down" | "credentials-unavailable" | "upstream-unreachable" | "circuit-open" | "busy";
                    };
                };
            };
            /** @description `upstream-timeout`: Rekognition did not answer in time; `deadline-passed`: Deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "upstream-timeout" | "deadline-passed";
                    };
                };
            };
        };
    };
    createUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: string;
                /** @description Makes the request safe to repeat: for 24 hours, requests with the same key and input take effect once and get the same answer. Keys are stored per process: after a restart, or on another replica, the request is carried out again. The value may be quoted. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Collection id. */
                collectionId: string;
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
                    /** @description `true` when this is the stored answer of an earlier request with the same Idempotency-Key; absent otherwise. */
                    "Idempotency-Replayed"?: string;
                    /** @description URL of the new resource. */
                    Location?: string;
                    /** @description The tenant's share of the remaining quota: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota for this operation: q calls in w seconds. Absent if there is no limit. */
                    "RateLimit-Policy"?: string;
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
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP; `malformed-json`: The body is not valid JSON; `invalid-parameter`: Rekognition rejected a parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "validation-failed" | "malformed-url" | "malformed-request" | "malformed-json" | "invalid-parameter";
                    };
                };
            };
            /** @description `unauthenticated`: No valid credential */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /** @description `insufficient-scope`: Scope missing; `aws-access-denied`: AWS denied access */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "insufficient-scope" | "aws-access-denied";
                    };
                };
            };
            /** @description `resource-not-found`: There is no such resource */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "resource-not-found";
                    };
                };
            };
            /** @description `not-acceptable`: No acceptable representation */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not-acceptable";
                    };
                };
            };
            /** @description `request-timeout`: Request timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-timeout";
                    };
                };
            };
            /** @description `request-in-progress`: The first request with this key is still running; `outcome-unknown`: The outcome of the first request is unknown; `user-exists`: The user already exists; `service-limit-reached`: A Rekognition limit is reached */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-in-progress" | "outcome-unknown" | "user-exists" | "service-limit-reached";
                    };
                };
            };
            /** @description `body-too-large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "body-too-large";
                    };
                };
            };
            /** @description `uri-too-long`: The URL is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "uri-too-long";
                    };
                };
            };
            /** @description `unsupported-media-type`: Unsupported media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unsupported-media-type";
                    };
                };
            };
            /** @description `expectation-failed`: Expectation not supported */
            417: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "expectation-failed";
                    };
                };
            };
            /** @description `idempotency-key-reused`: The key was used for another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "idempotency-key-reused";
                    };
                };
            };
            /** @description `too-many-attempts`: Too many failed credentials; `throttled`: Rekognition is throttling; `rate-limited`: Quota used up */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "too-many-attempts" | "throttled" | "rate-limited";
                    };
                };
            };
            /** @description `header-fields-too-large`: The request header is too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "header-fields-too-large";
                    };
                };
            };
            /** @description `internal`: Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /** @description `tenant-credentials`: AWS rejected the tenant's credentials; `tenant-misconfigured`: The tenant's AWS settings are wrong; `upstream-error`: Rekognition failed; `upstream-connection-lost`: The connection to Rekognition was lost; `upstream-invalid-answer`: Invalid response from Rekognition */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant-credentials" | "tenant-misconfigured" | "upstream-error" | "upstream-connection-lost" | "upstream-invalid-answer";
                    };
                };
            };
            /** @description `issuer-unavailable`: The issuer's keys are unavailable; `shutting-down`: The service is shutting down; `idempotency-unavailable`: Idempotency record unavailable; `credentials-unavailable`: The tenant's credentials are unavailable; `upstream-unreachable`: Rekognition cannot be reached; `circuit-open`: Circuit breaker open; `busy`: Service busy; `audit-unavailable`: Audit log unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "issuer-unavailable" | "shutting-down" | "idempotency-unavailable" | "credentials-unavailable" | "upstream-unreachable" | "circuit-open" | "busy" | "audit-unavailable";
                    };
                };
            };
            /** @description `upstream-timeout`: Rekognition did not answer in time; `deadline-passed`: Deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "upstream-timeout" | "deadline-passed";
                    };
                };
            };
        };
    };
    searchUsersByImage: {
        parameters: {
            query?: {
                /** @description Most users to return, most similar first. */
                maxUsers?: number;
                /** @description Least similarity of a match, in percent. Default: 80. */
                userMatchThreshold?: number;
                /** @description Least quality of the face in the image. Default: NONE. */
                qualityFilter?: "NONE" | "AUTO" | "LOW" | "MEDIUM" | "HIGH";
                /** @description Reject an image that does not show exactly one face, without searching. */
                requireSingleFace?: boolean;
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: string;
            };
            path: {
                /** @description Collection id. */
                collectionId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SearchUsersByImageRequest"];
                "image/jpeg": string;
                "image/png": string;
                "multipart/form-data": components["schemas"]["SearchUsersByImageOptions"] & {
                    /** Format: binary */
                    image: string;
                };
            };
        };
        responses: {
            /** @description Matching users, possibly none. */
            200: {
                headers: {
                    /** @description The tenant's share of the remaining quota: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota for this operation: q calls in w seconds. Absent if there is no limit. */
                    "RateLimit-Policy"?: string;
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
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP; `malformed-json`: The body is not valid JSON; `malformed-multipart`: The body is not valid multipart/form-data; `invalid-parameter`: Rekognition rejected a parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "validation-failed" | "malformed-url" | "malformed-request" | "malformed-json" | "malformed-multipart" | "invalid-parameter";
                    };
                };
            };
            /** @description `unauthenticated`: No valid credential */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /** @description `insufficient-scope`: Scope missing; `aws-access-denied`: AWS denied access */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "insufficient-scope" | "aws-access-denied";
                    };
                };
            };
            /** @description `resource-not-found`: There is no such resource */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "resource-not-found";
                    };
                };
            };
            /** @description `not-acceptable`: No acceptable representation */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not-acceptable";
                    };
                };
            };
            /** @description `request-timeout`: Request timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-timeout";
                    };
                };
            };
            /** @description `body-too-large`: The body is too large; `image-too-large`: The image is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "body-too-large" | "image-too-large";
                    };
                };
            };
            /** @description `uri-too-long`: The URL is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "uri-too-long";
                    };
                };
            };
            /** @description `unsupported-media-type`: Unsupported media type; `invalid-image-format`: Unsupported image format */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unsupported-media-type" | "invalid-image-format";
                    };
                };
            };
            /** @description `expectation-failed`: Expectation not supported */
            417: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "expectation-failed";
                    };
                };
            };
            /** @description `invalid-s3-object`: The S3 object cannot be used; `no-face-in-image`: The image shows no face; `several-faces`: The image shows several faces */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid-s3-object" | "no-face-in-image" | "several-faces";
                    };
                };
            };
            /** @description `too-many-attempts`: Too many failed credentials; `throttled`: Rekognition is throttling; `rate-limited`: Quota used up */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "too-many-attempts" | "throttled" | "rate-limited";
                    };
                };
            };
            /** @description `header-fields-too-large`: The request header is too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "header-fields-too-large";
                    };
                };
            };
            /** @description `internal`: Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /** @description `tenant-credentials`: AWS rejected the tenant's credentials; `tenant-misconfigured`: The tenant's AWS settings are wrong; `upstream-error`: Rekognition failed; `upstream-connection-lost`: The connection to Rekognition was lost; `upstream-invalid-answer`: Invalid response from Rekognition */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant-credentials" | "tenant-misconfigured" | "upstream-error" | "upstream-connection-lost" | "upstream-invalid-answer";
                    };
                };
            };
            /** @description `issuer-unavailable`: The issuer's keys are unavailable; `shutting-down`: The service is shutting down; `credentials-unavailable`: The tenant's credentials are unavailable; `upstream-unreachable`: Rekognition cannot be reached; `circuit-open`: Circuit breaker open; `busy`: Service busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "issuer-unavailable" | "shutting-down" | "credentials-unavailable" | "upstream-unreachable" | "circuit-open" | "busy";
                    };
                };
            };
            /** @description `upstream-timeout`: Rekognition did not answer in time; `deadline-passed`: Deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "upstream-timeout" | "deadline-passed";
                    };
                };
            };
        };
    };
    getUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: string;
            };
            path: {
                /** @description Collection id. */
                collectionId: string;
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
                    /** @description The tenant's share of the remaining quota: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota for this operation: q calls in w seconds. Absent if there is no limit. */
                    "RateLimit-Policy"?: string;
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
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP; `invalid-parameter`: Rekognition rejected a parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "validation-failed" | "malformed-url" | "malformed-request" | "invalid-parameter";
                    };
                };
            };
            /** @description `unauthenticated`: No valid credential */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /** @description `insufficient-scope`: Scope missing; `aws-access-denied`: AWS denied access */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "insufficient-scope" | "aws-access-denied";
                    };
                };
            };
            /** @description `resource-not-found`: There is no such resource */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "resource-not-found";
                    };
                };
            };
            /** @description `not-acceptable`: No acceptable representation */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not-acceptable";
                    };
                };
            };
            /** @description `request-timeout`: Request timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-timeout";
                    };
                };
            };
            /** @description `uri-too-long`: The URL is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "uri-too-long";
                    };
                };
            };
            /** @description `expectation-failed`: Expectation not supported */
            417: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "expectation-failed";
                    };
                };
            };
            /** @description `too-many-attempts`: Too many failed credentials; `throttled`: Rekognition is throttling; `rate-limited`: Quota used up */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "too-many-attempts" | "throttled" | "rate-limited";
                    };
                };
            };
            /** @description `header-fields-too-large`: The request header is too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "header-fields-too-large";
                    };
                };
            };
            /** @description `internal`: Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /** @description `tenant-credentials`: AWS rejected the tenant's credentials; `tenant-misconfigured`: The tenant's AWS settings are wrong; `upstream-error`: Rekognition failed; `upstream-connection-lost`: The connection to Rekognition was lost; `upstream-invalid-answer`: Invalid response from Rekognition */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant-credentials" | "tenant-misconfigured" | "upstream-error" | "upstream-connection-lost" | "upstream-invalid-answer";
                    };
                };
            };
            /** @description `issuer-unavailable`: The issuer's keys are unavailable; `shutting-down`: The service is shutting down; `credentials-unavailable`: The tenant's credentials are unavailable; `upstream-unreachable`: Rekognition cannot be reached; `circuit-open`: Circuit breaker open; `busy`: Service busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "issuer-unavailable" | "shutting-down" | "credentials-unavailable" | "upstream-unreachable" | "circuit-open" | "busy";
                    };
                };
            };
            /** @description `upstream-timeout`: Rekognition did not answer in time; `deadline-passed`: Deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "upstream-timeout" | "deadline-passed";
                    };
                };
            };
        };
    };
    deleteUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: string;
                /** @description Makes the request safe to repeat: for 24 hours, requests with the same key and input take effect once and get the same answer. Keys are stored per process: after a restart, or on another replica, the request is carried out again. The value may be quoted. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Collection id. */
                collectionId: string;
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
            /** @description User deleted. */
            204: {
                headers: {
                    /** @description `true` when this is the stored answer of an earlier request with the same Idempotency-Key; absent otherwise. */
                    "Idempotency-Replayed"?: string;
                    /** @description The tenant's share of the remaining quota: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota for this operation: q calls in w seconds. Absent if there is no limit. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP; `malformed-json`: The body is not valid JSON; `invalid-parameter`: Rekognition rejected a parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "validation-failed" | "malformed-url" | "malformed-request" | "malformed-json" | "invalid-parameter";
                    };
                };
            };
            /** @description `unauthenticated`: No valid credential */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /** @description `insufficient-scope`: Scope missing; `aws-access-denied`: AWS denied access */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "insufficient-scope" | "aws-access-denied";
                    };
                };
            };
            /** @description `resource-not-found`: There is no such resource */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "resource-not-found";
                    };
                };
            };
            /** @description `not-acceptable`: No acceptable representation */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not-acceptable";
                    };
                };
            };
            /** @description `request-timeout`: Request timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-timeout";
                    };
                };
            };
            /** @description `request-in-progress`: The first request with this key is still running; `outcome-unknown`: The outcome of the first request is unknown; `user-busy`: The user is being changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-in-progress" | "outcome-unknown" | "user-busy";
                    };
                };
            };
            /** @description `body-too-large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "body-too-large";
                    };
                };
            };
            /** @description `uri-too-long`: The URL is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "uri-too-long";
                    };
                };
            };
            /** @description `unsupported-media-type`: Unsupported media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unsupported-media-type";
                    };
                };
            };
            /** @description `expectation-failed`: Expectation not supported */
            417: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "expectation-failed";
                    };
                };
            };
            /** @description `idempotency-key-reused`: The key was used for another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "idempotency-key-reused";
                    };
                };
            };
            /** @description `too-many-attempts`: Too many failed credentials; `throttled`: Rekognition is throttling; `rate-limited`: Quota used up */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "too-many-attempts" | "throttled" | "rate-limited";
                    };
                };
            };
            /** @description `header-fields-too-large`: The request header is too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "header-fields-too-large";
                    };
                };
            };
            /** @description `internal`: Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /** @description `tenant-credentials`: AWS rejected the tenant's credentials; `tenant-misconfigured`: The tenant's AWS settings are wrong; `upstream-error`: Rekognition failed; `upstream-connection-lost`: The connection to Rekognition was lost; `upstream-invalid-answer`: Invalid response from Rekognition */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant-credentials" | "tenant-misconfigured" | "upstream-error" | "upstream-connection-lost" | "upstream-invalid-answer";
                    };
                };
            };
            /** @description `issuer-unavailable`: The issuer's keys are unavailable; `shutting-down`: The service is shutting down; `idempotency-unavailable`: Idempotency record unavailable; `credentials-unavailable`: The tenant's credentials are unavailable; `upstream-unreachable`: Rekognition cannot be reached; `circuit-open`: Circuit breaker open; `busy`: Service busy; `audit-unavailable`: Audit log unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "issuer-unavailable" | "shutting-down" | "idempotency-unavailable" | "credentials-unavailable" | "upstream-unreachable" | "circuit-open" | "busy" | "audit-unavailable";
                    };
                };
            };
            /** @description `upstream-timeout`: Rekognition did not answer in time; `deadline-passed`: Deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "upstream-timeout" | "deadline-passed";
                    };
                };
            };
        };
    };
    listFacesOfUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: string;
            };
            path: {
                /** @description Collection id. */
                collectionId: string;
                /** @description User id, unique within the collection. */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All faces of the user. */
            200: {
                headers: {
                    /** @description The tenant's share of the remaining quota: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota for this operation: q calls in w seconds. Absent if there is no limit. */
                    "RateLimit-Policy"?: string;
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
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP; `invalid-parameter`: Rekognition rejected a parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "validation-failed" | "malformed-url" | "malformed-request" | "invalid-parameter";
                    };
                };
            };
            /** @description `unauthenticated`: No valid credential */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /** @description `insufficient-scope`: Scope missing; `aws-access-denied`: AWS denied access */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "insufficient-scope" | "aws-access-denied";
                    };
                };
            };
            /** @description `resource-not-found`: There is no such resource */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "resource-not-found";
                    };
                };
            };
            /** @description `not-acceptable`: No acceptable representation */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not-acceptable";
                    };
                };
            };
            /** @description `request-timeout`: Request timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-timeout";
                    };
                };
            };
            /** @description `uri-too-long`: The URL is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "uri-too-long";
                    };
                };
            };
            /** @description `expectation-failed`: Expectation not supported */
            417: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "expectation-failed";
                    };
                };
            };
            /** @description `too-many-attempts`: Too many failed credentials; `throttled`: Rekognition is throttling; `rate-limited`: Quota used up */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "too-many-attempts" | "throttled" | "rate-limited";
                    };
                };
            };
            /** @description `header-fields-too-large`: The request header is too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "header-fields-too-large";
                    };
                };
            };
            /** @description `internal`: Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /** @description `tenant-credentials`: AWS rejected the tenant's credentials; `tenant-misconfigured`: The tenant's AWS settings are wrong; `upstream-error`: Rekognition failed; `upstream-connection-lost`: The connection to Rekognition was lost; `upstream-invalid-answer`: Invalid response from Rekognition */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant-credentials" | "tenant-misconfigured" | "upstream-error" | "upstream-connection-lost" | "upstream-invalid-answer";
                    };
                };
            };
            /** @description `issuer-unavailable`: The issuer's keys are unavailable; `shutting-down`: The service is shutting down; `credentials-unavailable`: The tenant's credentials are unavailable; `upstream-unreachable`: Rekognition cannot be reached; `circuit-open`: Circuit breaker open; `busy`: Service busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "issuer-unavailable" | "shutting-down" | "credentials-unavailable" | "upstream-unreachable" | "circuit-open" | "busy";
                    };
                };
            };
            /** @description `upstream-timeout`: Rekognition did not answer in time; `deadline-passed`: Deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "upstream-timeout" | "deadline-passed";
                    };
                };
            };
        };
    };
    associateFaces: {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: string;
                /** @description Makes the request safe to repeat: for 24 hours, requests with the same key and input take effect once and get the same answer. Keys are stored per process: after a restart, or on another replica, the request is carried out again. The value may be quoted. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Collection id. */
                collectionId: string;
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
                    /** @description `true` when this is the stored answer of an earlier request with the same Idempotency-Key; absent otherwise. */
                    "Idempotency-Replayed"?: string;
                    /** @description The tenant's share of the remaining quota: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota for this operation: q calls in w seconds. Absent if there is no limit. */
                    "RateLimit-Policy"?: string;
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
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP; `malformed-json`: The body is not valid JSON; `invalid-parameter`: Rekognition rejected a parameter; `face-ids-required`: Face ids missing */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "validation-failed" | "malformed-url" | "malformed-request" | "malformed-json" | "invalid-parameter" | "face-ids-required";
                    };
                };
            };
            /** @description `unauthenticated`: No valid credential */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /** @description `insufficient-scope`: Scope missing; `aws-access-denied`: AWS denied access */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "insufficient-scope" | "aws-access-denied";
                    };
                };
            };
            /** @description `resource-not-found`: There is no such resource */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "resource-not-found";
                    };
                };
            };
            /** @description `not-acceptable`: No acceptable representation */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not-acceptable";
                    };
                };
            };
            /** @description `request-timeout`: Request timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-timeout";
                    };
                };
            };
            /** @description `request-in-progress`: The first request with this key is still running; `outcome-unknown`: The outcome of the first request is unknown; `user-busy`: The user is being changed; `service-limit-reached`: A Rekognition limit is reached; `unsuccessful-faces`: Not every face was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-in-progress" | "outcome-unknown" | "user-busy" | "service-limit-reached" | "unsuccessful-faces";
                    };
                };
            };
            /** @description `body-too-large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "body-too-large";
                    };
                };
            };
            /** @description `uri-too-long`: The URL is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "uri-too-long";
                    };
                };
            };
            /** @description `unsupported-media-type`: Unsupported media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unsupported-media-type";
                    };
                };
            };
            /** @description `expectation-failed`: Expectation not supported */
            417: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "expectation-failed";
                    };
                };
            };
            /** @description `idempotency-key-reused`: The key was used for another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "idempotency-key-reused";
                    };
                };
            };
            /** @description `too-many-attempts`: Too many failed credentials; `throttled`: Rekognition is throttling; `rate-limited`: Quota used up */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "too-many-attempts" | "throttled" | "rate-limited";
                    };
                };
            };
            /** @description `header-fields-too-large`: The request header is too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "header-fields-too-large";
                    };
                };
            };
            /** @description `internal`: Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /** @description `tenant-credentials`: AWS rejected the tenant's credentials; `tenant-misconfigured`: The tenant's AWS settings are wrong; `upstream-error`: Rekognition failed; `upstream-connection-lost`: The connection to Rekognition was lost; `upstream-invalid-answer`: Invalid response from Rekognition */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant-credentials" | "tenant-misconfigured" | "upstream-error" | "upstream-connection-lost" | "upstream-invalid-answer";
                    };
                };
            };
            /** @description `issuer-unavailable`: The issuer's keys are unavailable; `shutting-down`: The service is shutting down; `idempotency-unavailable`: Idempotency record unavailable; `credentials-unavailable`: The tenant's credentials are unavailable; `upstream-unreachable`: Rekognition cannot be reached; `circuit-open`: Circuit breaker open; `busy`: Service busy; `audit-unavailable`: Audit log unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "issuer-unavailable" | "shutting-down" | "idempotency-unavailable" | "credentials-unavailable" | "upstream-unreachable" | "circuit-open" | "busy" | "audit-unavailable";
                    };
                };
            };
            /** @description `upstream-timeout`: Rekognition did not answer in time; `deadline-passed`: Deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "upstream-timeout" | "deadline-passed";
                    };
                };
            };
        };
    };
    disassociateFaces: {
        parameters: {
            query?: {
                /** @description Face ids, for clients and proxies that drop the body of a DELETE: `?faceId=…&faceId=…`. */
                faceId?: string[];
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: string;
                /** @description Makes the request safe to repeat: for 24 hours, requests with the same key and input take effect once and get the same answer. Keys are stored per process: after a restart, or on another replica, the request is carried out again. The value may be quoted. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Collection id. */
                collectionId: string;
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
                    /** @description `true` when this is the stored answer of an earlier request with the same Idempotency-Key; absent otherwise. */
                    "Idempotency-Replayed"?: string;
                    /** @description The tenant's share of the remaining quota: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota for this operation: q calls in w seconds. Absent if there is no limit. */
                    "RateLimit-Policy"?: string;
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
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP; `malformed-json`: The body is not valid JSON; `invalid-parameter`: Rekognition rejected a parameter; `face-ids-required`: Face ids missing; `ids-in-query-and-body`: Face ids in both query and body; `delete-body-missing`: The body of the DELETE is missing */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "validation-failed" | "malformed-url" | "malformed-request" | "malformed-json" | "invalid-parameter" | "face-ids-required" | "ids-in-query-and-body" | "delete-body-missing";
                    };
                };
            };
            /** @description `unauthenticated`: No valid credential */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /** @description `insufficient-scope`: Scope missing; `aws-access-denied`: AWS denied access */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "insufficient-scope" | "aws-access-denied";
                    };
                };
            };
            /** @description `resource-not-found`: There is no such resource */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "resource-not-found";
                    };
                };
            };
            /** @description `not-acceptable`: No acceptable representation */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not-acceptable";
                    };
                };
            };
            /** @description `request-timeout`: Request timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-timeout";
                    };
                };
            };
            /** @description `request-in-progress`: The first request with this key is still running; `outcome-unknown`: The outcome of the first request is unknown; `user-busy`: The user is being changed; `unsuccessful-faces`: Not every face was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-in-progress" | "outcome-unknown" | "user-busy" | "unsuccessful-faces";
                    };
                };
            };
            /** @description `body-too-large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "body-too-large";
                    };
                };
            };
            /** @description `uri-too-long`: The URL is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "uri-too-long";
                    };
                };
            };
            /** @description `unsupported-media-type`: Unsupported media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unsupported-media-type";
                    };
                };
            };
            /** @description `expectation-failed`: Expectation not supported */
            417: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "expectation-failed";
                    };
                };
            };
            /** @description `idempotency-key-reused`: The key was used for another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "idempotency-key-reused";
                    };
                };
            };
            /** @description `too-many-attempts`: Too many failed credentials; `throttled`: Rekognition is throttling; `rate-limited`: Quota used up */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "too-many-attempts" | "throttled" | "rate-limited";
                    };
                };
            };
            /** @description `header-fields-too-large`: The request header is too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "header-fields-too-large";
                    };
                };
            };
            /** @description `internal`: Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /** @description `tenant-credentials`: AWS rejected the tenant's credentials; `tenant-misconfigured`: The tenant's AWS settings are wrong; `upstream-error`: Rekognition failed; `upstream-connection-lost`: The connection to Rekognition was lost; `upstream-invalid-answer`: Invalid response from Rekognition */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant-credentials" | "tenant-misconfigured" | "upstream-error" | "upstream-connection-lost" | "upstream-invalid-answer";
                    };
                };
            };
            /** @description `issuer-unavailable`: The issuer's keys are unavailable; `shutting-down`: The service is shutting down; `idempotency-unavailable`: Idempotency record unavailable; `credentials-unavailable`: The tenant's credentials are unavailable; `upstream-unreachable`: Rekognition cannot be reached; `circuit-open`: Circuit breaker open; `busy`: Service busy; `audit-unavailable`: Audit log unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "issuer-unavailable" | "shutting-down" | "idempotency-unavailable" | "credentials-unavailable" | "upstream-unreachable" | "circuit-open" | "busy" | "audit-unavailable";
                    };
                };
            };
            /** @description `upstream-timeout`: Rekognition did not answer in time; `deadline-passed`: Deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "upstream-timeout" | "deadline-passed";
                    };
                };
            };
        };
    };
    disassociateFacesByPost: {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: string;
                /** @description Makes the request safe to repeat: for 24 hours, requests with the same key and input take effect once and get the same answer. Keys are stored per process: after a restart, or on another replica, the request is carried out again. The value may be quoted. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Collection id. */
                collectionId: string;
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
                    /** @description `true` when this is the stored answer of an earlier request with the same Idempotency-Key; absent otherwise. */
                    "Idempotency-Replayed"?: string;
                    /** @description The tenant's share of the remaining quota: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota for this operation: q calls in w seconds. Absent if there is no limit. */
                    "RateLimit-Policy"?: string;
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
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP; `malformed-json`: The body is not valid JSON; `invalid-parameter`: Rekognition rejected a parameter; `face-ids-required`: Face ids missing */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "validation-failed" | "malformed-url" | "malformed-request" | "malformed-json" | "invalid-parameter" | "face-ids-required";
                    };
                };
            };
            /** @description `unauthenticated`: No valid credential */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /** @description `insufficient-scope`: Scope missing; `aws-access-denied`: AWS denied access */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "insufficient-scope" | "aws-access-denied";
                    };
                };
            };
            /** @description `resource-not-found`: There is no such resource */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "resource-not-found";
                    };
                };
            };
            /** @description `not-acceptable`: No acceptable representation */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not-acceptable";
                    };
                };
            };
            /** @description `request-timeout`: Request timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-timeout";
                    };
                };
            };
            /** @description `request-in-progress`: The first request with this key is still running; `outcome-unknown`: The outcome of the first request is unknown; `user-busy`: The user is being changed; `unsuccessful-faces`: Not every face was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-in-progress" | "outcome-unknown" | "user-busy" | "unsuccessful-faces";
                    };
                };
            };
            /** @description `body-too-large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "body-too-large";
                    };
                };
            };
            /** @description `uri-too-long`: The URL is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "uri-too-long";
                    };
                };
            };
            /** @description `unsupported-media-type`: Unsupported media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unsupported-media-type";
                    };
                };
            };
            /** @description `expectation-failed`: Expectation not supported */
            417: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "expectation-failed";
                    };
                };
            };
            /** @description `idempotency-key-reused`: The key was used for another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "idempotency-key-reused";
                    };
                };
            };
            /** @description `too-many-attempts`: Too many failed credentials; `throttled`: Rekognition is throttling; `rate-limited`: Quota used up */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "too-many-attempts" | "throttled" | "rate-limited";
                    };
                };
            };
            /** @description `header-fields-too-large`: The request header is too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "header-fields-too-large";
                    };
                };
            };
            /** @description `internal`: Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /** @description `tenant-credentials`: AWS rejected the tenant's credentials; `tenant-misconfigured`: The tenant's AWS settings are wrong; `upstream-error`: Rekognition failed; `upstream-connection-lost`: The connection to Rekognition was lost; `upstream-invalid-answer`: Invalid response from Rekognition */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant-credentials" | "tenant-misconfigured" | "upstream-error" | "upstream-connection-lost" | "upstream-invalid-answer";
                    };
                };
            };
            /** @description `issuer-unavailable`: The issuer's keys are unavailable; `shutting-down`: The service is shutting down; `idempotency-unavailable`: Idempotency record unavailable; `credentials-unavailable`: The tenant's credentials are unavailable; `upstream-unreachable`: Rekognition cannot be reached; `circuit-open`: Circuit breaker open; `busy`: Service busy; `audit-unavailable`: Audit log unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "issuer-unavailable" | "shutting-down" | "idempotency-unavailable" | "credentials-unavailable" | "upstream-unreachable" | "circuit-open" | "busy" | "audit-unavailable";
                    };
                };
            };
            /** @description `upstream-timeout`: Rekognition did not answer in time; `deadline-passed`: Deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "upstream-timeout" | "deadline-passed";
                    };
                };
            };
        };
    };
    disassociateFace: {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: string;
                /** @description Makes the request safe to repeat: for 24 hours, requests with the same key and input take effect once and get the same answer. Keys are stored per process: after a restart, or on another replica, the request is carried out again. The value may be quoted. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Collection id. */
                collectionId: string;
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
                    /** @description `true` when this is the stored answer of an earlier request with the same Idempotency-Key; absent otherwise. */
                    "Idempotency-Replayed"?: string;
                    /** @description The tenant's share of the remaining quota: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota for this operation: q calls in w seconds. Absent if there is no limit. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP; `invalid-parameter`: Rekognition rejected a parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "validation-failed" | "malformed-url" | "malformed-request" | "invalid-parameter";
                    };
                };
            };
            /** @description `unauthenticated`: No valid credential */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /** @description `insufficient-scope`: Scope missing; `aws-access-denied`: AWS denied access */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "insufficient-scope" | "aws-access-denied";
                    };
                };
            };
            /** @description `resource-not-found`: There is no such resource; `face-not-found`: There is no such face */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "resource-not-found" | "face-not-found";
                    };
                };
            };
            /** @description `not-acceptable`: No acceptable representation */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not-acceptable";
                    };
                };
            };
            /** @description `request-timeout`: Request timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-timeout";
                    };
                };
            };
            /** @description `request-in-progress`: The first request with this key is still running; `outcome-unknown`: The outcome of the first request is unknown; `user-busy`: The user is being changed; `associated-to-a-different-user`: The face belongs to another user; `unsuccessful-faces`: Not every face was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-in-progress" | "outcome-unknown" | "user-busy" | "associated-to-a-different-user" | "unsuccessful-faces";
                    };
                };
            };
            /** @description `body-too-large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "body-too-large";
                    };
                };
            };
            /** @description `uri-too-long`: The URL is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "uri-too-long";
                    };
                };
            };
            /** @description `expectation-failed`: Expectation not supported */
            417: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "expectation-failed";
                    };
                };
            };
            /** @description `idempotency-key-reused`: The key was used for another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "idempotency-key-reused";
                    };
                };
            };
            /** @description `too-many-attempts`: Too many failed credentials; `throttled`: Rekognition is throttling; `rate-limited`: Quota used up */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "too-many-attempts" | "throttled" | "rate-limited";
                    };
                };
            };
            /** @description `header-fields-too-large`: The request header is too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "header-fields-too-large";
                    };
                };
            };
            /** @description `internal`: Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /** @description `tenant-credentials`: AWS rejected the tenant's credentials; `tenant-misconfigured`: The tenant's AWS settings are wrong; `upstream-error`: Rekognition failed; `upstream-connection-lost`: The connection to Rekognition was lost; `upstream-invalid-answer`: Invalid response from Rekognition */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant-credentials" | "tenant-misconfigured" | "upstream-error" | "upstream-connection-lost" | "upstream-invalid-answer";
                    };
                };
            };
            /** @description `issuer-unavailable`: The issuer's keys are unavailable; `shutting-down`: The service is shutting down; `idempotency-unavailable`: Idempotency record unavailable; `credentials-unavailable`: The tenant's credentials are unavailable; `upstream-unreachable`: Rekognition cannot be reached; `circuit-open`: Circuit breaker open; `busy`: Service busy; `audit-unavailable`: Audit log unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "issuer-unavailable" | "shutting-down" | "idempotency-unavailable" | "credentials-unavailable" | "upstream-unreachable" | "circuit-open" | "busy" | "audit-unavailable";
                    };
                };
            };
            /** @description `upstream-timeout`: Rekognition did not answer in time; `deadline-passed`: Deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "upstream-timeout" | "deadline-passed";
                    };
                };
            };
        };
    };
    searchUsers: {
        parameters: {
            query?: {
                /** @description Most users to return, most similar first. */
                maxUsers?: number;
                /** @description Least similarity of a match, in percent. Default: 80. */
                userMatchThreshold?: number;
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: string;
            };
            path: {
                /** @description Collection id. */
                collectionId: string;
                /** @description User id, unique within the collection. */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Matching users, possibly none. */
            200: {
                headers: {
                    /** @description The tenant's share of the remaining quota: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota for this operation: q calls in w seconds. Absent if there is no limit. */
                    "RateLimit-Policy"?: string;
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
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP; `invalid-parameter`: Rekognition rejected a parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "validation-failed" | "malformed-url" | "malformed-request" | "invalid-parameter";
                    };
                };
            };
            /** @description `unauthenticated`: No valid credential */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /** @description `insufficient-scope`: Scope missing; `aws-access-denied`: AWS denied access */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "insufficient-scope" | "aws-access-denied";
                    };
                };
            };
            /** @description `resource-not-found`: There is no such resource */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "resource-not-found";
                    };
                };
            };
            /** @description `not-acceptable`: No acceptable representation */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not-acceptable";
                    };
                };
            };
            /** @description `request-timeout`: Request timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-timeout";
                    };
                };
            };
            /** @description `uri-too-long`: The URL is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "uri-too-long";
                    };
                };
            };
            /** @description `expectation-failed`: Expectation not supported */
            417: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "expectation-failed";
                    };
                };
            };
            /** @description `too-many-attempts`: Too many failed credentials; `throttled`: Rekognition is throttling; `rate-limited`: Quota used up */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "too-many-attempts" | "throttled" | "rate-limited";
                    };
                };
            };
            /** @description `header-fields-too-large`: The request header is too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "header-fields-too-large";
                    };
                };
            };
            /** @description `internal`: Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /** @description `tenant-credentials`: AWS rejected the tenant's credentials; `tenant-misconfigured`: The tenant's AWS settings are wrong; `upstream-error`: Rekognition failed; `upstream-connection-lost`: The connection to Rekognition was lost; `upstream-invalid-answer`: Invalid response from Rekognition */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant-credentials" | "tenant-misconfigured" | "upstream-error" | "upstream-connection-lost" | "upstream-invalid-answer";
                    };
                };
            };
            /** @description `issuer-unavailable`: The issuer's keys are unavailable; `shutting-down`: The service is shutting down; `credentials-unavailable`: The tenant's credentials are unavailable; `upstream-unreachable`: Rekognition cannot be reached; `circuit-open`: Circuit breaker open; `busy`: Service busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "issuer-unavailable" | "shutting-down" | "credentials-unavailable" | "upstream-unreachable" | "circuit-open" | "busy";
                    };
                };
            };
            /** @description `upstream-timeout`: Rekognition did not answer in time; `deadline-passed`: Deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "upstream-timeout" | "deadline-passed";
                    };
                };
            };
        };
    };
    compareFaces: {
        parameters: {
            query?: {
                /** @description Least similarity of a match, in percent. Default: 80. */
                similarityThreshold?: number;
                /** @description Least quality of a face to be compared. Default: NONE. */
                qualityFilter?: "NONE" | "AUTO" | "LOW" | "MEDIUM" | "HIGH";
            };
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, maximum 30). `handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240) */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CompareFacesRequest"];
                "multipart/form-data": components["schemas"]["CompareFacesOptions"] & {
                    /** Format: binary */
                    sourceImage: string;
                    /** Format: binary */
                    targetImage: string;
                };
            };
        };
        responses: {
            /** @description Matching and unmatched faces. */
            200: {
                headers: {
                    /** @description The tenant's share of the remaining quota: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota for this operation: q calls in w seconds. Absent if there is no limit. */
                    "RateLimit-Policy"?: string;
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
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP; `malformed-json`: The body is not valid JSON; `malformed-multipart`: The body is not valid multipart/form-data; `invalid-parameter`: Rekognition rejected a parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "validation-failed" | "malformed-url" | "malformed-request" | "malformed-json" | "malformed-multipart" | "invalid-parameter";
                    };
                };
            };
            /** @description `unauthenticated`: No valid credential */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /** @description `insufficient-scope`: Scope missing; `aws-access-denied`: AWS denied access */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "insufficient-scope" | "aws-access-denied";
                    };
                };
            };
            /** @description `not-acceptable`: No acceptable representation */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not-acceptable";
                    };
                };
            };
            /** @description `request-timeout`: Request timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-timeout";
                    };
                };
            };
            /** @description `body-too-large`: The body is too large; `image-too-large`: The image is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "body-too-large" | "image-too-large";
                    };
                };
            };
            /** @description `uri-too-long`: The URL is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "uri-too-long";
                    };
                };
            };
            /** @description `unsupported-media-type`: Unsupported media type; `invalid-image-format`: Unsupported image format */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unsupported-media-type" | "invalid-image-format";
                    };
                };
            };
            /** @description `expectation-failed`: Expectation not supported */
            417: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "expectation-failed";
                    };
                };
            };
            /** @description `no-face-in-image`: The image shows no face; `invalid-s3-object`: The S3 object cannot be used */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "no-face-in-image" | "invalid-s3-object";
                    };
                };
            };
            /** @description `too-many-attempts`: Too many failed credentials; `throttled`: Rekognition is throttling; `rate-limited`: Quota used up */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "too-many-attempts" | "throttled" | "rate-limited";
                    };
                };
            };
            /** @description `header-fields-too-large`: The request header is too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "header-fields-too-large";
                    };
                };
            };
            /** @description `internal`: Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /** @description `tenant-credentials`: AWS rejected the tenant's credentials; `tenant-misconfigured`: The tenant's AWS settings are wrong; `upstream-error`: Rekognition failed; `upstream-connection-lost`: The connection to Rekognition was lost; `upstream-invalid-answer`: Invalid response from Rekognition */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant-credentials" | "tenant-misconfigured" | "upstream-error" | "upstream-connection-lost" | "upstream-invalid-answer";
                    };
                };
            };
            /** @description `issuer-unavailable`: The issuer's keys are unavailable; `shutting-down`: The service is shutting down; `credentials-unavailable`: The tenant's credentials are unavailable; `upstream-unreachable`: Rekognition cannot be reached; `circuit-open`: Circuit breaker open; `busy`: Service busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "issuer-unavailable" | "shutting-down" | "credentials-unavailable" | "upstream-unreachable" | "circuit-open" | "busy";
                    };
                };
            };
            /** @description `upstream-timeout`: Rekognition did not answer in time; `deadline-passed`: Deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "upstream-timeout" | "deadline-passed";
                    };
                };
            };
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
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DetectFacesRequest"];
                "image/jpeg": string;
                "image/png": string;
                "multipart/form-data": components["schemas"]["DetectFacesOptions"] & {
                    /** Format: binary */
                    image: string;
                };
            };
        };
        responses: {
            /** @description Detected faces, possibly none. */
            200: {
                headers: {
                    /** @description The tenant's share of the remaining quota: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota for this operation: q calls in w seconds. Absent if there is no limit. */
                    "RateLimit-Policy"?: string;
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
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP; `malformed-json`: The body is not valid JSON; `malformed-multipart`: The body is not valid multipart/form-data; `invalid-parameter`: Rekognition rejected a parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "validation-failed" | "malformed-url" | "malformed-request" | "malformed-json" | "malformed-multipart" | "invalid-parameter";
                    };
                };
            };
            /** @description `unauthenticated`: No valid credential */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /** @description `insufficient-scope`: Scope missing; `aws-access-denied`: AWS denied access */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "insufficient-scope" | "aws-access-denied";
                    };
                };
            };
            /** @description `not-acceptable`: No acceptable representation */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not-acceptable";
                    };
                };
            };
            /** @description `request-timeout`: Request timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-timeout";
                    };
                };
            };
            /** @description `body-too-large`: The body is too large; `image-too-large`: The image is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "body-too-large" | "image-too-large";
                    };
                };
            };
            /** @description `uri-too-long`: The URL is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "uri-too-long";
                    };
                };
            };
            /** @description `unsupported-media-type`: Unsupported media type; `invalid-image-format`: Unsupported image format */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unsupported-media-type" | "invalid-image-format";
                    };
                };
            };
            /** @description `expectation-failed`: Expectation not supported */
            417: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "expectation-failed";
                    };
                };
            };
            /** @description `invalid-s3-object`: The S3 object cannot be used */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid-s3-object";
                    };
                };
            };
            /** @description `too-many-attempts`: Too many failed credentials; `throttled`: Rekognition is throttling; `rate-limited`: Quota used up */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "too-many-attempts" | "throttled" | "rate-limited";
                    };
                };
            };
            /** @description `header-fields-too-large`: The request header is too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "header-fields-too-large";
                    };
                };
            };
            /** @description `internal`: Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /** @description `tenant-credentials`: AWS rejected the tenant's credentials; `tenant-misconfigured`: The tenant's AWS settings are wrong; `upstream-error`: Rekognition failed; `upstream-connection-lost`: The connection to Rekognition was lost; `upstream-invalid-answer`: Invalid response from Rekognition */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "tenant-credentials" | "tenant-misconfigured" | "upstream-error" | "upstream-connection-lost" | "upstream-invalid-answer";
                    };
                };
            };
            /** @description `issuer-unavailable`: The issuer's keys are unavailable; `shutting-down`: The service is shutting down; `credentials-unavailable`: The tenant's credentials are unavailable; `upstream-unreachable`: Rekognition cannot be reached; `circuit-open`: Circuit breaker open; `busy`: Service busy */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "issuer-unavailable" | "shutting-down" | "credentials-unavailable" | "upstream-unreachable" | "circuit-open" | "busy";
                    };
                };
            };
            /** @description `upstream-timeout`: Rekognition did not answer in time; `deadline-passed`: Deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "upstream-timeout" | "deadline-passed";
                    };
                };
            };
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
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "validation-failed" | "malformed-url" | "malformed-request";
                    };
                };
            };
            /** @description `unauthenticated`: No valid credential */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /** @description `insufficient-scope`: Scope missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "insufficient-scope";
                    };
                };
            };
            /** @description `not-acceptable`: No acceptable representation */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not-acceptable";
                    };
                };
            };
            /** @description `request-timeout`: Request timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "request-timeout";
                    };
                };
            };
            /** @description `uri-too-long`: The URL is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "uri-too-long";
                    };
                };
            };
            /** @description `expectation-failed`: Expectation not supported */
            417: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "expectation-failed";
                    };
                };
            };
            /** @description `too-many-attempts`: Too many failed credentials */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "too-many-attempts";
                    };
                };
            };
            /** @description `header-fields-too-large`: The request header is too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "header-fields-too-large";
                    };
                };
            };
            /** @description `internal`: Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /** @description `issuer-unavailable`: The issuer's keys are unavailable; `shutting-down`: The service is shutting down */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "issuer-unavailable" | "shutting-down";
                    };
                };
            };
        };
    };
}
