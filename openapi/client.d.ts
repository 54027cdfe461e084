// Generated from openapi.json by openapi-typescript.
export interface paths {
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
        post?: never;
        /**
         * Take faces off a user
         * @description Names the faces in the JSON body or, for clients and proxies that drop the body of a DELETE, in the query:
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
         * Take faces off a user, with a POST
         * @description The same as the DELETE, for clients and proxies that drop its body.
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
         * Take one face off a user
         * @description Answers 204 when the face is off the user, now or already.
         *
         *     Scope: `write`.
         */
        delete: operations["disassociateFace"];
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
         * Who am I
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
        BoundingBox: {
            height?: number;
            left?: number;
            top?: number;
            width?: number;
        };
        DisassociateFacesRequest: {
            /** @description Makes the request safe to repeat: the same as an Idempotency-Key header. */
            clientRequestToken?: string;
            /** @description The faces to take off the user. An id that stands twice counts once. */
            faceIds?: string[];
        };
        DisassociateFacesResponse: {
            /** @description Rekognition left them out of its answer: they were not on the user. */
            alreadyDisassociatedFaces: components["schemas"]["DisassociatedFace"][];
            /** @description Taken off by this request. */
            disassociatedFaces: components["schemas"]["DisassociatedFace"][];
            /**
             * @description complete: every face is off the user; none: no face could be taken off; partial: some could.
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
        Face: {
            boundingBox?: components["schemas"]["BoundingBox"];
            /** @description How sure Rekognition is that this is a face, in percent. */
            confidence?: number;
            /** @description The id that the caller gave to the image. */
            externalImageId?: string;
            faceId: string;
            /** @description The id that Rekognition gave to the image. */
            imageId?: string;
            indexFacesModelVersion?: string;
            /** @description The user that the face is associated with. */
            userId?: string;
        };
        ListFacesOfUserResponse: {
            items: components["schemas"]["Face"][];
        };
        MeResponse: {
            /**
             * @description The id of the API key, when the credential is one.
             * @example demo
             */
            keyId?: string;
            /**
             * @description What the credential allows.
             * @example [
             *       "read",
             *       "write",
             *       "admin"
             *     ]
             */
            scopes: ("read" | "write" | "admin")[];
            /** @description The subject of the token, when the credential is one. */
            subject?: string;
            /** @example demo */
            tenant: string;
        };
        Problem: {
            /** @description The id that Rekognition gave to its answer, when there was one. */
            awsRequestId?: string;
            /**
             * @description The kind of problem, for programs. It is also the end of `type`.
             * @example resource-not-found
             */
            code: string;
            /**
             * @description What went wrong this time, in our words, never in AWS's.
             * @example The collection, user or face named in the request does not exist.
             */
            detail: string;
            /**
             * @description What the request did: nothing, a part of what was asked, or nobody knows.
             * @example none
             * @enum {string}
             */
            effect: "unknown" | "none" | "partial";
            /** @description Every fault of the request, when the request is at fault. */
            errors?: components["schemas"]["ProblemFault"][];
            /**
             * @description Names this one occurrence.
             * @example urn:request:4c8f6a52-6f0e-4f5e-9d8e-0a4c2a1d9b3e
             */
            instance: string;
            /**
             * @description The id of this request in logs, as in the X-Request-Id header.
             * @example 4c8f6a52-6f0e-4f5e-9d8e-0a4c2a1d9b3e
             */
            requestId: string;
            /**
             * @description Whether the same request may be sent again as it is.
             * @example false
             */
            retryable: boolean;
            /**
             * @description The HTTP status, repeated.
             * @example 404
             */
            status: number;
            /**
             * @description What kind of problem it is, in words.
             * @example There is no such resource
             */
            title: string;
            /**
             * @description A page about this kind of problem, at this service.
             * @example /problems/resource-not-found
             */
            type: string;
        };
        ProblemFault: {
            /**
             * @description What the rule is.
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
        UnsuccessfulFaceDisassociation: {
            faceId: string;
            /** @description AWS's reasons, such as ASSOCIATED_TO_A_DIFFERENT_USER or FACE_NOT_FOUND. */
            reasons: string[];
            /** @description The user that the face is associated with, when it is another one. */
            userId?: string;
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
    listFacesOfUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=N`: wait at most N seconds (default 10, at most 30). `handling=strict`: tell an outcome that is not complete as a 409. (RFC 7240) */
                Prefer?: string;
            };
            path: {
                /** @description The id of a collection. */
                collectionId: string;
                /** @description The id of a user in the collection. */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All faces of the user. */
            200: {
                headers: {
                    /** @description The tenant's share of what is left: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota of this operation: q calls in w seconds. Absent where there is no limit. */
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
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP; `invalid-parameter`: Rekognition refused a parameter */
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
            /** @description `insufficient-scope`: The credential lacks a scope; `aws-access-denied`: AWS denied access */
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
            /** @description `request-timeout`: The request came too slowly */
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
            /** @description `too-many-attempts`: Too many failed credentials; `throttled`: Rekognition is throttling; `rate-limited`: The quota is used up for now */
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
            /** @description `header-fields-too-large`: The header is too large */
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
            /** @description `tenant-credentials`: AWS refused the tenant's credentials; `tenant-misconfigured`: The tenant's settings contradict AWS; `upstream-error`: Rekognition failed; `upstream-connection-lost`: The connection to Rekognition was lost; `upstream-invalid-answer`: Rekognition's answer cannot be true */
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
            /** @description `issuer-unavailable`: The issuer's keys cannot be had; `shutting-down`: The service is stopping; `credentials-unavailable`: The tenant's credentials cannot be had; `upstream-unreachable`: Rekognition cannot be reached; `circuit-open`: Rekognition is being left alone; `busy`: Too many requests are waiting */
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
            /** @description `upstream-timeout`: Rekognition did not answer in time; `deadline-passed`: The caller's patience ran out */
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
                /** @description `wait=N`: wait at most N seconds (default 10, at most 30). `handling=strict`: tell an outcome that is not complete as a 409. (RFC 7240) */
                Prefer?: string;
                /** @description Makes the request safe to repeat: the same key and input have the effect once. Bare or in quotes. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The id of a collection. */
                collectionId: string;
                /** @description The id of a user in the collection. */
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
            /** @description What became of every face. Rekognition leaves out what was not on the user, so that is what remains: sent again, the same request finds the face in `alreadyDisassociatedFaces`. */
            200: {
                headers: {
                    /** @description The tenant's share of what is left: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota of this operation: q calls in w seconds. Absent where there is no limit. */
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
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP; `malformed-json`: The body is not JSON; `invalid-parameter`: Rekognition refused a parameter; `face-ids-required`: No face ids were given; `ids-in-query-and-body`: Face ids stand in both the query and the body; `delete-body-missing`: The body of the DELETE is missing */
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
            /** @description `insufficient-scope`: The credential lacks a scope; `aws-access-denied`: AWS denied access */
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
            /** @description `request-timeout`: The request came too slowly */
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
            /** @description `user-busy`: The user is being changed; `unsuccessful-faces`: Not every face was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "user-busy" | "unsuccessful-faces";
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
            /** @description `unsupported-media-type`: The body has an unsupported type */
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
            /** @description `too-many-attempts`: Too many failed credentials; `throttled`: Rekognition is throttling; `rate-limited`: The quota is used up for now */
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
            /** @description `header-fields-too-large`: The header is too large */
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
            /** @description `tenant-credentials`: AWS refused the tenant's credentials; `tenant-misconfigured`: The tenant's settings contradict AWS; `upstream-error`: Rekognition failed; `upstream-connection-lost`: The connection to Rekognition was lost; `upstream-invalid-answer`: Rekognition's answer cannot be true */
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
            /** @description `issuer-unavailable`: The issuer's keys cannot be had; `shutting-down`: The service is stopping; `credentials-unavailable`: The tenant's credentials cannot be had; `upstream-unreachable`: Rekognition cannot be reached; `circuit-open`: Rekognition is being left alone; `busy`: Too many requests are waiting */
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
            /** @description `upstream-timeout`: Rekognition did not answer in time; `deadline-passed`: The caller's patience ran out */
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
                /** @description `wait=N`: wait at most N seconds (default 10, at most 30). `handling=strict`: tell an outcome that is not complete as a 409. (RFC 7240) */
                Prefer?: string;
                /** @description Makes the request safe to repeat: the same key and input have the effect once. Bare or in quotes. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The id of a collection. */
                collectionId: string;
                /** @description The id of a user in the collection. */
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
            /** @description What became of every face. Rekognition leaves out what was not on the user, so that is what remains: sent again, the same request finds the face in `alreadyDisassociatedFaces`. */
            200: {
                headers: {
                    /** @description The tenant's share of what is left: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota of this operation: q calls in w seconds. Absent where there is no limit. */
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
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP; `malformed-json`: The body is not JSON; `invalid-parameter`: Rekognition refused a parameter; `face-ids-required`: No face ids were given */
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
            /** @description `insufficient-scope`: The credential lacks a scope; `aws-access-denied`: AWS denied access */
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
            /** @description `request-timeout`: The request came too slowly */
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
            /** @description `user-busy`: The user is being changed; `unsuccessful-faces`: Not every face was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "user-busy" | "unsuccessful-faces";
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
            /** @description `unsupported-media-type`: The body has an unsupported type */
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
            /** @description `too-many-attempts`: Too many failed credentials; `throttled`: Rekognition is throttling; `rate-limited`: The quota is used up for now */
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
            /** @description `header-fields-too-large`: The header is too large */
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
            /** @description `tenant-credentials`: AWS refused the tenant's credentials; `tenant-misconfigured`: The tenant's settings contradict AWS; `upstream-error`: Rekognition failed; `upstream-connection-lost`: The connection to Rekognition was lost; `upstream-invalid-answer`: Rekognition's answer cannot be true */
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
            /** @description `issuer-unavailable`: The issuer's keys cannot be had; `shutting-down`: The service is stopping; `credentials-unavailable`: The tenant's credentials cannot be had; `upstream-unreachable`: Rekognition cannot be reached; `circuit-open`: Rekognition is being left alone; `busy`: Too many requests are waiting */
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
            /** @description `upstream-timeout`: Rekognition did not answer in time; `deadline-passed`: The caller's patience ran out */
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
                /** @description `wait=N`: wait at most N seconds (default 10, at most 30). `handling=strict`: tell an outcome that is not complete as a 409. (RFC 7240) */
                Prefer?: string;
                /** @description Makes the request safe to repeat: the same key and input have the effect once. Bare or in quotes. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The id of a collection. */
                collectionId: string;
                /** @description The id of a user in the collection. */
                userId: string;
                /** @description The id of a face. */
                faceId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The face is off the user. */
            204: {
                headers: {
                    /** @description The tenant's share of what is left: r calls now, more in t seconds. */
                    RateLimit?: string;
                    /** @description The account's quota of this operation: q calls in w seconds. Absent where there is no limit. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `validation-failed`: The request is not valid; `malformed-url`: The URL is not valid; `malformed-request`: The request is not valid HTTP; `invalid-parameter`: Rekognition refused a parameter */
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
            /** @description `insufficient-scope`: The credential lacks a scope; `aws-access-denied`: AWS denied access */
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
            /** @description `request-timeout`: The request came too slowly */
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
            /** @description `user-busy`: The user is being changed; `associated-to-a-different-user`: The face belongs to another user; `unsuccessful-faces`: Not every face was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "user-busy" | "associated-to-a-different-user" | "unsuccessful-faces";
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
            /** @description `too-many-attempts`: Too many failed credentials; `throttled`: Rekognition is throttling; `rate-limited`: The quota is used up for now */
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
            /** @description `header-fields-too-large`: The header is too large */
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
            /** @description `tenant-credentials`: AWS refused the tenant's credentials; `tenant-misconfigured`: The tenant's settings contradict AWS; `upstream-error`: Rekognition failed; `upstream-connection-lost`: The connection to Rekognition was lost; `upstream-invalid-answer`: Rekognition's answer cannot be true */
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
            /** @description `issuer-unavailable`: The issuer's keys cannot be had; `shutting-down`: The service is stopping; `credentials-unavailable`: The tenant's credentials cannot be had; `upstream-unreachable`: Rekognition cannot be reached; `circuit-open`: Rekognition is being left alone; `busy`: Too many requests are waiting */
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
            /** @description `upstream-timeout`: Rekognition did not answer in time; `deadline-passed`: The caller's patience ran out */
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
            /** @description The tenant, the key or subject, and the scopes of the credential. */
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
            /** @description `insufficient-scope`: The credential lacks a scope */
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
            /** @description `request-timeout`: The request came too slowly */
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
            /** @description `header-fields-too-large`: The header is too large */
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
            /** @description `issuer-unavailable`: The issuer's keys cannot be had; `shutting-down`: The service is stopping */
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
