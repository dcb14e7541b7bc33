import type { Output } from '@pulumi/pulumi';
import { tokenOf } from '../../model/token';

/**
 * Lets a Pulumi Output stand wherever a string goes: a configuration value, a host, an image, the value of a secret.
 *
 * @param output - made in the same program, or read by `config.requireSecret`
 * @param synthValue - stands in its place under `cdk8s synth`, which is refused without one
 */
export function fromOutput(output: Output<string>, synthValue?: string): string {
  return tokenOf(output, synthValue);
}
