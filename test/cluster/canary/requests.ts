import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Pod {
  readonly namespace: string;
  readonly name: string;
  readonly service: string;
  /** The image's tag. */
  readonly version: string;
}

/** How a version of a service answers: the part of its requests that fails, and the seconds that each takes. */
export interface Behaviour {
  readonly failing: number;
  readonly seconds: number;
}

interface Counted {
  requests: number;
  failed: number;
  within: number;
}

const A_SECOND = 10;
/** Whether a request was quicker than this is all that the histogram tells. */
const BOUND = 0.1;

/**
 * A stand-in for the metrics of pods, as simulated pods run no program: it counts requests to the pods that there are, and
 * shows them as the pods would. What reads it is the real Prometheus.
 */
export class Requests {
  private readonly counted = new Map<string, Counted>();
  private readonly server: Server;
  private readonly timer: NodeJS.Timeout;
  private pods: readonly Pod[] = [];

  constructor(private readonly behaviourOf: (pod: Pod) => Behaviour) {
    this.server = createServer((_, response) => {
      response.setHeader('content-type', 'text/plain; version=0.0.4');
      response.end(this.text());
    });
    this.timer = setInterval(() => this.second(), 1000);
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => {
      this.server.listen(0, '127.0.0.1', resolve);
    });
    return (this.server.address() as AddressInfo).port;
  }

  /** The pods that get requests from now on. */
  to(pods: readonly Pod[]): void {
    this.pods = pods;
  }

  stop(): void {
    clearInterval(this.timer);
    this.server.close();
    this.server.closeAllConnections();
  }

  private second(): void {
    for (const pod of this.pods) {
      const { failing, seconds } = this.behaviourOf(pod);
      const counted = this.counted.get(pod.name) ?? { requests: 0, failed: 0, within: 0 };
      counted.requests += A_SECOND;
      counted.failed += A_SECOND * failing;
      if (seconds <= BOUND) counted.within += A_SECOND;
      this.counted.set(pod.name, counted);
    }
  }

  private text(): string {
    const shown = this.pods.flatMap((pod) => {
      const counted = this.counted.get(pod.name);
      return counted
        ? [{ labels: `namespace="${pod.namespace}",job="${pod.service}",pod="${pod.name}"`, counted }]
        : [];
    });
    const requests = shown.flatMap(({ labels, counted: { requests: all, failed } }) => [
      `http_requests_total{${labels},code="200"} ${all - failed}`,
      `http_requests_total{${labels},code="500"} ${failed}`,
    ]);
    const times = shown.flatMap(({ labels, counted: { requests: all, within } }) => [
      `http_request_duration_seconds_bucket{${labels},le="${BOUND}"} ${within}`,
      `http_request_duration_seconds_bucket{${labels},le="1"} ${all}`,
      `http_request_duration_seconds_bucket{${labels},le="+Inf"} ${all}`,
      `http_request_duration_seconds_count{${labels}} ${all}`,
      `http_request_duration_seconds_sum{${labels}} ${all * BOUND}`,
    ]);
    return [
      '# TYPE http_requests_total counter',
      ...requests,
      '# TYPE http_request_duration_seconds histogram',
      ...times,
      '',
    ].join('\n');
  }
}
