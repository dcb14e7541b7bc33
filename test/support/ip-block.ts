import { BlockList, isIP } from 'node:net';
import { type Json, text } from './manifest';

export type IpTest = (ip: string) => boolean;

function familyOf(ip: string): 'ipv4' | 'ipv6' {
  const version = isIP(ip);
  if (version === 0) {
    throw new Error(`not an IP address: "${ip}"`);
  }
  return version === 4 ? 'ipv4' : 'ipv6';
}

function rangeTest(cidrs: readonly string[]): IpTest {
  const ranges = new BlockList();
  for (const cidr of cidrs) {
    const [ip = '', prefix = ''] = cidr.split('/');
    if (!/^\d+$/.test(prefix)) {
      throw new Error(`not a CIDR range: "${cidr}"`);
    }
    ranges.addSubnet(ip, Number(prefix), familyOf(ip));
  }
  return (ip) => ranges.check(ip, familyOf(ip));
}

export function ipBlockTest(block: Json): IpTest {
  const within = rangeTest([text(block.cidr)]);
  const excepted = rangeTest(Array.isArray(block.except) ? block.except.map(String) : []);
  return (ip) => within(ip) && !excepted(ip);
}
