import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

import { loadConfig } from '../../src/config/load-config.js';
import { documentedValues } from '../../scripts/settings-files.mjs';
import { objectSchemas, type Schema, schemaPaths } from './chart-values.js';
import { parseDockerfile } from './dockerfile.js';

const CHART = 'helm/rekognition-facade';
// Rendering the chart needs helm and is done by .ci/run; here its files are read as text.
const values = documentedValues(read('values.yaml'));
const defaults = parse(read('values.yaml')) as {
  runAsUser: number;
  port: number;
  drainDelayMs: number;
  probes: { readiness: { periodSeconds: number; timeoutSeconds: number; failureThreshold: number } };
};
const schema = JSON.parse(read('values.schema.json')) as Schema;
const templates = globSync('templates/**/*.{yaml,tpl,txt}', { cwd: CHART }).sort().map(read).join('\n');
const deployment = read('templates/deployment.yaml');
const paths = values.map(({ path }) => path);

describe("the chart's values", () => {
  it('are all in the schema, which has no others', () => {
    const known = [...schemaPaths(schema, new Set(paths)).keys()];
    expect(known.sort()).toEqual([...paths, 'global'].sort());
  });

  it('are rejected if they are misspelt, at every depth', () => {
    const lenient = objectSchemas(schema).filter(({ additionalProperties }) => additionalProperties !== false);
    // An environment variable is written in Kubernetes' own words; only its name is ours to check.
    expect(lenient.map(({ properties }) => Object.keys(properties ?? {}))).toEqual([['name']]);
  });

  it('are all used, and the templates use no others', () => {
    const used = [...templates.matchAll(/\.Values\.([A-Za-z.]+)/g)].map(([, path]) => path);
    expect([...new Set(used)].sort()).toEqual([...paths].sort());
  });
});

describe("the chart's options", () => {
  const enabled = values.filter(({ path }) => path.endsWith('.enabled'));

  it('are off by default, but for the disruption budget', () => {
    expect(enabled.filter(({ value }) => value !== false).map(({ path }) => path)).toEqual([
      'podDisruptionBudget.enabled',
    ]);
  });

  it('are each enabled in values that the checks render and validate', () => {
    const shapes = globSync('ci/*-values.yaml', { cwd: CHART }).map((path): unknown => parse(read(path)));
    const on = (shape: unknown, path: string): unknown =>
      path.split('.').reduce((part, name) => (part as Record<string, unknown> | undefined)?.[name], shape);
    const unused = enabled.filter(({ path, value }) => value === false && !shapes.some((shape) => on(shape, path)));
    expect(unused.map(({ path }) => path)).toEqual([]);
  });
});

describe('the chart and the service', () => {
  it('agree on the version', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(parse(read('Chart.yaml'))).toMatchObject({ version, appVersion: version });
  });

  it('agree on how long a stopping pod serves', () => {
    expect(loadConfig({ REKOGNITION: 'embedded' }, []).drainDelayMs).toBe(defaults.drainDelayMs);
  });

  it('agree on port and user with the image', () => {
    const { stages } = parseDockerfile(readFileSync('Dockerfile', 'utf8'));
    const image = Object.fromEntries(stages.at(-1)!.instructions.map(({ keyword, argument }) => [keyword, argument]));
    expect(image).toMatchObject({
      USER: `${defaults.runAsUser}:${defaults.runAsUser}`,
      EXPOSE: String(defaults.port),
    });
  });

  it('let extraEnv replace none of the variables that the chart sets', () => {
    const refused: unknown = JSON.parse(read('values.schema.json'), (key, value: unknown) =>
      key === 'extraEnv' ? (value as { items: { properties: { name: unknown } } }).items.properties.name : value,
    );
    const settings = [...read('templates/config-map.yaml').matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name]) => name!);
    const own = [...deployment.matchAll(/^ +- name: ([A-Z_]+)$/gm)].map(([, name]) => name!);
    expect(own).toEqual(['AUDIT_POD_NAME']);
    expect(refused).toMatchObject({ properties: { extraEnv: { not: { enum: [...settings, ...own].sort() } } } });
  });
});

