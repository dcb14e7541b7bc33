/** An action of others, by the commit that its version had when it was looked at; a tag can be moved, a commit not. */
interface PinnedAction {
  readonly commit: string;
  readonly version: string;
}

/** All the actions that the workflows use. */
export const actions = {
  'actions/checkout': { commit: 'de0fac2e4500dabe0009e67214ff5f5447ce83dd', version: 'v6.0.2' },
  'actions/setup-node': { commit: '53b83947a5a98c8d113130e565377fae1a50d02f', version: 'v6.3.0' },
  'actions/upload-artifact': { commit: '043fb46d1a93c77aae656e7c1c64a875d1fc6a0a', version: 'v7.0.1' },
  'actions/download-artifact': { commit: '3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c', version: 'v8.0.1' },
  'sigstore/cosign-installer': { commit: '6f9f17788090df1f26f669e9d70d6ae9567deba6', version: 'v4.1.2' },
  'aquasecurity/setup-trivy': { commit: '81e514348e19b6112ce2a7e3ecbafe19c1e1f567', version: 'v0.3.1' },
  'SonarSource/sonarqube-scan-action': { commit: '299e4b793aaa83bf2aba7c9c14bedbb485688ec4', version: 'v7.1.0' },
} as const satisfies Record<string, PinnedAction>;

export type ActionName = keyof typeof actions;

/** What stands behind `uses:`. */
export function reference(name: ActionName): string {
  return `${name}@${actions[name].commit}`;
}
