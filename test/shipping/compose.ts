import { readFileSync } from 'node:fs';

import { parse } from 'yaml';

export const COMPOSE_FOLDER = 'docs/compose';

export interface ComposeService {
  readonly image: string;
  readonly build?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly volumes?: readonly string[];
  readonly secrets?: readonly string[];
  readonly depends_on?: readonly string[];
  readonly ports?: readonly string[];
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly secrets: Readonly<Record<string, { readonly environment: string }>>;
  readonly networks: {
    readonly default: { readonly ipam: { readonly config: readonly [{ readonly subnet: string }] } };
  };
}

export function readCompose(): ComposeFile {
  return parse(readFileSync(`${COMPOSE_FOLDER}/compose.yaml`, 'utf8')) as ComposeFile;
}

/** The services that run the facade, by name. */
export function replicasOf({ services }: ComposeFile): [string, ComposeService][] {
  return Object.entries(services).filter(([, { environment }]) => environment?.['REKOGNITION'] !== undefined);
}
