/** One line of a Dockerfile, continued lines joined: `{ keyword: 'USER', argument: '10001:10001' }`. */
export interface Instruction {
  readonly keyword: string;
  readonly argument: string;
}

/** A build stage: its base and what follows its FROM. */
export interface Stage {
  readonly base: string;
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

export interface Dockerfile {
  /** The ARGs before the first FROM with their defaults, which the bases are made from. */
  readonly settings: ReadonlyMap<string, string | undefined>;
  readonly stages: readonly Stage[];
}

/** Reads as much of the Dockerfile language as this project's own file uses. */
export function parseDockerfile(text: string): Dockerfile {
  const settings = new Map<string, string | undefined>();
  const stages: { base: string; name: string | undefined; instructions: Instruction[] }[] = [];
  for (const { keyword, argument } of instructionsOf(text)) {
    const stage = stages.at(-1);
    if (keyword === 'FROM') {
      const [base = '', , name] = argument.split(/\s+/);
      stages.push({ base: expand(base, settings), name, instructions: [] });
    } else if (stage) {
      stage.instructions.push({ keyword, argument });
    } else {
      const [name = '', value] = argument.split('=');
      settings.set(name, value);
    }
  }
  return { settings, stages };
}

function instructionsOf(text: string): Instruction[] {
  const lines = text.split('\n').filter((line) => !/^\s*(#|$)/.test(line));
  const joined = lines.join('\n').replaceAll(/\\\n/g, ' ').split('\n');
  return joined.map((line) => {
    const [, keyword = '', argument = ''] = /^\s*(\S+)\s*(.*)$/.exec(line) ?? [];
    return { keyword: keyword.toUpperCase(), argument };
  });
}

function expand(text: string, settings: ReadonlyMap<string, string | undefined>): string {
  return text.replaceAll(/\$\{?(\w+)\}?/g, (_whole, name: string) => settings.get(name) ?? '');
}
