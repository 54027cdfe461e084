import { IsClientRequestToken, MayBeAbsent } from '../../rekognition/model/identifiers.js';

/** The optional body of a request to delete a user. */
export class DeleteUserRequest {
  @MayBeAbsent()
  @IsClientRequestToken()
  clientRequestToken?: string;
}
