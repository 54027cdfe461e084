import { basename, join } from 'node:path';

import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

import { mergeFiles } from '../config/tenants-file/files-in-force.js';
import type { TenantsFile } from '../config/tenants-file/tenants-file.schema.js';
import { shapeFaults } from '../config/tenants-file/tenants-file-faults.js';
import { namesIn, textAt } from '../config/tenants-file/tenants-file-source.js';
import { parseObject } from '../config/tenants-file/yaml-object.js';
import { OPERATIONS } from '../operations.js';

const USAGE = `npm run tenants -- check PATH

Checks a tenants file, or all files of a directory together, and prints every fault with file, line and column, without
values. Secrets are not read, and nothing is connected to.

Exits with 0 if there are no faults, 1 if there are, 2 if there is nothing to check.`;

const NO_OBJECT = 'is not a YAML or JSON object of at most 16 MiB';

/** A file whose faults are located. */
class CheckedFile {
  private readonly lines = new LineCounter();
  private readonly document;

  constructor(
    private readonly name: string,
    readonly text: string,
  ) {
    this.document = parseDocument(text, { lineCounter: this.lines, logLevel: 'error' });
  }

  /** Syntax errors by code: the messages of the parser quote the file. */
  get syntaxFaults(): string[] {
    const words = (code: string): string => code.toLowerCase().replaceAll('_', ' ');
    return this.document.errors.map(({ code, pos: [at] }) => this.located(at, `invalid YAML: ${words(code)}`));
  }

  /** @param fault begins with a path, such as `tenants.0.region: …`. */
  locate(fault: string): string {
    const [path = ''] = fault.split(': ', 1);
    let node: unknown = this.document.contents;
    let at = 0;
    for (const segment of path.split('.')) {
      const item: { at: number; node: unknown } | undefined = this.memberOf(node, segment);
      if (item === undefined) break;
      ({ at, node } = item);
    }
    return this.located(at, fault);
  }

  private memberOf(parent: unknown, segment: string): { at: number; node: unknown } | undefined {
    const node = isAlias(parent) ? parent.resolve(this.document) : parent;
    if (isSeq(node)) {
      const item = node.items[Number(segment)] as Node | undefined;
      return item && { at: item.range?.[0] ?? 0, node: item };
    }
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && String(key.value) === segment) : undefined;
    return pair && { at: (pair.key as Node).range?.[0] ?? 0, node: pair.value };
  }

  private located(offset: number, fault: string): string {
    const { line, col } = this.lines.linePos(offset);
    return `${this.name}:${line}:${col}: ${fault}`;
  }
}

function check(path: string): string[] | undefined {
  const names = namesIn(path);
  if (names === undefined || names.length === 0) return undefined;
  const checked = new Map<string, CheckedFile>();
  const valid = new Map<string, TenantsFile>();
  const faults: string[] = [];
  for (const each of names) {
    const name = each === '' ? basename(path) : each;
    const file = new CheckedFile(name, textAt(join(path, each)) ?? '');
    const parsed = parseObject(file.text);
    const found = parsed === undefined ? [] : shapeFaults(parsed);
    checked.set(name, file);
    if (parsed !== undefined && found.length === 0) valid.set(name, parsed as TenantsFile);
    const unparsed = parsed === undefined && file.syntaxFaults.length === 0 ? [`${name}:1:1: ${NO_OBJECT}`] : [];
    faults.push(...file.syntaxFaults, ...unparsed, ...found.map((fault) => file.locate(fault)));
  }
  const between = valid.size === 0 ? [] : mergeFiles(valid, OPERATIONS).faults();
  return [...faults, ...between.map((fault) => locateIn(checked, fault))];
}

/** @param fault begins with the name of a file. */
function locateIn(files: ReadonlyMap<string, CheckedFile>, fault: string): string {
  const name = [...files.keys()].find((each) => fault.startsWith(`${each}:`)) ?? '';
  return files.get(name)?.locate(fault.slice(name.length + 1)) ?? fault;
}

const [command, path, ...rest] = process.argv.slice(2);
const faults = command === 'check' && path !== undefined && rest.length === 0 ? check(path) : undefined;
if (faults === undefined) {
  console.error(command === 'check' && path !== undefined ? 'There is no tenants file at this path.' : USAGE);
  process.exitCode = 2;
} else {
  for (const fault of faults) console.error(fault);
  console.log(faults.length === 0 ? 'no faults' : `${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
