import { App } from 'cdk8s-fairway';
import { deploy } from 'cdk8s-fairway/pulumi';
import { shopEnvironments } from '../shop';

for (const environment of shopEnvironments(new App({ onIssue: () => undefined }))) {
  deploy(environment, { skipAwait: true });
}
