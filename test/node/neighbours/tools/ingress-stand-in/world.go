package main

import (
	"cmp"
	"context"
	"fmt"
	"log"
	"net"
	"slices"
	"strconv"
	"strings"

	core "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	networking "k8s.io/api/networking/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/kubernetes"
	corelisters "k8s.io/client-go/listers/core/v1"
	discoverylisters "k8s.io/client-go/listers/discovery/v1"
	networkinglisters "k8s.io/client-go/listers/networking/v1"
)

// world is what the cluster says now.
type world struct {
	class     string
	ingresses networkinglisters.IngressLister
	services  corelisters.ServiceLister
	secrets   corelisters.SecretLister
	slices    discoverylisters.EndpointSliceLister
}

type host struct {
	Name             string
	Certificate, Key []byte
	Paths            []path
}

type path struct {
	Path  string
	Exact bool
	// Endpoints are addresses with ports of pods that are ready.
	Endpoints []string
}

func (w *world) served() ([]*networking.Ingress, error) {
	all, err := w.ingresses.List(labels.Everything())
	served := slices.DeleteFunc(all, func(i *networking.Ingress) bool {
		return i.Spec.IngressClassName == nil || *i.Spec.IngressClassName != w.class
	})
	slices.SortFunc(served, func(a, b *networking.Ingress) int {
		return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
	})
	return served, err
}

// hosts are the hosts of all Ingresses, each once.
func (w *world) hosts() ([]host, error) {
	served, err := w.served()
	if err != nil {
		return nil, err
	}
	var hosts []host
	for _, ingress := range served {
		for _, rule := range ingress.Spec.Rules {
			at := slices.IndexFunc(hosts, func(h host) bool { return h.Name == rule.Host })
			if at < 0 {
				hosts = append(hosts, host{Name: rule.Host})
				at = len(hosts) - 1
			}
			w.certify(&hosts[at], ingress)
			for _, p := range rule.HTTP.Paths {
				hosts[at].Paths = append(hosts[at].Paths, pathsOf(p, w.endpoints(ingress.Namespace, p.Backend.Service))...)
			}
		}
	}
	return hosts, nil
}

// pathsOf is what nginx calls a path: a prefix ends with an element of it, so that /a is none of /ab.
func pathsOf(p networking.HTTPIngressPath, endpoints []string) []path {
	if p.PathType != nil && *p.PathType == networking.PathTypeExact {
		return []path{{p.Path, true, endpoints}}
	}
	prefix := strings.TrimSuffix(p.Path, "/")
	if prefix == "" {
		return []path{{"/", false, endpoints}}
	}
	return []path{{prefix, true, endpoints}, {prefix + "/", false, endpoints}}
}

func (w *world) certify(h *host, ingress *networking.Ingress) {
	for _, entry := range ingress.Spec.TLS {
		if !slices.Contains(entry.Hosts, h.Name) {
			continue
		}
		secret, err := w.secrets.Secrets(ingress.Namespace).Get(entry.SecretName)
		if err != nil {
			log.Printf("ingress %s/%s: no certificate yet: %v", ingress.Namespace, ingress.Name, err)
			continue
		}
		h.Certificate, h.Key = secret.Data[core.TLSCertKey], secret.Data[core.TLSPrivateKeyKey]
	}
}

// endpoints are those behind a port of a Service; none is a reason to answer 503.
func (w *world) endpoints(namespace string, backend *networking.IngressServiceBackend) []string {
	service, err := w.services.Services(namespace).Get(backend.Name)
	if err != nil {
		log.Print(err)
		return nil
	}
	at := slices.IndexFunc(service.Spec.Ports, func(p core.ServicePort) bool {
		return p.Port == backend.Port.Number || backend.Port.Name != "" && p.Name == backend.Port.Name
	})
	if at < 0 {
		log.Printf("service %s/%s has no port %q or %d", namespace, backend.Name, backend.Port.Name, backend.Port.Number)
		return nil
	}
	selector := labels.SelectorFromSet(labels.Set{discovery.LabelServiceName: backend.Name})
	found, err := w.slices.EndpointSlices(namespace).List(selector)
	if err != nil {
		log.Print(err)
	}
	var endpoints []string
	for _, slice := range found {
		endpoints = append(endpoints, readyOf(slice, service.Spec.Ports[at].Name)...)
	}
	slices.Sort(endpoints)
	return slices.Compact(endpoints)
}

func readyOf(slice *discovery.EndpointSlice, name string) []string {
	var ready []string
	for _, port := range slice.Ports {
		if port.Name == nil || *port.Name != name || port.Port == nil {
			continue
		}
		for _, endpoint := range slice.Endpoints {
			if endpoint.Conditions.Ready != nil && !*endpoint.Conditions.Ready {
				continue
			}
			for _, address := range endpoint.Addresses {
				ready = append(ready, net.JoinHostPort(address, strconv.Itoa(int(*port.Port))))
			}
		}
	}
	return ready
}

// announce writes into each Ingress where it is reached.
func (w *world) announce(ctx context.Context, client kubernetes.Interface, address string) error {
	served, err := w.served()
	if err != nil {
		return err
	}
	for _, ingress := range served {
		if known := ingress.Status.LoadBalancer.Ingress; len(known) == 1 && known[0].IP == address {
			continue
		}
		changed := ingress.DeepCopy()
		changed.Status.LoadBalancer.Ingress = []networking.IngressLoadBalancerIngress{{IP: address}}
		if _, err := client.NetworkingV1().Ingresses(ingress.Namespace).UpdateStatus(ctx, changed, meta.UpdateOptions{}); err != nil {
			return fmt.Errorf("write the status of ingress %s/%s: %w", ingress.Namespace, ingress.Name, err)
		}
	}
	return nil
}
