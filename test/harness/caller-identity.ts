import type { IncomingMessage, ServerResponse } from 'node:http';

/** Whether a request is one to STS: what plays Rekognition badly answers these well, as another service would. */
export function isForSts({ headers }: IncomingMessage): boolean {
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
}

/** Answers GetCallerIdentity: whoever asks is of the account that test tenants have. */
export function answerIdentity(response: ServerResponse, account = '111122223333'): void {
  response.writeHead(200, { 'content-type': 'text/xml' });
  response.end(
    `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>` +
      `<Arn>arn:aws:iam::${account}:user/test</Arn><UserId>AIDATEST</UserId><Account>${account}</Account>` +
      `</GetCallerIdentityResult></GetCallerIdentityResponse>`,
  );
}
