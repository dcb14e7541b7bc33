import type { Issue } from '../model/issue';
import { connectedServices } from './connected-services';
import { distinctCalls } from './distinct-calls';
import { keptPromises } from './kept-promises';
import { knownServices } from './known-services';
import { lawfulObjects } from './lawful-objects';
import { patientCallers } from './patient-callers';
import type { Policy, Subject } from './policy';
import { shortChains } from './short-chains';
import { uniqueMounts } from './unique-mounts';
import { uniqueNames } from './unique-names';
import { uniqueRoutes } from './unique-routes';
import { uniqueVariables } from './unique-variables';
import { usedTopics } from './used-topics';

const policies: readonly Policy[] = [
  uniqueNames,
  lawfulObjects,
  uniqueRoutes,
  uniqueVariables,
  uniqueMounts,
  usedTopics,
  knownServices,
  patientCallers,
  keptPromises,
  distinctCalls,
  shortChains,
  connectedServices,
];

/** Everything that is wrong with an environment as a whole. */
export function checkEnvironment(subject: Subject): readonly Issue[] {
  return policies.flatMap((policy) => policy(subject));
}

export type { ForeignObject, ObjectIdentity, Subject } from './policy';
