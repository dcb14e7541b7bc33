import type { Issue } from '../model/issue';
import { violationsOf } from './objects/check';
import { holdsIn } from './objects/enforced';
import type { ForeignObject, Policy } from './policy';

/** Objects that the library has not made keep the rules that its own keep. */
export const lawfulObjects: Policy = ({ environment, foreign }) =>
  foreign.flatMap((object) => problemsOf(object).filter(({ rule }) => holdsIn(environment, rule)));

/** One issue for each rule that an object breaks, with every place in it. */
function problemsOf({ kind, name, path, content }: ForeignObject): readonly Issue[] {
  const found = violationsOf(content());
  return [...new Set(found.map(({ rule }) => rule))].map((rule) => {
    const places = found.filter((violation) => violation.rule === rule).map(({ location }) => location);
    const object = `${kind}/${name}`;
    const message = `${object} breaks '${rule.name}' at ${places.join(', ')}: ${rule.fix}, or waive it by name, reason, owner and last day`;
    return { severity: 'error', rule: rule.name, message, path, object };
  });
}
