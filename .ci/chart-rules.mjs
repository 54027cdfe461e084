// Reads rendered manifests from standard input and tells which of the chart's promises they break: Kubernetes' own
// "restricted" pod security standard, and what makes the service start, stop and be found.
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { parseAllDocuments } from 'yaml';

import { ConfigInvalid } from '../dist/config/environment.js';
import { loadConfig } from '../dist/config/load-config.js';

const MAX_REQUEST_SECONDS = 30;

const manifests = parseAllDocuments(readFileSync(0, 'utf8')).map((document) => document.toJS());
const kind = (name) => manifests.find((manifest) => manifest?.kind === name);
const deployment = kind('Deployment');
const services = manifests.filter((manifest) => manifest?.kind === 'Service');
const component = (name) => services.find(({ metadata }) => metadata.labels['app.kubernetes.io/component'] === name);
const service = component(undefined);
const settings = manifests.find((manifest) => manifest?.kind === 'ConfigMap' && manifest.data.REKOGNITION).data;
const pod = deployment.spec.template;
const [container] = pod.spec.containers;
const ports = Object.fromEntries(container.ports.map(({ name, containerPort }) => [name, containerPort]));
const scaler = kind('HorizontalPodAutoscaler');
const isSingle = deployment.spec.replicas <= 1;
const FILES = container.volumeMounts.find(({ name }) => name === 'files').mountPath;
const OWN_VOLUMES = /^(files|tmp|audit|erasures|credentials-\d+)$/;
const policy = manifests.find(
  (manifest) => manifest?.kind === 'NetworkPolicy' && manifest.metadata.name === deployment.metadata.name,
);
const ingress = kind('Ingress');
const monitor = kind('ServiceMonitor');
const test = manifests.find((manifest) => manifest?.metadata.annotations?.['helm.sh/hook'] === 'test');
const redis = settings.REDIS_URL?.split(',').map((address) => new URL(address));
const mounted = pod.spec.volumes
  .find(({ name }) => name === 'files')
  .projected.sources.flatMap(({ secret }) => secret.items.map(({ path }) => `${FILES}/${path}`));
const selects = (labels, found) => Object.entries(labels).every(([name, value]) => found[name] === value);
const auditFolder = settings.AUDIT?.startsWith('/') ? dirname(settings.AUDIT) : undefined;
const lasting = { audit: auditFolder, erasures: settings.ERASURES && dirname(settings.ERASURES) };
const { periodSeconds = 10, failureThreshold = 3, timeoutSeconds = 1 } = container.readinessProbe;
const noticedSeconds = periodSeconds * failureThreshold + timeoutSeconds;
const settingFaults = faultsOf({ ...settings, NODE_ENV: 'production' });

