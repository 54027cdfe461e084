/** An answer that is a refusal, whichever service it speaks for. Thrown anywhere below the server. */
export abstract class Refusal extends Error {
  abstract override readonly name: string;
  /** Of HTTP. */
  abstract readonly status: number;
}
