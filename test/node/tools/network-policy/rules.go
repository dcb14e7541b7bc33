package main

import (
	"net/netip"
	"slices"

	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// state is what the rules follow from.
type state struct {
	endpoints []endpoint
	// namespaces has the labels of each by its name.
	namespaces map[string]labels.Set
	policies   []*networking.NetworkPolicy
}

// endpoint is a pod with the address that it has, or is about to get.
type endpoint struct {
	pod     *core.Pod
	address netip.Addr
}

// isolation is what a pod may do. Without isolation in a direction everything is allowed in it.
type isolation struct {
	endpoint
	ingress, egress direction
}

type direction struct {
	isolated bool
	allowed  []flow
}

// flow is one kind of connection that is allowed: to any of the peers, on any of the ports.
type flow struct {
	// peers are addresses and networks; none at all is everybody.
	peers    []string
	except   []string
	protocol core.Protocol
	// first and last are 0 for all ports; without a protocol it is all traffic.
	first, last int32
}

// isolations are the pods that a policy selects.
func isolations(s state) ([]isolation, error) {
	var found []isolation
	for _, e := range s.endpoints {
		isolated := isolation{endpoint: e}
		for _, policy := range s.policies {
			if err := apply(s, policy, &isolated); err != nil {
				return nil, err
			}
		}
		if isolated.ingress.isolated || isolated.egress.isolated {
			found = append(found, isolated)
		}
	}
	return found, nil
}

func apply(s state, policy *networking.NetworkPolicy, to *isolation) error {
	if policy.Namespace != to.pod.Namespace {
		return nil
	}
	selected, err := selects(&policy.Spec.PodSelector, to.pod.Labels)
	if err != nil || !selected {
		return err
	}
	if slices.Contains(policy.Spec.PolicyTypes, networking.PolicyTypeIngress) {
		to.ingress.isolated = true
		for _, rule := range policy.Spec.Ingress {
			peers, err := peersOf(s, policy.Namespace, rule.From)
			if err != nil {
				return err
			}
			to.ingress.allowed = append(to.ingress.allowed, ingressFlows(peers, rule.Ports, to.pod)...)
		}
	}
	if slices.Contains(policy.Spec.PolicyTypes, networking.PolicyTypeEgress) {
		to.egress.isolated = true
		for _, rule := range policy.Spec.Egress {
			peers, err := peersOf(s, policy.Namespace, rule.To)
			if err != nil {
				return err
			}
			to.egress.allowed = append(to.egress.allowed, egressFlows(peers, rule.Ports)...)
		}
	}
	return nil
}

func selects(selector *meta.LabelSelector, set labels.Set) (bool, error) {
	parsed, err := meta.LabelSelectorAsSelector(selector)
	return err == nil && parsed.Matches(set), err
}
