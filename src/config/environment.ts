/** Invalid settings. `faults` names each one; values are left out because they may be secrets. */
export class ConfigInvalid extends Error {
  override readonly name = 'ConfigInvalid';

  constructor(readonly faults: readonly string[]) {
    super(['The configuration cannot be used:', ...faults.map((fault) => `  - ${fault}`)].join('\n'));
  }
}

/**
 * Reads settings from environment variables. Collects every fault instead of stopping at the first; a faulty setting
 * yields its fallback. An empty variable counts as unset.
 */
export class Environment {
  readonly faults: string[] = [];

  constructor(readonly variables: Readonly<Record<string, string | undefined>>) {}

  text(name: string): string | undefined {
    return this.variables[name] === '' ? undefined : this.variables[name];
  }

  wholeNumber(name: string, fallback: number, [least, most]: readonly [number, number]): number {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    return this.refuse(`${name} must be a whole number from ${least} to ${most}`, fallback);
  }

  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T {
    const text = this.text(name);
    const chosen = choices.find((choice) => choice === text);
    if (chosen !== undefined || text === undefined) return chosen ?? fallback;
    return this.refuse(`${name} must be one of ${choices.join(', ')}`, fallback);
  }

  /** Rejects a setting of a later version instead of ignoring it. */
  notSupported(name: string): void {
    if (this.text(name) !== undefined) this.fault(`${name} is not supported yet`);
  }

  fault(fault: string): void {
    this.faults.push(fault);
  }

  refuse<T>(fault: string, fallback: T): T {
    this.fault(fault);
    return fallback;
  }
}
