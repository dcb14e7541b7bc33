import { App, Environment } from 'cdk8s-fairway';
import { environments } from './environments';
import { Shop } from './shop';

const app = new App();
for (const [name, { version, ...props }] of Object.entries(environments)) {
  new Shop(new Environment(app, name, props), 'shop', { version });
}
app.synth();
