// What the documentation and the chart contain of the settings, computed from the table in src/config/settings.ts.
import { isMap, isScalar, parseDocument } from 'yaml';

const CHART = 'helm/rekognition-facade';
/** Variables that the chart sets and that are no settings of the service. */
const OWN_VARIABLES = ['AUDIT_POD_NAME'];
const LINE_WIDTH = 110;

/** Returns the generated files by path. `read` returns the text of a file as it is. */
export function settingsFiles(table, tenantsSchema, read) {
  const settings = Object.entries(table).map(([key, setting]) => ({ ...setting, values: valueOf(key, setting) }));
  const [page, values, schema, template, readme] = [
    'docs/configuration.md',
    `${CHART}/values.yaml`,
    `${CHART}/values.schema.json`,
    `${CHART}/templates/config-map.yaml`,
    `${CHART}/README.md`,
  ];
  const newValues = valuesFile(settings, read(values));
  return new Map([
    [page, configurationPage(settings, read(page))],
    [values, newValues],
    [schema, `${compact(valuesSchema(settings, JSON.parse(read(schema))))}\n`],
    [template, configMap(settings, read(template))],
    [readme, chartReadme(documentedValues(newValues), read(readme))],
    [`${CHART}/tenants.schema.json`, `${JSON.stringify(tenantsSchema, undefined, 2)}\n`],
  ]);
}

/** The value of the chart with its defaults filled in. */
function valueOf(key, { parser, chart, text, default: standard }) {
  if (chart === undefined || typeof chart === 'string') return undefined;
  const { schema } = parser;
  const isUnset = 'anyOf' in schema ? '. 0: not set' : '';
  const plain = text.replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1');
  const comment = `${plain[0].toUpperCase()}${plain.slice(1)}${isUnset}.`;
  return { path: key, default: standardOf(parser, standard), schema, comment, ...chart };
}

function standardOf({ parse, schema }, text) {
  if (schema.type === 'array') return [];
  if (text === undefined) return 0;
  return ['integer', 'boolean'].includes(schema.type) ? parse(text) : text;
}

function configurationPage(settings, page) {
  const rows = settings.map(({ name, parser, text, default: standard = '' }) => {
    const { schema, words = [] } = parser;
    const choices = words.map((word) => `\`${word}\``).join(' or ');
    const meaning =
      [choices, text].filter(Boolean).join(': ') + (schema.type === 'array' ? ', separated by commas' : '');
    return [`\`${name}\``, standard === '' ? '' : `\`${standard}\``, meaning];
  });
  return page.replace(/^\| variable +\| default[^]*?\n(?=\n)/m, () => table(['variable', 'default', 'meaning'], rows));
}

function table(head, rows) {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)));
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |\n`;
  return [head, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('');
}

/** Sets default and comment of each value; a new one follows its predecessor in the table. */
function valuesFile(settings, text) {
  const document = parseDocument(text);
  let previous;
  for (const { values } of settings) {
    if (values === undefined) continue;
    const names = values.path.split('.');
    const parent = document.getIn(names.slice(0, -1)) ?? document.contents;
    let index = parent.items.findIndex(({ key }) => key.value === names.at(-1));
    if (index < 0) {
      index = parent.items.findIndex(({ key }) => key.value === previous) + 1 || parent.items.length;
      parent.items.splice(index, 0, document.createPair(names.at(-1), values.default));
    }
    const { key, value } = parent.items[index];
    const holder = index === 0 && key.commentBefore === undefined ? parent : key;
    holder.commentBefore = ` ${values.comment}`;
    if (JSON.stringify(value.toJSON()) !== JSON.stringify(values.default)) {
      parent.items[index].value = document.createNode(values.default);
    }
    previous = names[0];
  }
  return document.toString({ lineWidth: 0, singleQuote: true });
}

function valuesSchema(settings, schema) {
  for (const { values } of settings) {
    if (values === undefined) continue;
    const names = values.path.split('.');
    const parent = names.slice(0, -1).reduce((part, name) => part.properties[name], schema);
    parent.properties[names.at(-1)] = values.schema;
  }
  const names = settings.filter(({ chart }) => chart !== undefined).map(({ name }) => name);
  schema.properties.extraEnv.items.properties.name.not.enum = [...names, ...OWN_VARIABLES].sort();
  return schema;
}

function configMap(settings, template) {
  const entries = settings.flatMap(({ name, parser, chart, values }) => {
    if (values === undefined) return typeof chart === 'string' ? [`  ${name}: ${chart}`] : [];
    const value = `.Values.${values.path}`;
    const conditions = [values.when, isOptional(values) && value].filter(Boolean);
    const entry = `  ${name}: {{ ${expression(value, values.default, parser.words)} | quote }}`;
    if (conditions.length === 0) return [entry];
    const condition = conditions.length === 1 ? conditions[0] : `and ${conditions.map(inParentheses).join(' ')}`;
    return [`  {{- if ${condition} }}`, entry, '  {{- end }}'];
  });
  return template.replace(/(?<=\ndata:\n)[^]*/, () => `${entries.join('\n')}\n`);
}

function expression(value, standard, words) {
  if (Array.isArray(standard)) return `join "," ${value}`;
  return words === undefined ? value : `ternary ${words.map((word) => `"${word}"`).join(' ')} ${value}`;
}

function inParentheses(condition) {
  return condition.includes(' ') ? `(${condition})` : condition;
}

/** Whether the value may be empty or 0, which leaves the variable unset. */
function isOptional({ default: standard, schema }) {
  return standard === '' || standard === 0 || Array.isArray(standard) || 'anyOf' in schema;
}

function chartReadme(values, readme) {
  const rows = values.map(
    ({ path, value, comment }) =>
      `| \`${path}\` | \`${JSON.stringify(value)}\` | ${comment.replaceAll('|', '\\|')} |\n`,
  );
  const head = '| value | default | what |\n|---|---|---|\n';
  return readme.replace(/^\| value \| default[^]*?\n(?!\|)/m, () => head + rows.join(''));
}

/**
 * The values of values.yaml in their order. A block none of whose keys has a comment counts as one value, which
 * Kubernetes documents.
 */
export function documentedValues(yaml) {
  const document = parseDocument(yaml);
  return valuesIn(document.contents, document.commentBefore, '');
}

function valuesIn(map, firstComment, parent) {
  return map.items.flatMap(({ key, value }, index) => {
    const path = parent + key.value;
    const comment = key.commentBefore ?? (index === 0 ? (map.commentBefore ?? firstComment) : undefined);
    if (!comment) throw new Error(`${path} has no comment`);
    if (
      isMap(value) &&
      (value.commentBefore ?? value.items.some((pair) => isScalar(pair.key) && pair.key.commentBefore))
    )
      return valuesIn(value, undefined, `${path}.`);
    return [{ path, value: value.toJSON(), comment: comment.trim().replaceAll(/\s*\n\s*/g, ' ') }];
  });
}

/** JSON with short objects and arrays on one line. */
function compact(value, indent = '') {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  const isList = Array.isArray(value);
  const members = Object.entries(value).map(
    ([key, member]) => `${isList ? '' : `${JSON.stringify(key)}: `}${compact(member, inner)}`,
  );
  const flat = isList ? `[${members.join(', ')}]` : `{ ${members.join(', ')} }`;
  if (members.length === 0) return isList ? '[]' : '{}';
  if (indent.length + flat.length < LINE_WIDTH && !flat.includes('\n')) return flat;
  const [open, close] = isList ? '[]' : '{}';
  return `${open}\n${members.map((member) => inner + member).join(',\n')}\n${indent}${close}`;
}
