import { App, Delivery, Environment } from 'cdk8s-fairway';
import { environments } from './environments';
import { Shop } from './shop';

/** The shop as Argo CD delivers it: `dist/delivery/shop` beside the manifests. */
const app = new App();

function environment(name: keyof typeof environments): Environment {
  const { version, ...props } = environments[name];
  const made = new Environment(app, name, props);
  new Shop(made, 'shop', { version });
  return made;
}

new Delivery(app, 'shop', {
  repository: 'https://git.shop.example/shop.git',
  organization: 'shop-example',
  environments: [
    { environment: environment('dev'), branch: 'dev' },
    { environment: environment('staging'), syncGroups: ['shop-developers'], reviewers: ['@shop-example/developers'] },
    { environment: environment('prod'), syncGroups: ['shop-operators'], reviewers: ['@shop-example/operators'] },
  ],
});

app.synth();