describe("the chart's pods", () => {
  it.each([
    'runAsNonRoot: true',
    'type: RuntimeDefault',
    'allowPrivilegeEscalation: false',
    'readOnlyRootFilesystem: true',
    'drop: [ALL]',
    'enableServiceLinks: false',
  ])('are always restricted: %s', (restriction) => {
    expect(deployment).toContain(restriction);
    expect(withoutBranches(deployment)).toContain(restriction);
  });

  it('keep serving for longer than Kubernetes takes to notice their readiness', () => {
    const { periodSeconds, failureThreshold, timeoutSeconds } = defaults.probes.readiness;
    expect(defaults.drainDelayMs).toBeGreaterThan(1_000 * (periodSeconds * failureThreshold + timeoutSeconds));
  });

  it('comply with the restricted pod security standard', () => {
    expect(deployment).not.toMatch(/hostNetwork|hostPID|hostIPC|hostPath|hostPort|privileged:/);
  });

  it('have their own folder for the audit, named after the pod', () => {
    expect(deployment).toMatch(
      /mountPath: \{\{ dir \.Values\.audit\.to \}\}\n\s+#.*\n\s+subPathExpr: \$\(AUDIT_POD_NAME\)\n/,
    );
    expect(deployment).toMatch(/- name: AUDIT_POD_NAME\n\s+valueFrom:\n\s+fieldRef:\n\s+fieldPath: metadata\.name\n/);
  });

  it('mount everything read-only, except the audit, erasures and /tmp', () => {
    const mounts = [...deployment.matchAll(/mountPath: (.+)\n\s+(.+)\n/g)];
    const writable = mounts.filter(([, , next]) => next !== 'readOnly: true').map(([, path]) => path);
    expect(mounts.length).toBeGreaterThan(writable.length);
    expect(writable).toEqual(['{{ dir .Values.audit.to }}', '{{ dir .Values.erasures.file }}', '/tmp']);
  });
});

describe("the chart's number of pods", () => {
  it('is two with Redis and one without, unless replicaCount says otherwise', () => {
    expect(values.find(({ path }) => path === 'replicaCount')?.value).toBeNull();
    expect(values.find(({ path }) => path === 'redis.url')?.value).toBe('');
    expect(read('templates/_names.tpl')).toMatch(
      /if kindIs "invalid" \.Values\.replicaCount -\}\}\n\{\{- ternary 2 1 \(ne \.Values\.redis\.url ""\) -\}\}/,
    );
    expect(deployment).toContain('replicas: {{ include "rekognition-facade.pods" . }}');
  });

  it("is the service's REPLICAS, with an autoscaler its maximum", () => {
    expect(read('templates/config-map.yaml')).toContain(
      'REPLICAS: {{ include "rekognition-facade.mostPods" . | quote }}',
    );
    const [, most] =
      /define "rekognition-facade.mostPods" -\}\}(.*?)\{\{- else/s.exec(read('templates/_names.tpl')) ?? [];
    expect(most).toContain('.Values.autoscaling.maxReplicas');
    for (const count of ['1', '1000']) {
      expect(loadConfig({ REKOGNITION: 'embedded', REPLICAS: count }, []).replicas).toBe(Number(count));
    }
    const limits = schemaPaths(schema, new Set(paths));
    expect([limits.get('replicaCount'), limits.get('autoscaling.maxReplicas')]).toEqual([
      expect.objectContaining({ maximum: 1_000 }),
      expect.objectContaining({ maximum: 1_000 }),
    ]);
  });

  it('decides the update strategy: Recreate for a single pod, a rolling update for several', () => {
    const several = String.raw`\{\{- if include \"rekognition-facade.several\" \. \}\}`;
    const strategy = new RegExp(
      String.raw`strategy:
 +${several}
 +type: RollingUpdate.*?\{\{- else \}\}.*?type: (\w+)`,
      's',
    );
    expect(strategy.exec(deployment)?.[1]).toBe('Recreate');
  });

  it('decides whether there is a disruption budget, which could only block the eviction of a single pod', () => {
    const [first] = read('templates/pod-disruption-budget.yaml').split('\n');
    expect(first).toContain('(include "rekognition-facade.several" .)');
  });
});

/** A template without its if, with and range blocks: the rest is rendered for all values. */
function withoutBranches(template: string): string {
  const innermost = /\{\{-? (?:if|with|range) (?:(?!\{\{-? (?:if|with|range|end) ).)*?\{\{-? end -?\}\}/gs;
  const reduced = template.replaceAll(innermost, '');
  return reduced === template ? template : withoutBranches(reduced);
}

function read(path: string): string {
  return readFileSync(join(CHART, path), 'utf8');
}
