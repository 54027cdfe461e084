import type { Setting } from './settings.js';

/** Invalid settings. `faults` names each one; values are left out because they may be secrets. */
export class ConfigInvalid extends Error {
  override readonly name = 'ConfigInvalid';

  constructor(readonly faults: readonly string[]) {
    super(['The configuration cannot be used:', ...faults.map((fault) => `  - ${fault}`)].join('\n'));
  }
}

/** Environment variables, and all their faults. An empty variable counts as unset. */
export class Environment {
  readonly faults: string[] = [];

  constructor(readonly variables: Readonly<Record<string, string | undefined>>) {}

  text(name: string): string | undefined {
    return this.variables[name] === '' ? undefined : this.variables[name];
  }

  /** Returns the default if the variable is unset or, with a fault, if it is invalid. */
  read<Value>({ name, parser, default: standard }: Setting<Value>): Value {
    const text = this.text(name);
    const value = text === undefined ? undefined : parser.parse(text);
    if (text !== undefined && value === undefined) this.fault(`${name} must ${parser.must}`);
    return value ?? ((standard === undefined ? undefined : parser.parse(standard)) as Value);
  }

  fault(fault: string): void {
    this.faults.push(fault);
  }

  refuse<T>(fault: string, fallback: T): T {
    this.fault(fault);
    return fallback;
  }
}
