package main

import (
	"net/netip"
	"reflect"
	"strings"
	"testing"

	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/labels"
	"sigs.k8s.io/yaml"
)

// The cluster of these tests: three pods of the shop, one of another team and one of the monitoring.
const podsYAML = `
- {metadata: {name: web, namespace: shop, labels: {app: web}}, spec: {containers: [{ports: [{name: http, containerPort: 8080}]}]}}
- {metadata: {name: api, namespace: shop, labels: {app: api}}, spec: {containers: [{ports: [{name: http, containerPort: 9090}, {name: dns, containerPort: 53, protocol: UDP}]}]}}
- {metadata: {name: job, namespace: shop, labels: {app: job}}}
- {metadata: {name: spy, namespace: other, labels: {app: web}}}
- {metadata: {name: scraper, namespace: monitoring, labels: {app: scraper}}}
`

var addresses = map[string]string{
	"web": "10.0.0.1", "api": "10.0.0.2", "job": "10.0.0.3", "spy": "10.0.0.4", "scraper": "10.0.0.5",
}

func TestIsolations(t *testing.T) {
	for name, test := range map[string]struct {
		// policy is the spec of one in the namespace shop.
		policy string
		pod    string
		// ingress and egress are what is allowed as nftables reads it; nil is everything.
		ingress, egress []string
	}{
		"a policy without rules allows nothing": {
			policy:  `{podSelector: {}, policyTypes: [Ingress, Egress]}`,
			pod:     "web",
			ingress: []string{}, egress: []string{},
		},
		"a policy says nothing about pods of other namespaces": {
			policy: `{podSelector: {}, policyTypes: [Ingress, Egress]}`,
			pod:    "spy",
		},
		"a policy says nothing about pods that it does not select": {
			policy: `{podSelector: {matchLabels: {app: api}}, policyTypes: [Ingress]}`,
			pod:    "web",
		},
		"one direction leaves the other open": {
			policy: `{podSelector: {}, policyTypes: [Egress]}`,
			pod:    "web", egress: []string{},
		},
		"a rule without peers and ports allows everything": {
			policy: `{podSelector: {}, policyTypes: [Ingress], ingress: [{}]}`,
			pod:    "web", ingress: []string{""},
		},
		"pods are those of the policy's own namespace": {
			policy: `{podSelector: {matchLabels: {app: api}}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]}`,
			pod:    "api", ingress: []string{"ip saddr { 10.0.0.1 } "},
		},
		"a namespace is all its pods": {
			policy: `{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{namespaceSelector: {matchLabels: {name: shop}}}]}]}`,
			pod:    "api", ingress: []string{"ip saddr { 10.0.0.1, 10.0.0.2, 10.0.0.3 } "},
		},
		"a namespace and pods are these pods of that namespace": {
			policy: `{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}]}]}`,
			pod:    "api", ingress: []string{"ip saddr { 10.0.0.1, 10.0.0.4 } "},
		},
		"expressions select too": {
			policy: `{podSelector: {matchExpressions: [{key: app, operator: In, values: [api, job]}]}, policyTypes: [Ingress]}`,
			pod:    "job", ingress: []string{},
		},
		"a peer that is nobody allows nobody": {
			policy: `{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: {app: nobody}}}]}]}`,
			pod:    "web", ingress: []string{},
		},
		"a block has its exceptions": {
			policy: `{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.1.0.0/16, except: [10.1.2.0/24]}}]}]}`,
			pod:    "web", egress: []string{"ip daddr { 10.1.0.0/16 } ip daddr != { 10.1.2.0/24 } "},
		},
		"a block of another family is nobody here": {
			policy: `{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: "fd00::/8"}}]}]}`,
			pod:    "web", egress: []string{},
		},
		"ports are of TCP unless they say otherwise, and may be a range": {
			policy: `{podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: 80}, {port: 53, protocol: UDP}, {port: 8000, endPort: 8010}, {protocol: UDP}]}]}`,
			pod:    "web", egress: []string{"tcp dport 80 ", "udp dport 53 ", "tcp dport 8000-8010 ", "meta l4proto udp "},
		},
		"the name of a port is the called pod's own: its": {
			policy: `{podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: http}]}]}`,
			pod:    "api", ingress: []string{"tcp dport 9090 "},
		},
		"a pod without a port of the name opens none": {
			policy: `{podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: http}]}]}`,
			pod:    "job", ingress: []string{},
		},
		"a port of the name but another protocol is another": {
			policy: `{podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: dns}]}]}`,
			pod:    "api", ingress: []string{},
		},
		"the name of a port is the called pod's own: each peer's": {
			policy: `{podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}], ports: [{port: http}]}]}`,
			pod:    "job", egress: []string{"ip daddr { 10.0.0.1 } tcp dport 8080 ", "ip daddr { 10.0.0.2 } tcp dport 9090 "},
		},
		"the name of a port is the called pod's own: within a block": {
			policy: `{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/24, except: [10.0.0.1/32]}}], ports: [{port: http}]}]}`,
			pod:    "job", egress: []string{"ip daddr { 10.0.0.2 } tcp dport 9090 "},
		},
	} {
		t.Run(name, func(t *testing.T) {
			found, err := isolations(stateOf(t, test.policy))
			if err != nil {
				t.Fatal(err)
			}
			ingress, egress := allowed(found, test.pod)
			if !reflect.DeepEqual(ingress, test.ingress) || !reflect.DeepEqual(egress, test.egress) {
				t.Errorf("ingress %q, egress %q; wanted %q, %q", ingress, egress, test.ingress, test.egress)
			}
		})
	}
}

