import { Environment, Microservice, type SecretSource } from 'cdk8s-fairway';
import { Construct } from 'constructs';
import { frontEnd, goProgram, javaProgram } from './programs';
import { mongo, mysql, rabbitmq, redis, userStore } from './stores';

/** As the original names them: without a version. */
const latest = { mongo: 'mongo', redis: 'redis:alpine', rabbitmqExporter: 'kbudde/rabbitmq-exporter' };

export interface SockShopProps {
  /**
   * Images that are not Sock Shop's own.
   * @default - as in the original, whatever is the latest
   */
  readonly thirdParty?: Readonly<typeof latest> | undefined;
}

/** Weaveworks' Sock Shop: what its fourteen services are, and who talks to whom. */
export class SockShop extends Construct {
  constructor(scope: Construct, id: string, { thirdParty = latest }: SockShopProps = {}) {
    super(scope, id);
    const catalogue = this.catalogue();
    const user = this.user();
    const carts = this.carts(thirdParty.mongo);
    const orders = new Microservice(this, 'orders', {
      ...javaProgram('orders:0.4.7', { cpu: '100m', cpuLimit: '500m', memory: '300Mi', memoryLimit: '500Mi' }),
      upstreams: [
        new Microservice(this, 'orders-db', mongo(thirdParty.mongo)),
        carts,
        user,
        this.payment(),
        this.shipping(thirdParty.rabbitmqExporter),
      ],
    });
    const sessions = new Microservice(this, 'session-db', redis(thirdParty.redis));
    new Microservice(this, 'front-end', {
      ...frontEnd(),
      upstreams: [catalogue, carts, orders, user, sessions],
    });
  }

  private catalogue(): Microservice {
    return new Microservice(this, 'catalogue', {
      ...goProgram('catalogue:0.3.5', { cpu: '100m', cpuLimit: '200m', memory: '100Mi', memoryLimit: '200Mi' }),
      command: ['/app'],
      args: ['-port=80'],
      upstreams: [new Microservice(this, 'catalogue-db', mysql(this.rootPassword()))],
    });
  }

  private user(): Microservice {
    return new Microservice(this, 'user', {
      ...goProgram('user:0.4.7', { cpu: '100m', cpuLimit: '300m', memory: '100Mi', memoryLimit: '200Mi' }),
      config: { mongo: 'user-db:27017' },
      upstreams: [new Microservice(this, 'user-db', userStore())],
    });
  }

  private carts(mongoImage: string): Microservice {
    return new Microservice(this, 'carts', {
      ...javaProgram('carts:0.4.8', { cpu: '100m', cpuLimit: '300m', memory: '200Mi', memoryLimit: '500Mi' }),
      upstreams: [new Microservice(this, 'carts-db', mongo(mongoImage))],
    });
  }

  private payment(): Microservice {
    const resources = { cpu: '99m', cpuLimit: '200m', memory: '100Mi', memoryLimit: '200Mi' };
    return new Microservice(this, 'payment', goProgram('payment:0.4.3', resources));
  }

  /** shipping writes to the queue that queue-master reads. */
  private shipping(exporterImage: string): Microservice {
    const resources = { cpu: '100m', cpuLimit: '300m', memory: '300Mi', memoryLimit: '500Mi' };
    const queue = { service: new Microservice(this, 'rabbitmq', rabbitmq(exporterImage)), port: 'amqp' };
    new Microservice(this, 'queue-master', {
      ...javaProgram('queue-master:0.3.1', resources),
      upstreams: [queue],
    });
    return new Microservice(this, 'shipping', {
      ...javaProgram('shipping:0.4.8', resources, { ZIPKIN: 'zipkin.jaeger.svc.cluster.local' }),
      upstreams: [queue],
    });
  }

  /** In clear where the tier allows it, as in the original; from the secret store elsewhere. */
  private rootPassword(): SecretSource {
    return Environment.of(this).select<SecretSource>({
      dev: { literal: 'fake_password' },
      default: { key: 'sock-shop/catalogue-db', property: 'root-password' },
    });
  }
}
