import { App, Environment } from 'cdk8s-fairway';
import { environments } from './environments';
import { SockShop } from './sock-shop';

const app = new App();
for (const [name, { thirdParty, ...props }] of Object.entries(environments)) {
  new SockShop(new Environment(app, name, props), 'sock-shop', { thirdParty });
}
app.synth();
