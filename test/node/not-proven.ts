/** What no suite of the node shows, and why. */
export const NOT_PROVEN: readonly { readonly what: string; readonly why: string }[] = [
  {
    what: 'alerts and panels about a consumer that is behind',
    why: 'no package registry serves an exporter of their lag under its usual names; promtool plays the alert through in test/rules',
  },
  {
    what: 'objectives of calls by HTTP, and of calls outside',
    why: 'the one call of the shop is by gRPC; promtool plays such spans through in test/rules',
  },
  {
    what: 'a canary of real pods that is aborted for being a little slower',
    why: 'two cores give no such times to compare; simulated pods are judged so in test/cluster, with metrics of a stand-in',
  },
  {
    what: 'alerts in Slack and at PagerDuty',
    why: 'neither is here; the API server takes the AlertmanagerConfig, and an alert reaches a webhook with a token',
  },
  {
    what: 'a rollback in Git that an alert sets off',
    why: "the Job's script reverts in a real repository before Argo CD's eyes in test/cluster; no server of Git is on the node",
  },
  {
    what: 'dashboards in Grafana itself',
    why: 'no package registry serves it; every query of them is asked here, and docs/dashboard.png draws such answers',
  },
  {
    what: "Strimzi's operators",
    why: 'no package registry serves them; a stand-in of the tests applies KafkaTopic and KafkaUser to the real broker',
  },
  { what: 'mesh policies (Istio, Consul intentions, Cilium)', why: 'no mesh and no Cilium runs on the node' },
  {
    what: 'spread over nodes and zones',
    why: 'there is one node; the scheduler places pods on simulated nodes in test/cluster',
  },
  {
    what: 'no request lost when a pod dies without a word',
    why: 'what it had begun goes with it; who calls without retries sees that, and the figure stands above',
  },
];
