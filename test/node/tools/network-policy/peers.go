package main

import (
	"net/netip"
	"slices"

	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
)

// peers is one peer of a rule, or all peers that are pods.
type peers struct {
	networks, except []string
	// pods are those among them, for ports by name.
	pods []endpoint
}

// peersOf has everybody for no peers at all, and nothing for peers that are nobody at present.
func peersOf(s state, namespace string, from []networking.NetworkPolicyPeer) ([]peers, error) {
	if len(from) == 0 {
		return []peers{{pods: s.endpoints}}, nil
	}
	var found []peers
	var pods peers
	for _, peer := range from {
		if peer.IPBlock != nil {
			block, err := blockPeers(s, peer.IPBlock)
			if err != nil {
				return nil, err
			}
			found = append(found, block...)
			continue
		}
		for _, e := range s.endpoints {
			matched, err := matches(s, namespace, peer, e.pod)
			if err != nil {
				return nil, err
			}
			if matched {
				pods.pods = append(pods.pods, e)
				pods.networks = append(pods.networks, e.address.String())
			}
		}
	}
	if len(pods.pods) > 0 {
		found = append(found, pods)
	}
	return found, nil
}

func blockPeers(s state, block *networking.IPBlock) ([]peers, error) {
	network, err := netip.ParsePrefix(block.CIDR)
	if err != nil {
		return nil, err
	}
	// Pods of this node have no IPv6 address.
	if !network.Addr().Is4() {
		return nil, nil
	}
	found := peers{networks: []string{block.CIDR}, except: block.Except}
	for _, e := range s.endpoints {
		outside := slices.ContainsFunc(block.Except, func(except string) bool {
			prefix, err := netip.ParsePrefix(except)
			return err == nil && prefix.Contains(e.address)
		})
		if network.Contains(e.address) && !outside {
			found.pods = append(found.pods, e)
		}
	}
	return []peers{found}, nil
}

func matches(s state, namespace string, peer networking.NetworkPolicyPeer, pod *core.Pod) (bool, error) {
	if peer.NamespaceSelector == nil && pod.Namespace != namespace {
		return false, nil
	}
	if peer.NamespaceSelector != nil {
		selected, err := selects(peer.NamespaceSelector, s.namespaces[pod.Namespace])
		if err != nil || !selected {
			return false, err
		}
	}
	if peer.PodSelector == nil {
		return true, nil
	}
	return selects(peer.PodSelector, pod.Labels)
}
