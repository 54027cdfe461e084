import type { Config } from './config.js';

/** Where the SDK sends requests of one AWS service: to a URL, or to an endpoint of AWS for the region. */
export type AwsEndpoint =
  { readonly endpoint: string } | { readonly useFipsEndpoint: boolean; readonly useDualstackEndpoint: boolean };

/** How AWS is reached. */
export interface Network {
  readonly connectTimeoutMs: number;
  /** In the format that Node's agents take. */
  readonly proxyEnv?: ProxyEnvironment | undefined;
}

export type ProxyEnvironment = Readonly<Record<'HTTPS_PROXY' | 'NO_PROXY', string>>;

type EndpointSettings = Pick<Config, 'upstream' | 'rekognitionUrl' | 'stsUrl' | 'fips' | 'dualStack'>;

export function rekognitionEndpoint(config: EndpointSettings): AwsEndpoint {
  return endpointOf(upstreamUrl(config) ?? config.rekognitionUrl, config);
}

/** The endpoint of a compatible API is used for STS too, unless STS has its own URL. */
export function stsEndpoint(config: EndpointSettings): AwsEndpoint {
  return endpointOf(config.stsUrl ?? upstreamUrl(config), config);
}

export function networkOf(config: Pick<Config, 'connectTimeoutMs' | 'httpsProxy' | 'noProxy'>): Network {
  return { connectTimeoutMs: config.connectTimeoutMs, proxyEnv: proxyOf(config) };
}

export function proxyOf({ httpsProxy, noProxy }: Pick<Config, 'httpsProxy' | 'noProxy'>): ProxyEnvironment | undefined {
  return httpsProxy === undefined ? undefined : { HTTPS_PROXY: httpsProxy, NO_PROXY: noProxy };
}

function upstreamUrl({ upstream }: EndpointSettings): string | undefined {
  return upstream.kind === 'url' ? upstream.url : undefined;
}

function endpointOf(url: string | undefined, { fips, dualStack }: EndpointSettings): AwsEndpoint {
  return url === undefined ? { useFipsEndpoint: fips, useDualstackEndpoint: dualStack } : { endpoint: url };
}
