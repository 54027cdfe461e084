import type { DisassociatedFace, UnsuccessfulFaceDisassociation } from '@aws-sdk/client-rekognition';
import { Body, Controller, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { classify } from '../failures/classify.js';
import { CurrentCaller } from '../http/routes/exchange.js';
import { Operation } from '../http/openapi/operation.decorator.js';
import { ok } from '../http/openapi/operation-options.js';
import { DryRunOption } from '../http/validation/query-and-body.js';
import { IsClientRequestToken, UserPath } from '../rekognition/model/identifiers.js';
import type { Caller } from '../tenants/identity/caller.js';
import { disassociationOutcome } from '../users/user-faces.answers.js';
import { DisassociateFacesResponse } from '../users/users.dto.js';
import { DisassociateFaces } from '../users/users.operations.js';
import { AllFaces, idsOf } from './all-faces.js';

/** AWS's status of a user without faces. Without a change, there is no response that contains the status. */
const WITHOUT_FACES = 'CREATED';

/** A user of the demo with two faces that no other example uses. */
const LOU = { collectionId: 'staff', userId: 'lou' };

const OUTCOME_OF_LOU = {
  outcome: 'complete',
  disassociatedFaces: [
    { faceId: '65f88280-b7f9-4730-9a6f-5c0cd159ecf1' },
    { faceId: 'c9601fd2-4807-497f-9064-eec682f73a09' },
  ],
  alreadyDisassociatedFaces: [],
  unsuccessfulFaceDisassociations: [],
  userStatus: 'CREATED',
};

/** The optional body. Face ids are rejected: this request is about all of them. */
export class DisassociateAllFacesRequest {
  @IsClientRequestToken()
  clientRequestToken?: string;
}

@ApiTags('user faces')
@Controller('collections/:collectionId/users/:userId/faces')
export class DisassociateAllController {
  constructor(private readonly faces: AllFaces) {}

  @Post('disassociate-all')
  @Operation(DisassociateFaces, {
    outcome: true,
    operationId: 'disassociateAllFaces',
    summary: 'Disassociate all faces from a user',
    description:
      'Lists the user’s faces, disassociates them, and lists again until there are none, so that faces associated in ' +
      'the meantime are disassociated too. The answer lists every face. A user without faces is `complete` with empty ' +
      'lists and the status CREATED. If a later call fails, the problem has the effect `partial`: send the request ' +
      'again. The body is optional, and names no faces.',
    success: ok(
      'The result for each face that the user had. Repeating a successful request finds no faces.',
      DisassociateFacesResponse,
      OUTCOME_OF_LOU,
    ),
    pathExample: LOU,
    bodyExample: {},
  })
  async disassociateAllFaces(
    @Param() user: UserPath,
    @Query() { dryRun }: DryRunOption,
    @Body() _body: DisassociateAllFacesRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<DisassociateFacesResponse> {
    if (dryRun === true) return this.predicted(user, caller);
    const requested: string[] = [];
    const disassociated: DisassociatedFace[] = [];
    const failed: UnsuccessfulFaceDisassociation[] = [];
    let status: string | undefined = WITHOUT_FACES;
    try {
      await this.faces.disassociate(user, caller, {
        found: (faces) => void requested.push(...idsOf(faces)),
        answered: ({ DisassociatedFaces = [], UnsuccessfulFaceDisassociations = [], UserStatus }) => {
          disassociated.push(...DisassociatedFaces);
          failed.push(...UnsuccessfulFaceDisassociations);
          status = UserStatus;
        },
      });
    } catch (thrown) {
      const failure = classify(thrown);
      const isPartial = failure.effect === 'none' && disassociated.length > 0;
      throw isPartial ? failure.with({ effect: 'partial' }) : failure;
    }
    const lists = { DisassociatedFaces: disassociated, UnsuccessfulFaceDisassociations: failed };
    return disassociationOutcome({ ...lists, UserStatus: status }, requested);
  }

  private async predicted(user: UserPath, caller: Caller): Promise<DisassociateFacesResponse> {
    const faceIds = idsOf(await this.faces.ofUser(user, caller)).sort();
    const DisassociatedFaces = faceIds.map((FaceId) => ({ FaceId }));
    const outcome = disassociationOutcome({ DisassociatedFaces, UserStatus: WITHOUT_FACES }, faceIds);
    return Object.assign(outcome, { dryRun: true });
  }
}
