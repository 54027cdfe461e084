import { describe, expect, it } from '@jest/globals';

import { ClientAddresses } from './exchange.js';

const PROXIES = [
  { address: '10.0.0.0', prefixBits: 8 },
  { address: '192.0.2.7', prefixBits: 32 },
  { address: 'fd00::', prefixBits: 8 },
];
const addresses = new ClientAddresses(PROXIES);

describe('ClientAddresses', () => {
  it.each([
    [undefined, undefined, ''],
    ['198.51.100.1', undefined, '198.51.100.1'],
    ['198.51.100.1', '203.0.113.9', '198.51.100.1'],
    ['192.0.2.8', '203.0.113.9', '192.0.2.8'],
    ['::1', '203.0.113.9', '0:0:0:0::/64'],
  ])('use the address of the untrusted peer %p and ignore its X-Forwarded-For %p', (peer, header, network) => {
    expect(addresses.networkOf(peer, header)).toBe(network);
  });

  it.each([
    ['10.1.2.3', '203.0.113.9', '203.0.113.9'],
    ['::ffff:10.1.2.3', '203.0.113.9', '203.0.113.9'],
    ['fd00::1', '203.0.113.9', '203.0.113.9'],
    ['10.1.2.3', '1.1.1.1, 203.0.113.9', '203.0.113.9'],
    ['10.1.2.3', '1.1.1.1, 203.0.113.9, 192.0.2.7,10.9.9.9', '203.0.113.9'],
    ['10.1.2.3', '10.0.0.1, 203.0.113.9', '203.0.113.9'],
    ['10.1.2.3', '10.0.0.5', '10.0.0.5'],
    ['10.1.2.3', '203.0.113.9:4711', '203.0.113.9'],
    ['10.1.2.3', '[2001:db8::1]:4711', '2001:db8:0:0::/64'],
    ['10.1.2.3', '::ffff:203.0.113.9', '203.0.113.9'],
    ['10.1.2.3', '::FFFF:cb00:7109', '203.0.113.9'],
  ])('use, behind the trusted proxy %p, the last address in %p that is not a proxy', (peer, header, network) => {
    expect(addresses.networkOf(peer, header)).toBe(network);
  });

  it.each([
    ['', '10.1.2.3'],
    ['unknown', '10.1.2.3'],
    ['203.0.113.9, unknown', '10.1.2.3'],
    ['203.0.113.9, , 10.0.0.1', '10.0.0.1'],
    ['203.0.113.9, _hidden, 10.0.0.1', '10.0.0.1'],
    ['203.0.113.9, 999.1.1.1', '10.1.2.3'],
    ['203.0.113.9, 010.0.0.1', '10.1.2.3'],
    ['203.0.113.9, 10.0.0.1/8', '10.1.2.3'],
    ['203.0.113.9, [::1', '10.1.2.3'],
    ['203.0.113.9, 1.2.3.4:x', '10.1.2.3'],
    [','.repeat(30_000), '10.1.2.3'],
  ])('stop at the proxy that added an invalid address: %p', (header, network) => {
    expect(addresses.networkOf('10.1.2.3', header)).toBe(network);
  });

  it.each([
    ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['1::', '1:0:0:0::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('map %p to the network %p', (peer, network) => {
    expect(addresses.networkOf(peer, undefined)).toBe(network);
  });

  it('ignore X-Forwarded-For if no proxy is trusted', () => {
    expect(new ClientAddresses([]).networkOf('10.1.2.3', '203.0.113.9')).toBe('10.1.2.3');
  });
});
