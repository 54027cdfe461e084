import { IsClientRequestToken, MayBeAbsent } from '../../rekognition/model/identifiers.js';

/** The body of a request to delete a user, which may be left out. */
export class DeleteUserRequest {
  @MayBeAbsent()
  @IsClientRequestToken()
  clientRequestToken?: string;
}