const rules = {
  'there is one container': pod.spec.containers.length === 1 && pod.spec.initContainers === undefined,
  'it is not root': pod.spec.securityContext.runAsNonRoot === true && pod.spec.securityContext.runAsUser !== 0,
  'it gains no privileges': container.securityContext.allowPrivilegeEscalation === false,
  'it has no capabilities': same(container.securityContext.capabilities, { drop: ['ALL'] }),
  'system calls are filtered': pod.spec.securityContext.seccompProfile.type === 'RuntimeDefault',
  'its root file system is read-only': container.securityContext.readOnlyRootFilesystem === true,
  'the container takes nothing of that back': same(Object.keys(container.securityContext).sort(), [
    'allowPrivilegeEscalation',
    'capabilities',
    'readOnlyRootFilesystem',
  ]),
  'it shares nothing with its node': !['hostNetwork', 'hostPID', 'hostIPC'].some((name) => pod.spec[name]),
  'of itself it mounts Secrets, an empty /tmp and lasting places for audit and erasures only': pod.spec.volumes
    .filter(({ name }) => OWN_VOLUMES.test(name))
    .every((volume) =>
      volume.name in lasting
        ? lasting[volume.name] !== undefined && volume.emptyDir === undefined
        : (volume.secret ?? volume.projected?.sources.every(({ secret }) => secret) ?? volume.emptyDir),
    ),
  'no volume is of its node': pod.spec.volumes.every(({ hostPath }) => hostPath === undefined),
  "of the chart's own volumes only /tmp and the folders of audit and erasures can be written": container.volumeMounts
    .filter(({ name }) => OWN_VOLUMES.test(name))
    .every(({ mountPath, readOnly }) => readOnly === true || ['/tmp', ...Object.values(lasting)].includes(mountPath)),
  'each pod writes its audit to a folder of its own': container.volumeMounts
    .filter(({ name }) => name === 'audit')
    .every(
      ({ subPathExpr }) =>
        subPathExpr === '$(AUDIT_POD_NAME)' &&
        same(
          (container.env ?? [])
            .filter(({ name }) => name === 'AUDIT_POD_NAME')
            .map(({ valueFrom }) => valueFrom.fieldRef.fieldPath),
          ['metadata.name'],
        ),
    ),
  'a token is mounted only when asked for':
    pod.spec.automountServiceAccountToken === (kind('ServiceAccount')?.automountServiceAccountToken ?? false),
  'memory is limited': container.resources.limits.memory !== undefined,

  'the service accepts the settings, but for the files that only a cluster has': same(settingFaults, [
    ...(settings.RECEIPT_KEYS_FILE ? ['RECEIPT_KEYS_FILE cannot be read as JSON'] : []),
    ...(settings.REDIS_PASSWORD_FILE ? ['REDIS_PASSWORD_FILE cannot be read or is empty'] : []),
    'SECRETS_FILE cannot be read',
    'TENANTS_FILE cannot be read',
  ]),
  'the tenants file of the settings is mounted': mounted.some((path) => path.startsWith(settings.TENANTS_FILE)),
  'the secrets, the password of Redis and the keys of receipts are mounted where the settings say': [
    settings.SECRETS_FILE,
    settings.REDIS_PASSWORD_FILE,
    settings.RECEIPT_KEYS_FILE,
  ].every((path) => !path || mounted.includes(path)),
  'erasures are written to a volume of a single pod':
    !settings.ERASURES ||
    (isSingle && !scaler && container.volumeMounts.some(({ mountPath }) => mountPath === lasting.erasures)),
  'each pod knows how many there may be':
    settings.REPLICAS === String(scaler?.spec.maxReplicas ?? Math.max(1, deployment.spec.replicas)),
  'changed settings replace the pods': /^[0-9a-f]{64}$/.test(pod.metadata.annotations['checksum/config']),
  'the Services find the pods': services.every(({ spec }) => selects(spec.selector, pod.metadata.labels)),
  'the Services lead to the ports': services.every(({ spec }) =>
    spec.ports.every(({ targetPort }) => ports[targetPort] !== undefined),
  ),
  "callers' Service has the API only": same(
    service.spec.ports.map(({ name }) => name),
    ['http'],
  ),
  'metrics and documentation are reached inside the cluster only': ['metrics', 'docs'].every((name) =>
    ports[name] === undefined ? component(name) === undefined : component(name)?.spec.type === 'ClusterIP',
  ),
  'an autoscaler alone decides on the number of pods':
    (scaler === undefined) === (deployment.spec.replicas !== undefined) &&
    (scaler === undefined || scaler.spec.scaleTargetRef.name === deployment.metadata.name),
  'a NetworkPolicy applies to the pods, and lets DNS, AWS and Redis through':
    policy === undefined ||
    (selects(policy.spec.podSelector.matchLabels, pod.metadata.labels) &&
      [53, 443, ...(redis ?? []).map(({ port }) => Number(port || 6379))].every((port) =>
        policy.spec.egress.some((rule) => !rule.to && rule.ports.some((found) => found.port === port)),
      )),
  'an Ingress passes the path on as it is':
    ingress === undefined ||
    (!Object.keys(ingress.metadata.annotations ?? {}).some((name) => name.includes('rewrite')) &&
      ingress.spec.rules.every(({ http: { paths } }) =>
        paths.every(
          ({ path, backend }) => path === (settings.BASE_PATH ?? '/') && backend.service.name === service.metadata.name,
        ),
      )),
  'a ServiceMonitor finds the Service of the metrics, and no other':
    monitor === undefined ||
    services.filter(({ metadata }) => selects(monitor.spec.selector.matchLabels, metadata.labels)).length === 1,
  'helm test asks the Service with as few rights as the pods':
    test === undefined ||
    (test.spec.containers[0].args[0].includes(`//${service.metadata.name}:${service.spec.ports[0].port}`) &&
      same(test.spec.containers[0].securityContext, container.securityContext) &&
      !selects(service.spec.selector, test.metadata.labels)),
  'the ports are those of the settings':
    String(ports.http) === settings.PORT &&
    ports.metrics?.toString() === settings.METRICS_PORT &&
    ports.docs?.toString() === settings.DOCS_PORT,
  'the probes ask the routes of the service': same(
    ['startupProbe', 'livenessProbe', 'readinessProbe'].map((name) => container[name].httpGet.path),
    ['live', 'live', 'ready'].map((route) => `${settings.BASE_PATH ?? ''}/health/${route}`),
  ),
  'a single pod ends before its successor starts, several are replaced one by one': same(
    deployment.spec.strategy,
    isSingle ? { type: 'Recreate' } : { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
  ),
  'a single pod can be evicted, and is spread over nothing':
    !isSingle || (kind('PodDisruptionBudget') === undefined && pod.spec.topologySpreadConstraints === undefined),
  'a stopping pod serves until its readiness is noticed': settings.DRAIN_DELAY_MS > 1000 * noticedSeconds,
  'a stopping pod has time to drain':
    pod.spec.terminationGracePeriodSeconds > settings.DRAIN_DELAY_MS / 1000 + MAX_REQUEST_SECONDS,
};

const broken = Object.keys(rules).filter((rule) => !rules[rule]);
for (const rule of broken) console.log(`does not hold: ${rule}`);
if (broken.some((rule) => rule.includes('settings'))) console.log(settingFaults.join('\n'));
process.exit(broken.length === 0 ? 0 : 1);

function faultsOf(environment) {
  try {
    loadConfig(environment, []);
    return [];
  } catch (error) {
    if (error instanceof ConfigInvalid) return [...error.faults].sort();
    throw error;
  }
}

function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}
