import type { IncomingMessage, ServerResponse } from 'node:http';

/** Whether a request is for STS. Rekognition fakes answer these correctly, whatever faults they simulate. */
export function isForSts({ headers }: IncomingMessage): boolean {
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
}

/** Answers GetCallerIdentity, by default with the account of the test tenants. */
export function answerIdentity(response: ServerResponse, account = '111122223333'): void {
  response.writeHead(200, { 'content-type': 'text/xml' });
  response.end(
    `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>` +
      `<Arn>arn:aws:iam::${account}:user/test</Arn><UserId>AIDATEST</UserId><Account>${account}</Account>` +
      `</GetCallerIdentityResult></GetCallerIdentityResponse>`,
  );
}
