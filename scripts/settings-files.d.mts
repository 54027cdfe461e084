/** A value of the chart that has a comment of its own in values.yaml. */
export interface DocumentedValue {
  /** `image.tag` */
  readonly path: string;
  readonly value: unknown;
  readonly comment: string;
}

export function settingsFiles(
  table: object,
  tenantsSchema: object,
  read: (path: string) => string,
): Map<string, string>;

export function documentedValues(yaml: string): DocumentedValue[];
