import { App, Environment } from 'cdk8s-fairway';
import { deploy, stackEnvironment } from 'cdk8s-fairway/pulumi';
import { environments } from './environments';
import { Shop } from './shop';

const { name, props } = stackEnvironment(environments);
const { version, ...environmentProps } = props;
const environment = new Environment(new App(), name, environmentProps);
new Shop(environment, 'shop', { version });

// Nothing in this example's cluster fills the load balancers, certificates and secrets that these wait for.
const deployed = deploy(environment, { skipAwait: ['Ingress', 'Gateway', 'Certificate', 'ExternalSecret'] });

export const { namespace, urls, addresses } = deployed;
