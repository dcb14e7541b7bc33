import type { Inputs } from '@pulumi/pulumi';
import { secret } from '@pulumi/pulumi';
import type { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Environment } from '../../environment';
import { KafkaTopic } from '../../kafka-topic';
import { Manifest } from '../../manifest';
import { Microservice } from '../../microservice';

/** An object as plain data, before late values take their places. */
export type Json = { readonly [field: string]: unknown };

export function dataOf(object: ApiObject): Json {
  return Manifest.isManifest(object) ? object.toData() : (object.toJson() as Json);
}

export function secretInputs(inputs: Inputs): Inputs {
  return {
    ...inputs,
    ...(inputs.data && { data: secret(inputs.data) }),
    ...(inputs.stringData && { stringData: secret(inputs.stringData) }),
  };
}

/** `kubernetes:apps/v1:Deployment`; the core group is written out. */
export function typeToken({ apiVersion, kind }: ApiObject): string {
  return `kubernetes:${apiVersion === 'v1' ? 'core/v1' : apiVersion}:${kind}`;
}

export function componentType(construct: IConstruct, environment: Environment): string {
  if (construct === environment) return 'Environment';
  if (Microservice.isMicroservice(construct)) return 'Microservice';
  return KafkaTopic.isKafkaTopic(construct) ? 'KafkaTopic' : 'System';
}