func TestPoliciesAddUp(t *testing.T) {
	deny := `{podSelector: {}, policyTypes: [Ingress]}`
	web := `{podSelector: {matchLabels: {app: api}}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]}`
	scraper := `{podSelector: {matchLabels: {app: api}}, policyTypes: [Ingress], ingress: [{from: [{namespaceSelector: {matchLabels: {name: monitoring}}}]}]}`
	found, err := isolations(stateOf(t, deny, web, scraper))
	if err != nil {
		t.Fatal(err)
	}
	ingress, egress := allowed(found, "api")
	if wanted := "ip saddr { 10.0.0.1 } ip saddr { 10.0.0.5 } "; strings.Join(ingress, "") != wanted || egress != nil {
		t.Errorf("ingress %q, egress %q; wanted %q and all", ingress, egress, wanted)
	}
}

func TestWrongPoliciesAreNoPolicies(t *testing.T) {
	for _, policy := range []string{
		`{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: nonsense}}]}]}`,
		`{podSelector: {matchExpressions: [{key: app, operator: Near}]}, policyTypes: [Egress]}`,
	} {
		if _, err := isolations(stateOf(t, policy)); err == nil {
			t.Errorf("no error for %s", policy)
		}
	}
}

func stateOf(t *testing.T, policies ...string) state {
	t.Helper()
	s := state{namespaces: map[string]labels.Set{}}
	for _, name := range []string{"shop", "other", "monitoring"} {
		s.namespaces[name] = labels.Set{"name": name}
	}
	var pods []*core.Pod
	parse(t, podsYAML, &pods)
	for _, pod := range pods {
		s.endpoints = append(s.endpoints, endpoint{pod, netip.MustParseAddr(addresses[pod.Name])})
	}
	for _, text := range policies {
		policy := &networking.NetworkPolicy{}
		policy.Namespace = "shop"
		parse(t, text, &policy.Spec)
		s.policies = append(s.policies, policy)
	}
	return s
}

func parse(t *testing.T, text string, into any) {
	t.Helper()
	if err := yaml.UnmarshalStrict([]byte(text), into); err != nil {
		t.Fatal(err)
	}
}

// allowed are the conditions for a pod by direction; nil where it is not isolated.
func allowed(found []isolation, pod string) (ingress, egress []string) {
	for _, i := range found {
		if i.pod.Name == pod {
			return conditions(i.ingress, "saddr"), conditions(i.egress, "daddr")
		}
	}
	return nil, nil
}

func conditions(rules direction, side string) []string {
	if !rules.isolated {
		return nil
	}
	texts := []string{}
	for _, f := range rules.allowed {
		texts = append(texts, condition(f, side))
	}
	return texts
}
