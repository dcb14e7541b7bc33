package main

import (
	"slices"
	"strings"

	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// ingressFlows are what may come to a pod: a port's name is one of its own.
func ingressFlows(from []peers, ports []networking.NetworkPolicyPort, pod *core.Pod) []flow {
	var flows []flow
	for _, group := range from {
		for _, port := range orAll(ports) {
			if !isNamed(port) {
				flows = append(flows, numbered(group, port))
				continue
			}
			for _, number := range portNumbers(pod, port) {
				flows = append(flows, flow{group.networks, group.except, protocolOf(port.Protocol), number, number})
			}
		}
	}
	return flows
}

// egressFlows are what may leave a pod: a port's name is one of each peer's.
func egressFlows(to []peers, ports []networking.NetworkPolicyPort) []flow {
	var flows []flow
	for _, group := range to {
		for _, port := range orAll(ports) {
			if !isNamed(port) {
				flows = append(flows, numbered(group, port))
				continue
			}
			for _, peer := range group.pods {
				address := []string{peer.address.String()}
				for _, number := range portNumbers(peer.pod, port) {
					flows = append(flows, flow{address, nil, protocolOf(port.Protocol), number, number})
				}
			}
		}
	}
	return flows
}

// everything is the port of a rule that names none.
var everything = networking.NetworkPolicyPort{Port: &intstr.IntOrString{Type: intstr.Int}}

func orAll(ports []networking.NetworkPolicyPort) []networking.NetworkPolicyPort {
	if len(ports) == 0 {
		return []networking.NetworkPolicyPort{everything}
	}
	return ports
}

func numbered(group peers, port networking.NetworkPolicyPort) flow {
	found := flow{peers: group.networks, except: group.except}
	if port == everything {
		return found
	}
	found.protocol = protocolOf(port.Protocol)
	if port.Port != nil {
		found.first, found.last = port.Port.IntVal, port.Port.IntVal
		if port.EndPort != nil {
			found.last = *port.EndPort
		}
	}
	return found
}

// portNumbers are those of a pod's ports of that name.
func portNumbers(pod *core.Pod, port networking.NetworkPolicyPort) []int32 {
	var numbers []int32
	for _, container := range slices.Concat(pod.Spec.InitContainers, pod.Spec.Containers) {
		for _, candidate := range container.Ports {
			if candidate.Name == port.Port.StrVal && protocolOf(&candidate.Protocol) == protocolOf(port.Protocol) {
				numbers = append(numbers, candidate.ContainerPort)
			}
		}
	}
	return numbers
}

func isNamed(port networking.NetworkPolicyPort) bool {
	return port.Port != nil && port.Port.Type == intstr.String
}

func protocolOf(protocol *core.Protocol) core.Protocol {
	if protocol == nil || *protocol == "" {
		return core.ProtocolTCP
	}
	return core.Protocol(strings.ToUpper(string(*protocol)))
}
