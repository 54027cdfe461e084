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
import { AllFaces } from './all-faces.js';
import { LOU, OUTCOME_OF_LOU } from './erasures.examples.js';

/** AWS's status of a user without faces. Without a change, there is no response that contains the status. */
const WITHOUT_FACES = 'CREATED';

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
    path: UserPath,
    query: DryRunOption,
    body: DisassociateAllFacesRequest,
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
    let output: Parameters<typeof disassociationOutcome>[0] = { UserStatus: WITHOUT_FACES };
    try {
      await this.faces.disassociate(user, caller, {
        found: (faces) => void requested.push(...faces.map(({ faceId }) => faceId)),
        answered: (next) => void (output = joined(output, next)),
      });
    } catch (thrown) {
      const failure = classify(thrown);
      const isPartial = failure.effect === 'none' && (output.DisassociatedFaces ?? []).length > 0;
      throw isPartial ? failure.with({ effect: 'partial' }) : failure;
    }
    return disassociationOutcome(output, requested);
  }

  private async predicted(user: UserPath, caller: Caller): Promise<DisassociateFacesResponse> {
    const faceIds = (await this.faces.ofUser(user, caller)).map(({ faceId }) => faceId).sort();
    const DisassociatedFaces = faceIds.map((FaceId) => ({ FaceId }));
    const outcome = disassociationOutcome({ DisassociatedFaces, UserStatus: WITHOUT_FACES }, faceIds);
    return Object.assign(outcome, { dryRun: true });
  }
}

function joined(
  { DisassociatedFaces = [], UnsuccessfulFaceDisassociations = [] }: Parameters<typeof disassociationOutcome>[0],
  next: Parameters<typeof disassociationOutcome>[0],
): Parameters<typeof disassociationOutcome>[0] {
  return {
    ...next,
    DisassociatedFaces: [...DisassociatedFaces, ...(next.DisassociatedFaces ?? [])],
    UnsuccessfulFaceDisassociations: [
      ...UnsuccessfulFaceDisassociations,
      ...(next.UnsuccessfulFaceDisassociations ?? []),
    ],
  };
}
